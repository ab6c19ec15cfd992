"""Outputs to be diagnosed, as people have them: plain lines, outputs with what was expected, chat logs.

{"output": "Sure! {'name': 'get_weather', ...", "expected": {"name": "get_weather", "arguments": {"location": "Oslo"}}}
{"messages": [{"role": "user", ...}, {"role": "assistant", "tool_calls": [...]}], "tools": [...], "expected": [...]}
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from callwright.errors import InputError
from callwright.generator.formats.openai import parse_message, parse_tool
from callwright.generator.trace import Message
from callwright.tools.call import Role, ToolCall
from callwright.tools.tool import Tool

SHAPES = '{"output": ..., "expected": ...} or {"messages": [...], "expected": ...}'


@dataclass(frozen=True)
class Output:
    message: Message
    """Words, or the calls that a server read."""
    expected: Message | None = None
    """None where nobody says: then only the form is judged."""
    history: tuple[Message, ...] = ()
    tools: tuple[Tool, ...] | None = None
    """Its own; None where the line has none."""
    item: str = "-"
    turn: int = 0

    @classmethod
    def of_text(cls, text: str, *expected: ToolCall, item: str = "-") -> "Output":
        return cls(Message("assistant", text), Message("assistant", tool_calls=expected) if expected else None, item=item)

    @property
    def after_result(self) -> bool:
        return bool(self.history) and self.history[-1].role == "tool"


class _Function(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    arguments: str | dict[str, Any]


class _WireCall(BaseModel):
    """`{"function": {...}}` as servers send it, or the bare function."""

    function: _Function
    id: str = ""

    @model_validator(mode="before")
    @classmethod
    def _wrapped(cls, value: Any) -> Any:
        return {"function": value} if isinstance(value, dict) and "name" in value else value


class _Message(BaseModel):
    role: Role = "assistant"
    content: str | None = None
    tool_calls: list[_WireCall] | None = None
    tool_call_id: str | None = None


class _ToolDefinition(BaseModel):
    class Definition(BaseModel):
        name: str

    function: Definition


class _Line(BaseModel):
    output: str | _Message | None = None
    messages: list[_Message] = Field(default_factory=list)
    expected: str | _WireCall | list[_WireCall] | _Message | None = None
    tools: list[_ToolDefinition | _ToolDefinition.Definition] | None = None

    @model_validator(mode="after")
    def _holds_an_output(self) -> "_Line":
        if self.output is None and not any(message.role == "assistant" for message in self.messages):
            raise PydanticCustomError("no_output", "no output and no assistant message")
        return self


def read_outputs(path: Path) -> Iterator[Output]:
    """`.jsonl`: one object a line; `.json`: one chat log; anything else: one output a line. Raises InputError naming the line.

    Of a chat log with an expectation the last assistant message is the output, without one each of them is.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        yield from _outputs(text, str(path), path.stem)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and path.suffix == ".jsonl":
            yield from _outputs(line, f"{path}:{number}", f"{path.stem}:{number}")
        elif line.strip():
            yield Output.of_text(line, item=f"{path.stem}:{number}")


def _outputs(text: str, place: str, item: str) -> Iterator[Output]:
    try:
        value = json.loads(text)
        value = {"messages": value} if isinstance(value, list) else value
        line = _Line.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{place}: {where + ': ' if where else ''}{first['msg']}; expected {SHAPES}") from None
    except ValueError as error:
        raise InputError(f"{place}: not JSON: {error}") from None
    tools = None if line.tools is None else tuple(parse_tool(tool) for tool in value["tools"])
    log = tuple(_message(message) for message in line.messages)
    expected = _expected(line.expected)
    if line.output is not None:
        said = line.output if isinstance(line.output, _Message) else _Message(content=line.output)
        yield Output(_message(said), expected, log, tools, item, len(log))
        return
    turns = [turn for turn, message in enumerate(log) if message.role == "assistant"]
    for turn in turns if expected is None else turns[-1:]:
        yield Output(log[turn], expected, log[:turn], tools, item, turn)


def _expected(value: str | _WireCall | Sequence[_WireCall] | _Message | None) -> Message | None:
    match value:
        case None:
            return None
        case _Message():
            return _message(value)
        case str():
            return Message("assistant", value)
        case _WireCall():
            return _message(_Message(tool_calls=[value]))
        case _:
            return _message(_Message(tool_calls=list(value)))


def _message(message: _Message) -> Message:
    wire: Mapping[str, Any] = message.model_dump(exclude_none=True)
    calls = [
        {**call, "function": {**call["function"], "arguments": _as_text(call["function"]["arguments"])}}
        for call in wire.get("tool_calls", ())
    ]
    return parse_message({**wire, "content": message.content, **({"tool_calls": calls} if calls else {})})


def _as_text(arguments: str | dict[str, Any]) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)
