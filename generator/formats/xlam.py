"""xLAM: a request and the calls that answer it, lists as JSON text, as in Salesforce's xlam-function-calling-60k.

{"query": "What's the weather in Oslo?",
"answers": "[{\\"name\\": \\"get_weather\\", \\"arguments\\": {\\"location\\": \\"Oslo\\"}}]",
 "tools": "[{\\"name\\": \\"get_weather\\", \\"description\\": \\"...\\", \\"parameters\\": {\\"location\\": {\\"type\\":
 \\"str\\", \\"description\\": \\"...\\"}}}]"}
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callwright.generator.formats.conversations import decoded, read_call, read_tools
from callwright.generator.formats.faults import answers_text
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.provenance import METADATA, metadata_of, with_provenance
from callwright.generator.formats.system_prompt import in_system, with_tools, without_tools
from callwright.generator.formats.tagged import refusal as tags_refusal
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.tool import JsonSchema

SHAPE: JsonSchema = {
    "type": "object",
    "required": ["query", "answers"],
    "properties": {
        "query": {"type": "string"},
        "answers": {"type": ["string", "array"]},
        "tools": {"type": ["string", "array", "null"]},
        "system": {"type": ["string", "null"]},
        "metadata": METADATA,
    },
}
TYPES: Mapping[str, str] = {
    "str": "string",
    "string": "string",
    "int": "integer",
    "integer": "integer",
    "float": "number",
    "number": "number",
    "bool": "boolean",
    "boolean": "boolean",
    "list": "array",
    "array": "array",
    "tuple": "array",
    "set": "array",
    "dict": "object",
    "object": "object",
}
"""Python's names of types, as this data has them; others (`Callable`, `Union[...]`) allow anything."""


def recognises(line: Line) -> bool:
    return "query" in line and "answers" in line


def parse(line: Line) -> Trace:
    answers = decoded(line["answers"]) if isinstance(line["answers"], str) else line["answers"]
    listed = answers if isinstance(answers, list) else [answers]
    calls = tuple(read_call(answer, f"call_{number}") for number, answer in enumerate(listed, 1))
    reply = [Message("assistant", None, calls)] if calls else []
    tools = decoded(line["tools"]) if isinstance(line.get("tools"), str) else line.get("tools") or []
    entries = [_with_schema(tool) for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []
    return with_provenance(line.get("metadata"), [Message("user", line["query"]), *reply], read_tools(entries))


def _with_schema(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters listed by name become a JSON Schema; `optional` in the type or a default makes one optional."""
    parameters = tool.get("parameters")
    if not isinstance(parameters, dict) or isinstance(parameters.get("type"), str) or not parameters:
        return dict(tool)
    listed = {name: stated for name, stated in parameters.items() if isinstance(stated, dict)}
    schema = {"type": "object", "properties": {name: _property(stated) for name, stated in listed.items()}}
    required = [name for name, stated in listed.items() if "default" not in stated and "optional" not in str(stated.get("type"))]
    return {**tool, "parameters": {**schema, "required": required}}


def _property(stated: Mapping[str, Any]) -> JsonSchema:
    outer = re.match(r"\w*", str(stated.get("type", "")).strip().lower())
    kind = TYPES.get(outer.group() if outer else "")
    kept = {name: value for name, value in stated.items() if name in ("description", "default", "enum")}
    return {**kept, **({"type": kind} if kind else {})}


def refuses(trace: Trace) -> str:
    """One request and at most one answer to it."""
    roles = [message.role for message in trace.messages if message.role != "system"]
    if roles[:1] != ["user"] or roles.count("user") != 1:
        return "more than one request"
    calling = [message for message in trace.messages if message.tool_calls]
    if not all(message.weight for message in trace.messages):
        return "a turn that is not to be trained on"
    return "calls in more than one message" if len(calling) > 1 else ""


def render(trace: Trace) -> dict[str, Any]:
    tools = [{"name": tool.name, "description": tool.description, "parameters": tool.parameters} for tool in trace.tools]
    return {**_answered(trace), "tools": json.dumps(tools, ensure_ascii=False), "metadata": metadata_of(trace)}


def _answered(trace: Trace) -> dict[str, Any]:
    calls: list[ToolCall] = [call for message in trace.messages for call in message.tool_calls]
    answers = [{"name": call.name, "arguments": call.arguments} for call in calls]
    return {"query": trace.request, "answers": json.dumps(answers, ensure_ascii=False)}


def parse_with_system(line: Line) -> Trace:
    words, tools = without_tools(line["system"])
    trace = parse({**line, "tools": None})
    return replace(trace, messages=(*([Message("system", words)] if words else []), *trace.messages), tools=tools)


def render_with_system(trace: Trace) -> dict[str, Any]:
    words = next((message.content or "" for message in trace.messages if message.role == "system"), "")
    return {"system": with_tools(words, trace.tools), **_answered(trace), "metadata": metadata_of(trace)}


def refuses_with_system(trace: Trace) -> str:
    system = [turn for turn, message in enumerate(trace.messages) if message.role == "system"]
    return refuses(trace) or tags_refusal(trace.messages) or ("a system message in mid-conversation" if any(system) else "")


LOST = frozenset({"ids", "acts", "system", "results", "words", "destructive"})
EXEMPT = ("CW119", "CW3")
"""The conversation ends with the calls."""
XLAM = Form("xlam", recognises, SHAPE, parse, render, LOST, refuses=refuses, exempt=EXEMPT, faults=answers_text)
XLAM_SYSTEM = Form(
    "xlam-system",
    lambda line: recognises(line) and in_system(line.get("system")),
    {**SHAPE, "required": [*SHAPE["required"], "system"]},
    parse_with_system,
    render_with_system,
    LOST - {"system", "destructive"},
    refuses=refuses_with_system,
    exempt=EXEMPT,
    faults=answers_text,
)
