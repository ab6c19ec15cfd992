"""CW2xx: is a call one that its tool accepts? The same judgement for generation, for evaluation and for a user's own agent.

Values are taken as they stand: "5" is no integer, 1.0 is one and true is none, as JSON Schema has it.

>>> from callwright.tools.tool import Tool
>>> tool = Tool("wait", "Wait.", {"type": "object", "properties": {"seconds": {"type": "integer"}}, "required": ["seconds"]})
>>> [finding] = check_call(ToolCall("wait", {"seconds": "5"}), {"wait": tool})
>>> finding.code, finding.path, finding.message
('CW204', 'arguments.seconds', 'expected integer, got string "5"')
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import jsonschema_rs
from pydantic import ValidationError

from callwright.tools.call import Finding, ToolCall
from callwright.tools.schema_faults import schema_findings
from callwright.tools.schemas import compiled
from callwright.tools.shown import json_type, shown
from callwright.tools.tool import Tool

CODES: dict[str, str] = {
    "CW201": "a tool is called that is not offered",
    "CW202": "the arguments are not a JSON object",
    "CW203": "a required argument is missing",
    "CW204": "an argument has the wrong type",
    "CW205": "an argument is not one of the allowed values",
    "CW206": "an argument has the wrong format",
    "CW207": "an argument does not match the pattern",
    "CW208": "an argument is out of range: a number, a length or a count",
    "CW209": "an argument is given that the tool does not have",
    "CW210": "the arguments break another rule of the schema (anyOf, oneOf, not, ...)",
    "CW211": "the tool's own validator refuses the arguments",
    "CW212": "the tool's own schema is broken, so that no call can be judged",
}

OPEN_ENDED = frozenset({"patternProperties", "additionalProperties", "anyOf", "oneOf", "allOf", "if", "$ref", "dependentSchemas"})
"""Keywords that can make names beside `properties` legitimate."""
COMPILED_AT_ONCE = 4096


@dataclass(frozen=True)
class Checker:
    validator: jsonschema_rs.Validator
    known: frozenset[str] | None
    """Names of all parameters where the schema lists them; None where it leaves others open on purpose."""


@lru_cache(COMPILED_AT_ONCE)
def checker(tool: Tool) -> Checker | Finding:
    """Compiled once for each content hash; a finding where the tool's schema is broken."""
    try:
        validator = compiled(tool.parameters)
    except (jsonschema_rs.ValidationError, ValueError) as fault:
        reason = str(fault).splitlines()[0]
        return Finding("CW212", f"the schema of {tool.name} is broken: {reason}", "name", mend="`callwright tools` says where")
    lists_all = "properties" in tool.parameters and not OPEN_ENDED & tool.parameters.keys()
    return Checker(validator, frozenset(tool.parameters["properties"]) if lists_all else None)


def check_call(call: ToolCall, tools: Mapping[str, Tool]) -> list[Finding]:
    """What is wrong with the call, each fault with its path in the call; empty where the tool would take it.

    An argument that the schema neither has nor forbids is a warning: JSON Schema lets it through, the function behind rarely does.
    """
    tool = tools.get(call.name)
    return [_unknown_tool(call.name, tools)] if tool is None else check_arguments(call.arguments, tool)


def check_arguments(arguments: Any, tool: Tool) -> list[Finding]:
    """What is wrong with the arguments of a call of the tool."""
    if not isinstance(arguments, dict):
        return [_no_object(arguments)]
    found = checker(tool)
    if isinstance(found, Finding):
        return [found]
    if not found.validator.is_valid(arguments):
        return [*schema_findings(found.validator, arguments), *_unlisted(arguments, found)]
    findings = _unlisted(arguments, found) if found.known is not None else []
    return findings if tool.validate is None else [*findings, *_refused(tool.validate, arguments)]


def _unknown_tool(name: str, tools: Mapping[str, Tool]) -> Finding:
    if not name:
        return Finding("CW201", "a call without a name", "name", mend='a call is {"name": ..., "arguments": {...}}')
    close = get_close_matches(name, tools, 1)
    mend = f"did you mean {close[0]!r}?" if close else ""
    return Finding("CW201", f"no tool is named {name!r}; offered: {', '.join(tools) or 'none'}", "name", mend=mend)


def _no_object(arguments: Any) -> Finding:
    got = f"{json_type(arguments)} {shown(arguments)}"
    if isinstance(arguments, str):
        got = _unread(arguments)
    return Finding("CW202", f"expected a JSON object, got {got}", "arguments")


def _unread(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError as fault:
        return f"text that is no JSON ({fault}): {shown(text)}"
    return f"{json_type(value)} written as text: {shown(text)}"


def _unlisted(arguments: dict[str, Any], found: Checker) -> list[Finding]:
    if found.known is None or arguments.keys() <= found.known:
        return []
    return [
        Finding("CW209", f"no parameter is named {name!r}{_close(name, found.known)}", f"arguments.{name}", "warning")
        for name in arguments
        if name not in found.known
    ]


def _close(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, sorted(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _refused(validate: Callable[[Any], Any], arguments: dict[str, Any]) -> list[Finding]:
    try:
        validate(arguments)
    except ValidationError as refusal:
        return [
            Finding("CW211", f"{error['msg']}, got {shown(error['input'])}", ".".join(("arguments", *map(str, error["loc"]))))
            for error in refusal.errors(include_url=False, include_context=False)
        ]
    return []
