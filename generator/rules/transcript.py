"""Transcripts: traces as people write them down, one message a line. The rules' examples are written so.

    category: error_recovery
    fault: bad_enum
    user: Make Renew the visas urgent, it is task_12.
    wrong call: update_task {"task_id": "task_12", "priority": "urgent"}
    result: {"error": "priority must be low, medium or high"}
    call: update_task {"task_id": "task_12", "priority": "high"}
    result: {"task_id": "task_12", "title": "Renew the visas", "priority": "high", "status": "open"}
    answer: Renew the visas now has high priority.

`call`, `ask`, `confirm`, `decline` and `answer` are assistant messages (`call A + B` makes two calls in one message, `wrong`
gives weight 0),
`result` answers the oldest open call, `says` is an assistant message whose act is not stated. The tools offered are the office's.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources

from callwright.generator.formats.openai import parse_tool
from callwright.generator.trace import ACTS, Act, Message, Trace
from callwright.tools.call import ToolCall, parse_arguments
from callwright.tools.tool import Tool

PROVENANCE = ("category", "tool", "pattern", "fault")


@cache
def office_tools() -> tuple[Tool, ...]:
    return tuple(parse_tool(tool) for tool in json.loads(resources.files("callwright.tools").joinpath("office.json").read_text()))


def read_transcript(text: str, tools: tuple[Tool, ...] | None = None) -> Trace:
    pairs = [(head.strip(), tail.strip()) for head, _, tail in (line.partition(":") for line in text.strip().splitlines())]
    provenance = {head: tail for head, tail in pairs if head in PROVENANCE}
    spoken = [(head, tail) for head, tail in pairs if head not in PROVENANCE]
    return Trace(
        trace_id="example",
        plan_id="example",
        category=provenance.get("category", "-"),
        tool=provenance.get("tool", "-"),
        template="-",
        pattern=provenance.get("pattern", "-"),
        fault=provenance.get("fault", "-"),
        style="-",
        phrasing="-",
        side="train",
        teacher="-",
        messages=tuple(_messages(spoken)),
        tools=office_tools() if tools is None else tools,
    )


def _messages(spoken: list[tuple[str, str]]) -> Iterator[Message]:
    open_ids: list[str] = []
    number = 0
    for head, text in spoken:
        weight = 0 if head.startswith("wrong ") else 1
        act = head.removeprefix("wrong ")
        if act == "call":
            calls = tuple(
                _call(written, f"call_{number + place}") for place, written in enumerate(re.split(r"(?<=\}) \+ ", text), 1)
            )
            number += len(calls)
            open_ids.extend(call.id for call in calls)
            yield Message("assistant", None, calls, act="call", weight=weight)
        elif act == "result":
            yield Message("tool", text, tool_call_id=open_ids.pop(0) if open_ids else "call_0")
        else:
            yield _SPEECH[act](text, weight)


def _call(written: str, id: str) -> ToolCall:
    name, _, arguments = written.strip().partition(" ")
    return ToolCall(name, parse_arguments(arguments), id)


def _acting(act: Act) -> Callable[[str, int], Message]:
    return lambda text, weight: Message("assistant", text, act=act, weight=weight)


_SPEECH: dict[str, Callable[[str, int], Message]] = {
    "system": lambda text, _: Message("system", text),
    "user": lambda text, _: Message("user", text),
    "says": lambda text, weight: Message("assistant", text, weight=weight),
    **{act: _acting(act) for act in ACTS if act != "call"},
}
