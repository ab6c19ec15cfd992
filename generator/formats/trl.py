"""TRL's conversational form with tools: arguments as objects, no ids; also split into `prompt` and `completion`.

{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "tool_calls": [{"type": "function", "function":
              {"name": "get_weather", "arguments": {"location": "Oslo"}}}]}, {"role": "tool", "name": "get_weather",
              "content": "..."}, ...],
 "tools": [{"type": "function", "function": {...}}]}
"""

from collections.abc import Mapping
from typing import Any

from callwright.generator.formats.chat import MESSAGE, TOOL, plain_message
from callwright.generator.formats.conversations import numbered, read_tools
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.openai import parse_message, render_tool
from callwright.generator.formats.provenance import METADATA, metadata_of, with_provenance
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import JsonSchema

MESSAGES: JsonSchema = {"type": "array", "minItems": 1, "items": MESSAGE}
SHAPE: JsonSchema = {
    "type": "object",
    "properties": {
        "messages": MESSAGES,
        "prompt": MESSAGES,
        "completion": MESSAGES,
        "tools": {"type": ["array", "null"], "items": TOOL},
        "metadata": METADATA,
    },
    "anyOf": [{"required": ["messages"]}, {"required": ["prompt", "completion"]}],
}


def recognises(line: Line) -> bool:
    """Told by calls without ids whose arguments are objects, or by prompt and completion."""
    if "prompt" in line and "completion" in line:
        return True
    messages = line.get("messages")
    calls = (
        [call for message in messages if isinstance(message, dict) for call in _calls(message)]
        if isinstance(messages, list)
        else []
    )
    return bool(calls) and all("id" not in call and isinstance(_arguments(call), dict) for call in calls)


def _calls(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    calls = message.get("tool_calls")
    return [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []


def _arguments(call: Mapping[str, Any]) -> Any:
    function = call.get("function")
    return function.get("arguments") if isinstance(function, dict) else None


def parse(line: Line) -> Trace:
    spoken = line["messages"] if "messages" in line else [*line["prompt"], *line["completion"]]
    messages = numbered(parse_message(plain_message(message)) for message in spoken)
    return with_provenance(line.get("metadata"), messages, read_tools(line.get("tools") or []))


def render(trace: Trace) -> dict[str, Any]:
    called = {call.id: call.name for message in trace.messages for call in message.tool_calls}
    return {
        "messages": [_rendered(message, called) for message in trace.messages],
        "tools": [render_tool(tool) for tool in trace.tools],
        "metadata": metadata_of(trace),
    }


def _rendered(message: Message, called: Mapping[str, str]) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "name": called.get(message.tool_call_id or "", ""), "content": message.content or ""}
    rendered: dict[str, Any] = {"role": message.role, "content": message.content or ""}
    if message.tool_calls:
        functions = [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls]
        rendered["tool_calls"] = [{"type": "function", "function": function} for function in functions]
    return rendered


TRL = Form("trl", recognises, SHAPE, parse, render, frozenset({"ids", "weights"}))
