"""Exported examples back into memory, and the decisions in them that a student is trained and judged on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from callwright.errors import InputError
from callwright.generator.formats.openai import PROVENANCE, parse
from callwright.generator.trace import Act, Message, Trace
from callwright.tools.call import Role
from callwright.tools.tool import Tool


@dataclass(frozen=True)
class Decision:
    """One weight-1 assistant message with the gold history before it."""

    item: str
    """The trace it comes from."""
    turn: int
    """Index of the message in the trace."""
    history: tuple[Message, ...]
    expected: Message
    tools: tuple[Tool, ...]
    metadata: dict[str, str]
    """The trace's provenance: category, tool, fault, phrasing, ..."""


class _Function(BaseModel):
    name: str
    arguments: str | dict[str, Any]


class _Call(BaseModel):
    function: _Function
    id: str | None = None


class _Message(BaseModel):
    role: Role
    content: str | None = None
    tool_calls: list[_Call] | None = None
    tool_call_id: str | None = None
    weight: int = 1


class _FunctionTool(BaseModel):
    class Definition(BaseModel):
        name: str
        description: str | None = None
        parameters: dict[str, Any] | None = None

    function: Definition


class _Metadata(BaseModel):
    acts: list[Act | None] = []


class _Line(BaseModel):
    """The shapes `parse` relies on; whatever else a line holds is let through."""

    messages: list[_Message]
    tools: list[_FunctionTool | _FunctionTool.Definition] | None = None
    metadata: _Metadata | None = None


_LINE = TypeAdapter(_Line)


def read_examples(path: Path) -> Iterator[Trace]:
    """The traces of an OpenAI chat JSON lines file; one without an id is named after its file and line.

    Raises InputError naming file and line where a line is no example.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _example(line, f"{path}:{number}", f"{path.stem}:{number}")


def _example(line: str, place: str, name: str) -> Trace:
    try:
        value = json.loads(line)
        _LINE.validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{place}: {'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}") from None
    except ValueError as error:
        raise InputError(f"{place}: not JSON: {error}") from None
    trace = parse(value)
    return trace if trace.trace_id != "-" else replace(trace, trace_id=name)


def decisions(trace: Trace) -> Iterator[Decision]:
    metadata = {name: str(getattr(trace, name)) for name in PROVENANCE}
    for turn, message in enumerate(trace.messages):
        if message.role == "assistant" and message.weight:
            yield Decision(trace.trace_id, turn, trace.messages[:turn], message, trace.tools, metadata)
