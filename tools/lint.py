"""CW0xx: what is wrong with a tool, before anything is generated for it.

A rule takes a tool and yields (code, message, path, mend). Codes in `reading.LEAVES_OUT` are errors, the others warnings.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jsonschema_rs

from callwright.tools.naming import words
from callwright.tools.reading import CODES as CODES
from callwright.tools.reading import TOOLSET, ToolFinding
from callwright.tools.schemas import IN_LIST, JsonSchema, Path, compiled, dotted, subschemas
from callwright.tools.shown import shown
from callwright.tools.tool import Tool, canonical_json

Found = Iterator[tuple[str, str, str, str]]

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
MOST_SCHEMA_BYTES = 256 * 1024
MOST_TOOLS = 128
"""OpenAI's limit for one request."""
MOST_TOKENS = 32_000
"""What tools may take of a prompt before little is left for the conversation with a small model; 4 characters a token."""
CONDITIONAL = frozenset({"anyOf", "oneOf", "allOf", "if", "then", "else", "not"})


def lint(tool: Tool, place: str = "") -> list[ToolFinding]:
    """Everything about one tool; a tool that is broken is not looked at further."""
    errors = [finding for rule in ERRORS for finding in _findings(tool, place, rule)]
    return errors or [finding for rule in WARNINGS for finding in _findings(tool, place, rule)]


def lint_toolset(tools: Sequence[Tool]) -> list[ToolFinding]:
    """What only shows in several tools together."""
    return [*_alike(tools), *_too_many(tools)]


def _findings(tool: Tool, place: str, rule: Callable[[Tool], Found]) -> Iterator[ToolFinding]:
    for code, message, path, mend in rule(tool):
        yield ToolFinding(tool.name, code, message, place, path, mend)


def _name(tool: Tool) -> Found:
    if not NAME.fullmatch(tool.name):
        message = f"the name {shown(tool.name)} is not 1 to 64 of A-Z a-z 0-9 _ -"
        yield "CW004", message, "name", "rename the tool: models' APIs refuse it"


def _size(tool: Tool) -> Found:
    size = len(canonical_json(tool.parameters).encode())
    if size > MOST_SCHEMA_BYTES:
        message = f"the parameters' schema has {size:,} bytes, more than {MOST_SCHEMA_BYTES:,}"
        yield "CW006", message, "parameters", "drop what the model need not see"


def _schema(tool: Tool) -> Found:
    if tool.parameters.get("type") != "object":
        got = shown(tool.parameters.get("type"))
        yield "CW002", f"parameters are an object, the schema says {got}", "parameters.type", 'make it "type": "object"'
        return
    if (fault := _fault(tool.parameters)) is not None:
        code, message, path = fault
        mend = "put what it names into $defs" if code == "CW005" else "mend the schema"
        yield code, message, dotted(("parameters", *path)), mend


def _fault(schema: JsonSchema) -> tuple[str, str, Path] | None:
    """Code, message and path of the first fault that keeps the schema from being used."""
    try:
        compiled(schema)
    except jsonschema_rs.ValidationError as fault:
        code = "CW005" if fault.kind.name == "$ref" else "CW002"
        return code, fault.message.splitlines()[0], tuple(fault.instance_path)
    except ValueError as fault:
        return "CW006", str(fault).splitlines()[0], ()
    return None


def _description(tool: Tool) -> Found:
    if not tool.description.strip():
        message = "no description: a model has the name alone to go by"
        yield "CW010", message, "description", "say in a sentence what the tool does and when"


def _required(tool: Tool) -> Found:
    for path, schema in subschemas(tool.parameters):
        stated = schema.get("required")
        if not isinstance(stated, list) or CONDITIONAL & set(path) or CONDITIONAL & schema.keys():
            continue
        for name in stated:
            if name not in schema.get("properties", {}) and "$ref" not in schema:
                message = f"{name!r} is required, but not among the properties"
                yield "CW007", message, dotted(("parameters", *path, "required")), f"define {name!r} or do not require it"


def _defaults(tool: Tool) -> Found:
    for path, schema in subschemas(tool.parameters):
        if "default" in schema and _refuses(tool.parameters, schema, schema["default"]):
            message = f"the default {shown(schema['default'])} is refused by its own schema"
            yield "CW008", message, dotted(("parameters", *path, "default")), "mend the default or the type"


def _enums(tool: Tool) -> Found:
    for path, schema in subschemas(tool.parameters):
        values = schema.get("enum")
        if not isinstance(values, list):
            continue
        place = dotted(("parameters", *path, "enum"))
        distinct = {canonical_json(value): value for value in values}
        if len(distinct) < len(values):
            yield "CW009", f"{len(values)} values, {len(distinct)} of them different", place, "remove the repetitions"
        unlisted = {key: value for key, value in schema.items() if key != "enum"}
        refused = [value for value in distinct.values() if _refuses(tool.parameters, unlisted, value)]
        if refused:
            yield "CW011", f"{shown(refused[0])} is refused by the schema beside it", place, "mend the type or the value"


def _refuses(root: JsonSchema, schema: JsonSchema, value: Any) -> bool:
    shared: JsonSchema = {key: root[key] for key in ("$defs", "definitions", "$schema") if key in root}
    try:
        return not compiled({**shared, **schema}).is_valid(value)
    except (jsonschema_rs.ValidationError, ValueError):
        return False  # a reference to somewhere else in the parameters: it cannot be judged alone


def _result(tool: Tool) -> Found:
    if tool.result is not None and (fault := _fault(tool.result)) is not None:
        _, message, path = fault
        yield "CW016", f"the result schema is left aside: {message}", dotted(("result", *path)), "mend it or give one by --results"


def _hints(tool: Tool) -> Found:
    if tool.hints.stated("read_only") and tool.hints.stated("destructive"):
        yield "CW017", "stated read-only and destructive at once", "annotations", "drop one; until then it is held for confirmation"


def _alternatives(tool: Tool) -> Found:
    hidden = [key for key in tool.parameters if key in IN_LIST and key != "items"]
    if hidden and not tool.properties:
        message = f"the parameters stand only inside {hidden[0]}"
        yield "CW018", message, "parameters", "list them in `properties` to have values planned"


def _alike(tools: Sequence[Tool]) -> Iterator[ToolFinding]:
    groups: dict[str, list[str]] = defaultdict(list)
    for tool in tools:
        groups[f"name {''.join(words(tool.name))}"].append(tool.name)
        if tool.description.strip():
            groups[f"content {tool.description.strip().lower()} {canonical_json(tool.parameters)}"].append(tool.name)
    for first, *others in groups.values():
        if others:
            message = f"cannot be told apart from {', '.join(others)}"
            yield ToolFinding(first, "CW012", message, mend="say in the descriptions when to take which, or remove one")


def _too_many(tools: Sequence[Tool]) -> Iterator[ToolFinding]:
    tokens = sum(len(json.dumps([tool.name, tool.description, tool.parameters])) for tool in tools) // 4
    if len(tools) > MOST_TOOLS or tokens > MOST_TOKENS:
        message = f"{len(tools):,} tools of about {tokens:,} tokens; more than {MOST_TOOLS} tools or {MOST_TOKENS:,} tokens"
        yield ToolFinding(TOOLSET, "CW013", message, mend="choose with --only and --except")


ERRORS = (_name, _size, _schema)
WARNINGS = (_description, _required, _defaults, _enums, _result, _hints, _alternatives)
