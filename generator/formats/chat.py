"""OpenAI chat lines as they are found in the wild, brought to what `openai.parse` expects.

Content may be a list of text parts, arguments an object, `developer` a system role, `tools` absent; functions may be the older
`functions`.
"""

from collections.abc import Mapping
from typing import Any

from callwright.generator.formats import openai
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.interning import interned
from callwright.generator.formats.provenance import METADATA
from callwright.generator.formats.system_prompt import in_system, system_form
from callwright.generator.trace import Trace
from callwright.tools.tool import JsonSchema

TOOL: JsonSchema = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "description": {"type": ["string", "null"]},
        "parameters": {"type": ["object", "null"]},
        "annotations": {"type": ["object", "null"]},
        "function": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "description": {"type": ["string", "null"]},
                "parameters": {"type": ["object", "null"]},
            },
            "required": ["name"],
        },
    },
    "anyOf": [{"required": ["function"]}, {"required": ["name"]}],
}
CONTENT: JsonSchema = {
    "type": ["string", "null", "array"],
    "items": {
        "type": "object",
        "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
        "required": ["type", "text"],
    },
}
MESSAGE: JsonSchema = {
    "type": "object",
    "properties": {
        "role": {"enum": ["system", "developer", "user", "assistant", "tool"]},
        "content": CONTENT,
        "weight": {"enum": [0, 1, None]},
        "tool_call_id": {"type": ["string", "null"]},
        "tool_calls": {
            "type": ["array", "null"],
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": ["string", "null"]},
                    "function": {
                        "type": "object",
                        "properties": {"name": {"type": "string"}},
                        "required": ["name", "arguments"],
                    },
                },
                "required": ["function"],
            },
        },
    },
    "required": ["role"],
}
SHAPE: JsonSchema = {
    "type": "object",
    "properties": {
        "messages": {"type": "array", "minItems": 1, "items": MESSAGE},
        "tools": {"type": ["array", "null"], "items": TOOL},
        "metadata": METADATA,
    },
    "required": ["messages"],
}


def recognises(line: Line) -> bool:
    return "messages" in line


def parse(line: Line) -> Trace:
    tools = interned(line.get("tools") or (), openai.parse_tool)
    return openai.trace_of(line.get("metadata"), map(plain_message, line["messages"]), tools)


def plain_message(message: Mapping[str, Any]) -> Mapping[str, Any]:
    content, role, weight = message.get("content"), message["role"], message.get("weight", 1)
    if (content is None or isinstance(content, str)) and role != "developer" and weight is not None:
        return message
    text = "".join(part["text"] for part in content) if isinstance(content, list) else content
    return {
        **message,
        "content": text,
        "role": "system" if role == "developer" else role,
        "weight": 1 if weight is None else weight,
    }


def tools_in_system(line: Line) -> bool:
    """Whether the tools stand in the text of the first message and nowhere else."""
    messages = line.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    return isinstance(first, dict) and first.get("role") == "system" and in_system(first.get("content")) and not line.get("tools")


OPENAI = Form("openai", recognises, SHAPE, parse, openai.render)
OPENAI_SYSTEM = system_form(OPENAI, tools_in_system)
