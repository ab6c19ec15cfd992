"""Builders the tests of evaluation share: five tools, messages, judgements and example files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from callwright.finetune.baselines import LookUp
from callwright.finetune.evaluation_items import Item
from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.examples import Decision
from callwright.finetune.students.student import Response
from callwright.generator.formats.openai import render_tool
from callwright.generator.trace import Act, Message
from callwright.tools.call import ToolCall
from callwright.tools.tool import Hints, Tool

NO_PROVENANCE = dict.fromkeys(
    ("trace_id", "plan_id", "category", "tool", "template", "pattern", "fault", "style", "phrasing", "side"), "-"
)


def tool(name: str, properties: dict[str, Any], required: Sequence[str] = (), *, destructive: bool = False) -> Tool:
    schema = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return Tool(name, f"{name} does its work.", schema, hints=Hints(destructive=destructive or None))


TOOLS = (
    tool(
        "get_weather", {"location": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}}, ["location"]
    ),
    tool("search", {"query": {"type": "string"}, "limit": {"type": "integer", "default": 10}}, ["query"]),
    tool("calculate", {"expression": {"type": "string", "description": "Arithmetic expression"}}, ["expression"]),
    tool("move", {"source": {"type": "string"}, "target": {"type": "string"}}, ["source", "target"]),
    tool("delete_task", {"task_id": {"type": "string"}}, ["task_id"], destructive=True),
)


def call(name: str, **arguments: Any) -> ToolCall:
    return ToolCall(name, arguments, "call_1")


def calling(*calls: ToolCall) -> Message:
    return Message("assistant", tool_calls=calls)


def saying(text: str) -> Message:
    return Message("assistant", text)


def response(message: Message, seconds: float = 0.01) -> Response:
    return Response(message.content or "", message, seconds, 10, 5)


def judged(
    expected: Message,
    got: Message,
    *,
    act: Act | None = None,
    history: Sequence[Message] = (Message("user", "please"),),
    item: str = "t1",
    accepted: Sequence[Any] = (),
    tools: tuple[Tool, ...] = TOOLS,
    **metadata: str,
) -> Judgement:
    """A judgement of `got` where `expected` was due."""
    labelled = Message("assistant", expected.content, expected.tool_calls, act=act)
    decision = Decision(item, len(history), tuple(history), labelled, tools, {**NO_PROVENANCE, **metadata})
    return Judgement(Item(decision, tuple(accepted)), response(got))


def wire_call(name: str, arguments: dict[str, Any], number: int = 1) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": f"call_{number}", "type": "function", "function": function}],
    }


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def assistant(text: str, weight: int = 1) -> dict[str, Any]:
    return {"role": "assistant", "content": text, "weight": weight}


def result(value: Any, number: int = 1) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": f"call_{number}", "content": json.dumps(value)}


def write(path: Path, examples: Sequence[Any], *, with_tools: bool = True) -> Path:
    """Examples, each a list of messages or (messages, metadata), with all tools, as a JSON lines file."""
    lines = []
    for example in examples:
        messages, metadata = example if isinstance(example, tuple) else (example, {})
        line = {"messages": messages, "metadata": metadata}
        lines.append(json.dumps(line | ({"tools": [render_tool(tool) for tool in TOOLS]} if with_tools else {})))
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def scripted(name: str, answers: dict[str, Message]) -> LookUp:
    """A student that answers by the last user turn."""
    return LookUp(name, lambda messages, _tools: answers[next(m.content or "" for m in reversed(messages) if m.role == "user")])


def reporting(student: LookUp) -> LookUp:
    """The student, saying a word behind every result."""
    return LookUp(
        student.name, lambda messages, tools: saying("Done.") if messages[-1].role == "tool" else student.answer(messages, tools)
    )
