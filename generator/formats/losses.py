"""What is left of a trace in a form that cannot hold all of it: the right side of every round trip."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from callwright.generator.formats.form import Form
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import Hints, Tool


def reduced(trace: Trace, form: Form) -> Trace:
    """The trace after the form's declared losses; `form.parse(form.render(trace))` is reduced to the same."""
    lost = form.cannot_hold
    messages = tuple(message for message in trace.messages if not _dropped(message, lost))
    messages = tuple(_bare(message, lost) for message in messages)
    if "ids" in lost:
        messages = tuple(_renumbered(messages))
    return replace(trace, messages=messages, tools=tuple(_reduced_tool(tool, lost) for tool in trace.tools))


def _dropped(message: Message, lost: frozenset[str]) -> bool:
    return (
        (message.role == "system" and "system" in lost)
        or (message.role == "tool" and "results" in lost)
        or (message.role == "assistant" and not message.tool_calls and "words" in lost)
    )


def _bare(message: Message, lost: frozenset[str]) -> Message:
    """Nothing said and an empty text are the same in every form but OpenAI's."""
    content = None if message.tool_calls and "words" in lost else message.content or None
    act = None if "acts" in lost else message.act
    return replace(message, content=content, act=act, weight=1 if "weights" in lost else message.weight)


def _renumbered(messages: tuple[Message, ...]) -> Iterator[Message]:
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
