"""A tool call, its findings, and the OpenAI chat protocol's names for both sides of it."""

import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from callwright.tools.record import record

Role = Literal["system", "user", "assistant", "tool"]
Severity = Literal["error", "warning"]


@record
class ToolCall:
    name: str
    arguments: Any
    """An object; whatever else the model wrote (a list, text that is no JSON) stays as it is, for the checks to name."""
    id: str = ""


@record
class Finding:
    """One thing a rule found, as data."""

    code: str
    """`CW` and three digits, as `callwright rules` lists them."""
    message: str
    """What was expected and what was got, in one line."""
    path: str = ""
    """Where: `messages[2].tool_calls[0].arguments.due_date`; relative to the thing checked."""
    severity: Severity = "error"
    mend: str = field(default="", compare=False)
    """What to do about it, where that can be said."""


def parse_call(call: Mapping[str, Any]) -> ToolCall:
    """A call as an API hands it over: OpenAI's (`function.arguments` is JSON text) or Anthropic's (`input` is an object).

    >>> parse_call({"id": "call_1", "type": "function", "function": {"name": "wait", "arguments": '{"seconds": 5}'}})
    ToolCall(name='wait', arguments={'seconds': 5}, id='call_1')
    """
    if "input" in call:
        return ToolCall(call["name"], call["input"], call.get("id") or "")
    function = call.get("function", call)
    return ToolCall(function["name"], parse_arguments(function["arguments"]), call.get("id") or call.get("call_id") or "")


def parse_arguments(arguments: Any) -> Any:
    """The arguments object; text that is no JSON stays text, for the checks to name."""
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments
