"""What is left of a trace in a form that cannot hold all of it: the right side of every round trip."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from callwright.generator.formats.form import Form, Line
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import Hints, Tool, canonical_json

LOSSES: Mapping[str, str] = {
    "ids": "call ids: results belong to the calls before them, in order",
    "acts": "what each assistant message does",
    "system": "the system message",
    "results": "tool results",
    "words": "what the assistant says",
    "destructive": "which tools are stated destructive",
}
"""All that a form may declare as lost."""


def reduced(trace: Trace, form: Form) -> Trace:
    """The trace after the form's declared losses; what is read back from its line is reduced to the same."""
    lost = form.cannot_hold
    messages = tuple(_bare(message, lost) for message in trace.messages if not _dropped(message, lost))
    if "ids" in lost:
        messages = tuple(renumbered(messages))
    return replace(trace, messages=messages, tools=tuple(_reduced_tool(tool, lost) for tool in trace.tools))


def survives(trace: Trace, line: Line, form: Form) -> bool:
    """Whether the line says all of the trace that the form can hold; 1, 1.0 and true are three values."""
    expected, got = reduced(trace, form), reduced((form.recover or form.parse)(line), form)
    return expected == got and _values(expected) == _values(got)


def _values(trace: Trace) -> str:
    calls = [call.arguments for message in trace.messages for call in message.tool_calls]
    return canonical_json([calls, [tool.parameters for tool in trace.tools]])


def _dropped(message: Message, lost: frozenset[str]) -> bool:
    """A system message that says nothing is none."""
    return (
        (message.role == "system" and ("system" in lost or not message.content))
        or (message.role == "tool" and "results" in lost)
        or (message.role == "assistant" and not message.tool_calls and "words" in lost)
    )


def _bare(message: Message, lost: frozenset[str]) -> Message:
    """Nothing said and an empty text are the same in every form but OpenAI's."""
    content = None if message.tool_calls and "words" in lost else message.content or None
    act = None if "acts" in lost else message.act
    return replace(message, content=content, act=act)


def renumbered(messages: tuple[Message, ...]) -> Iterator[Message]:
    """The messages with ids by the order of the calls, each result keeping the call it answers."""
    numbers = count(1)
    ids: dict[str, str] = {}
    for message in messages:
        ids |= {call.id: f"call_{next(numbers)}" for call in message.tool_calls}
        calls = tuple(replace(call, id=ids[call.id]) for call in message.tool_calls)
        yield replace(message, tool_calls=calls, tool_call_id=ids.get(message.tool_call_id or ""))


def _reduced_tool(tool: Tool, lost: frozenset[str]) -> Tool:
    """A form holds name, description and parameters; a stated destructive hint where it has annotations."""
    destructive = True if tool.destructive and "destructive" not in lost else None
    return Tool(tool.name, tool.description, tool.parameters, hints=Hints(destructive=destructive))
