"""What ShareGPT and Hermes share: `conversations` of `from` and `value`, and no ids."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from callwright.generator.formats.form import Line
from callwright.generator.formats.interning import interned
from callwright.generator.formats.openai import parse_tool
from callwright.generator.formats.provenance import METADATA
from callwright.generator.trace import Message
from callwright.tools.call import Role, ToolCall
from callwright.tools.tool import JsonSchema, Tool

ROLES: Mapping[str, Role] = {
    "system": "system",
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "assistant": "assistant",
    "function_call": "assistant",
    "observation": "tool",
    "tool": "tool",
    "function_response": "tool",
}
SHAPE: JsonSchema = {
    "type": "object",
    "required": ["conversations"],
    "properties": {
        "conversations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["from", "value"],
                "properties": {"from": {"enum": list(ROLES)}, "value": {"type": "string"}, "weight": {"enum": [0, 1, None]}},
            },
        },
        "system": {"type": ["string", "null"]},
        "tools": {"type": ["string", "array", "null"]},
        "metadata": METADATA,
    },
}


def turns(line: Line) -> list[Mapping[str, Any]]:
    turns = line.get("conversations")
    return [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []


def mentions_tags(line: Line) -> bool:
    """Whether some turn holds Hermes' tags."""
    return any(
        isinstance(value := turn.get("value"), str) and ("<tools>" in value or "<tool_call>" in value) for turn in turns(line)
    )


def decoded(text: str) -> Any:
    """JSON, or the text where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def read_tools(listed: Any) -> tuple[Tool, ...]:
    """From a list or its JSON text; entries without a name are left out."""
    entries = decoded(listed) if isinstance(listed, str) else listed
    found = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return interned((entry for entry in found if isinstance(_function(entry).get("name"), str)), parse_tool)


def _function(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    function = entry.get("function", entry)
    return function if isinstance(function, dict) else {}


def read_call(value: Any, id: str) -> ToolCall:
    """What is no call stays as the arguments of a call without a name, for the checks to report."""
    if not isinstance(value, dict):
        return ToolCall("", value, id)
    arguments = value.get("arguments", value.get("parameters", {}))
    return ToolCall(str(value.get("name", "")), decoded(arguments) if isinstance(arguments, str) else arguments, id)


def numbered(messages: Iterable[Message]) -> Iterator[Message]:
    """These forms have no ids: calls are numbered, and results answer the open calls in order."""
    number, open_ids = 0, list[str]()
    for message in messages:
        if message.tool_calls:
            ids = [f"call_{number + place}" for place in range(1, len(message.tool_calls) + 1)]
            number, open_ids = number + len(ids), ids
            calls = tuple(ToolCall(call.name, call.arguments, id) for call, id in zip(message.tool_calls, ids, strict=True))
            yield replace(message, tool_calls=calls)
        elif message.role == "tool":
            yield Message("tool", message.content, tool_call_id=open_ids.pop(0) if open_ids else None)
        else:
            yield message
