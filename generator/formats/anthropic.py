"""Anthropic messages: system apart, content in blocks, tool results in user messages.

{"system": "Today is ...", "messages": [
    {"role": "user", "content": "What's the weather in Oslo?"},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"location": "Oslo"}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "{\\"temperature\\": 4}"}]},
    {"role": "assistant", "content": [{"type": "text", "text": "It is 4 degrees in Oslo."}]}],
 "tools": [{"name": "get_weather", "description": "...", "input_schema": {...}}]}
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.interning import interned
from callwright.generator.formats.provenance import METADATA, metadata_of, with_provenance
from callwright.generator.formats.system_prompt import in_system, system_form
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.tool import Hints, JsonSchema, Tool

BLOCK: JsonSchema = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"enum": ["text", "tool_use", "tool_result"]}, "is_error": {"type": ["boolean", "null"]}},
    "allOf": [
        {
            "if": {"properties": {"type": {"const": "text"}}},
            "then": {"required": ["text"], "properties": {"text": {"type": "string"}}},
        },
        {
            "if": {"properties": {"type": {"const": "tool_use"}}},
            "then": {"required": ["name", "input"], "properties": {"name": {"type": "string"}, "id": {"type": "string"}}},
        },
        {
            "if": {"properties": {"type": {"const": "tool_result"}}},
            "then": {"required": ["tool_use_id"], "properties": {"tool_use_id": {"type": "string"}}},
        },
    ],
}
SHAPE: JsonSchema = {
    "type": "object",
    "required": ["messages"],
    "properties": {
        "system": {
            "type": ["string", "null", "array"],
            "items": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
        },
        "messages": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["role", "content"],
                "properties": {
                    "role": {"enum": ["user", "assistant", "system"]},
                    "content": {"type": ["string", "array"], "items": BLOCK},
                    "weight": {"enum": [0, 1, None]},
                },
            },
        },
        "tools": {
            "type": ["array", "null"],
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "description": {"type": ["string", "null"]},
                    "input_schema": {"type": ["object", "null"]},
                },
            },
        },
        "metadata": METADATA,
    },
}


def recognises(line: Line) -> bool:
    """Told by its `system`, its blocks or its tools' `input_schema`; text alone could be anybody's."""
    messages, tools = line.get("messages"), line.get("tools")
    if isinstance(messages, list) and isinstance(line.get("system"), str | list):
        return True
    if isinstance(tools, list) and any(isinstance(tool, dict) and "input_schema" in tool for tool in tools):
        return True
    contents = [message.get("content") for message in messages if isinstance(message, dict)] if isinstance(messages, list) else []
    return any(isinstance(content, list) and _has_blocks(content) for content in contents)


def _has_blocks(content: list[Any]) -> bool:
    return any(isinstance(block, dict) and block.get("type") in ("tool_use", "tool_result") for block in content)


def parse(line: Line) -> Trace:
    system = line.get("system")
    messages = [Message("system", text_of(system))] if system else []
    for message in line["messages"]:
        messages.extend(_messages(message))
    return with_provenance(line.get("metadata"), messages, interned(line.get("tools") or (), _tool))


def _tool(tool: Mapping[str, Any]) -> Tool:
    schema = tool.get("input_schema")
    return Tool(tool["name"], tool.get("description") or "", {"type": "object"} if schema is None else schema, hints=_hints(tool))


def _hints(tool: Mapping[str, Any]) -> Hints:
    annotations = tool.get("annotations")
    return Hints(destructive=annotations.get("destructiveHint") if isinstance(annotations, dict) else None)


def text_of(content: Any) -> str:
    """The text of a string, of text blocks, or of whatever a tool returned, as JSON."""
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, list) and all(isinstance(block, dict) and isinstance(block.get("text"), str) for block in content):
        return "".join(block["text"] for block in content)
    return json.dumps(content, ensure_ascii=False)


def _messages(message: Mapping[str, Any]) -> Iterator[Message]:
    content, role = message["content"], message["role"]
    if isinstance(content, str):
        yield Message(role, content, weight=_weight(message))
        return
    for block in content:
        if block["type"] == "tool_result":
            yield Message("tool", text_of(block.get("content")), tool_call_id=block["tool_use_id"])
    texts = [block["text"] for block in content if block["type"] == "text"]
    calls = tuple(ToolCall(block["name"], block["input"], block.get("id", "")) for block in content if block["type"] == "tool_use")
    if texts or calls or not content:
        yield Message(role, "".join(texts) or None, calls, weight=_weight(message))


def _weight(message: Mapping[str, Any]) -> int:
    weight = message.get("weight")
    return 1 if weight is None or message["role"] != "assistant" else int(weight)


def render(trace: Trace) -> dict[str, Any]:
    system = trace.messages[0].content if trace.messages and trace.messages[0].role == "system" else None
    spoken = trace.messages[1:] if system is not None else trace.messages
    return {
        **({} if system is None else {"system": system}),
        "messages": list(_rendered(spoken)),
        "tools": [_rendered_tool(tool) for tool in trace.tools],
        "metadata": metadata_of(trace),
    }


def _rendered_tool(tool: Tool) -> dict[str, Any]:
    rendered: dict[str, Any] = {"name": tool.name, "description": tool.description, "input_schema": tool.parameters}
    return {**rendered, "annotations": {"destructiveHint": True}} if tool.destructive else rendered


def _rendered(messages: tuple[Message, ...]) -> Iterator[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "tool":
            results.append({"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.content or ""})
            continue
        if results:
            yield {"role": "user", "content": results}
            results = []
        yield _rendered_message(message)
    if results:
        yield {"role": "user", "content": results}


def _rendered_message(message: Message) -> dict[str, Any]:
    weight = {"weight": message.weight} if message.role == "assistant" else {}
    if not message.tool_calls:
        return {"role": message.role, "content": message.content or "", **weight}
    text = [{"type": "text", "text": message.content}] if message.content else []
    uses = [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments} for call in message.tool_calls]
    return {"role": message.role, "content": [*text, *uses], **weight}


def refuses(trace: Trace) -> str:
    answers_nothing = any(message.role == "tool" and message.tool_call_id is None for message in trace.messages)
    return "a result without a call" if answers_nothing else ""


def faults(line: Line) -> Iterator[tuple[str, str]]:
    """Anthropic's own tools have a `type` and no schema."""
    for place, tool in enumerate(line.get("tools") or ()):
        if "input_schema" not in tool and "type" not in tool:
            yield f"tools[{place}]", "a tool without input_schema, the JSON Schema of what it takes"


ANTHROPIC = Form("anthropic", recognises, SHAPE, parse, render, refuses=refuses, faults=faults)
ANTHROPIC_SYSTEM = system_form(
    ANTHROPIC, lambda line: in_system(line.get("system")) and "messages" in line and not line.get("tools")
)  # fmt: skip
