"""TRL's conversational form with tools: arguments as objects, no ids.

{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "", "tool_calls": [{"type": "function",
              "function": {"name": "get_weather", "arguments": {"location": "Oslo"}}}]},
              {"role": "tool", "name": "get_weather", "content": "..."}, ...],
 "tools": "[{\\"type\\": \\"function\\", \\"function\\": {...}}]"}

`tools` is JSON text, which TRL's trainers decode: Arrow would give the schemas of all tools the same members, padded with
nulls.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from callwright.generator.formats import faults
from callwright.generator.formats.chat import MESSAGE, TOOL, plain_message, tools_in_system
from callwright.generator.formats.conversations import numbered, read_tools
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.openai import parse_message, render_tool
from callwright.generator.formats.provenance import METADATA, metadata_of, with_provenance
from callwright.generator.formats.system_prompt import system_form
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import JsonSchema, Tool

MESSAGES: JsonSchema = {"type": "array", "minItems": 1, "items": MESSAGE}
TOOLS: JsonSchema = {"type": ["string", "array", "null"], "items": TOOL}
SHAPE: JsonSchema = {
    "type": "object",
    "properties": {"messages": MESSAGES, "tools": TOOLS, "metadata": METADATA},
    "required": ["messages"],
}


def recognises(line: Line) -> bool:
    """Told by tools as text, or by calls without ids whose arguments are objects."""
    messages = line.get("messages")
    if not isinstance(messages, list):
        return False
    calling = [message for message in messages if isinstance(message, dict) and message.get("tool_calls")]
    calls = [call for message in calling for call in _calls(message)]
    as_text = isinstance(line.get("tools"), str)
    if not calls:
        return as_text
    return all("id" not in call and (as_text or isinstance(_arguments(call), dict)) for call in calls)


def _calls(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    calls = message.get("tool_calls")
    return [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []


def _arguments(call: Mapping[str, Any]) -> Any:
    function = call.get("function")
    return function.get("arguments") if isinstance(function, dict) else None


def parse(line: Line) -> Trace:
    return with_provenance(line.get("metadata"), numbered(read_messages(line["messages"])), read_tools(line.get("tools") or []))


def read_messages(messages: Iterable[Mapping[str, Any]]) -> list[Message]:
    return [parse_message(plain_message(message)) for message in messages]


def render(trace: Trace) -> dict[str, Any]:
    return {"messages": written_messages(trace.messages), "tools": tools_text(trace.tools), "metadata": metadata_of(trace)}


def tools_text(tools: Iterable[Tool]) -> str:
    return json.dumps([render_tool(tool) for tool in tools], ensure_ascii=False)


def written_messages(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    called = {call.id: call.name for message in messages for call in message.tool_calls}
    return [_written(message, called) for message in messages]


def _written(message: Message, called: Mapping[str, str]) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "name": called.get(message.tool_call_id or "", ""), "content": message.content or ""}
    written: dict[str, Any] = {"role": message.role, "content": message.content or ""}
    if message.tool_calls:
        functions = [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls]
        written["tool_calls"] = [{"type": "function", "function": function} for function in functions]
    return written


def refuses(trace: Trace) -> str:
    """`datasets` reads objects by pandas' ujson, which keeps 10 decimals and integers of 64 bits."""
    arguments = [call.arguments for message in trace.messages for call in message.tool_calls]
    return "a number that the datasets library would round" if any(map(_would_be_rounded, arguments)) else ""


def _would_be_rounded(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_would_be_rounded, value.values() if isinstance(value, dict) else value))
    if isinstance(value, float):
        return round(value, 9) != value
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def refuses_whole(trace: Trace) -> str:
    """TRL trains on every assistant turn, or on all that follows the prompt."""
    wrong = any(message.role == "assistant" and not message.weight for message in trace.messages)
    return "a turn that is not to be trained on, which prompt-completion can hold" if wrong else refuses(trace)


TRL = Form("trl", recognises, SHAPE, parse, render, frozenset({"ids"}), refuses=refuses_whole, faults=faults.tools_text)


def plain_texts(line: Line) -> bool:
    return tools_in_system(line) and all("weight" not in message for message in line["messages"] if isinstance(message, dict))


TRL_SYSTEM = system_form(TRL, plain_texts)
