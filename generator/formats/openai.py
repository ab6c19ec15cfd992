"""OpenAI chat JSON lines: callwright's exchange format, one trace a line.

{"messages": [{"role": "system", "content": "You are an assistant with access to tools. Today is 2026-11-20 (Friday)."},
              {"role": "user", "content": "What's the weather in Oslo?"},
              {"role": "assistant", "content": null, "weight": 1, "tool_calls": [{"id": "call_1", "type": "function",
               "function": {"name": "get_weather", "arguments": "{\\"location\\": \\"Oslo\\"}"}}]},
              {"role": "tool", "tool_call_id": "call_1", "content": "{\\"temperature\\": 4, ...}"},
              {"role": "assistant", "content": "It is 4 degrees in Oslo.", "weight": 1}],
 "tools": [{"type": "function", "function": {"name": "get_weather", "description": "...", "parameters": {...}}}],
 "metadata": {"trace_id": "...", "category": "single_call", "tool": "get_weather", "acts": ["call", "answer"], ...}}
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from callwright.generator.trace import Act, Message, Trace
from callwright.tools.call import parse_call
from callwright.tools.tool import Hints, Tool

PROVENANCE = ("trace_id", "plan_id", "category", "tool", "template", "pattern", "fault", "style", "phrasing", "side", "teacher")


def render(trace: Trace) -> dict[str, Any]:
    metadata: dict[str, Any] = {name: getattr(trace, name) for name in PROVENANCE}
    metadata["acts"] = [message.act for message in trace.messages if message.role == "assistant"]
    return {
        "messages": [render_message(message) for message in trace.messages],
        "tools": [render_tool(tool) for tool in trace.tools],
        "metadata": metadata,
    }


def render_message(message: Message) -> dict[str, Any]:
    rendered: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.role == "assistant":
        rendered["weight"] = message.weight
    if message.tool_calls:
        rendered["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments_text(call.arguments)}}
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        rendered["tool_call_id"] = message.tool_call_id
    return rendered


def arguments_text(arguments: Any) -> str:
    """Arguments as they stand in a file and are trained on: in the given key order, `", "` and `": "`, non-ASCII kept."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def render_tool(tool: Tool) -> dict[str, Any]:
    """The wrapped OpenAI form; a stated destructive hint travels as an annotation."""
    rendered: dict[str, Any] = {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
    }
    if tool.destructive:
        rendered["annotations"] = {"destructiveHint": True}
    return rendered


def parse(line: Mapping[str, Any]) -> Trace:
    """The inverse of `render` for any OpenAI-style example; what a foreign file lacks is `-`.

    Expects the protocol's shapes; a file that may hold anything goes through the CW1xx rules first.
    """
    return trace_of(line.get("metadata"), line["messages"], tuple(parse_tool(tool) for tool in line.get("tools") or ()))


def trace_of(metadata: Mapping[str, Any] | None, messages: Iterable[Mapping[str, Any]], tools: tuple[Tool, ...]) -> Trace:
    stated = metadata or {}
    acts = iter(stated.get("acts") or ())
    parsed = [parse_message(message, next(acts, None) if message["role"] == "assistant" else None) for message in messages]
    return Trace(**{name: stated.get(name, "-") for name in PROVENANCE}, messages=tuple(parsed), tools=tools)


def parse_message(message: Mapping[str, Any], act: Act | None = None) -> Message:
    role, calls = message["role"], message.get("tool_calls")
    return Message(
        role,
        message.get("content"),
        tuple(map(parse_call, calls)) if calls else (),
        message.get("tool_call_id"),
        act,
        message.get("weight", 1) if role == "assistant" else 1,
    )


def parse_tool(tool: Mapping[str, Any]) -> Tool:
    function = tool.get("function", tool)
    parameters = function.get("parameters")
    destructive = (tool.get("annotations") or {}).get("destructiveHint")
    return Tool(
        name=function["name"],
        description=function.get("description") or "",
        parameters={"type": "object", "properties": {}} if parameters is None else parameters,
        hints=Hints(destructive=destructive),
    )


def dump_line(trace: Trace) -> str:
    return json.dumps(render(trace), ensure_ascii=False, separators=(",", ":"))
