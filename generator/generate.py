"""Rows and a teacher in, judged traces out.

for trace, verdict in generate(plan.rows(targets), teacher): ...
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from callwright.generator.plan import PlanRow
from callwright.generator.rules import judge
from callwright.generator.rules.planned import says_what_is_planned, writes_what_is_open
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.teacher import Teacher, Words
from callwright.generator.trace import Act, Message, Trace, Verdict
from callwright.templates.scenario import Turn
from callwright.tools.call import ToolCall

ACTS: dict[str, Act] = {"call": "call", "ask": "ask", "confirm": "confirm", "decline": "decline", "answer": "answer"}


class Written(NamedTuple):
    """A plan row with what became of it."""

    row: PlanRow
    words: Words
    trace: Trace
    verdict: Verdict


def generate(plan_rows: Iterable[PlanRow], teacher: Teacher, system: SystemText | None = None) -> Iterator[tuple[Trace, Verdict]]:
    """A trace and the validator's verdict on it for each row, in the order the teacher returns them."""
    return ((written.trace, written.verdict) for written in write(plan_rows, teacher, system or SystemText()))


def write(plan_rows: Iterable[PlanRow], teacher: Teacher, system: SystemText) -> Iterator[Written]:
    for row, words in teacher.write(plan_rows):
        trace, verdict = words.reviewed or review(row, words, teacher.name, system)
        yield Written(row, words, trace, verdict)


def review(row: PlanRow, words: Words, teacher: str, system: SystemText) -> tuple[Trace, Verdict]:
    """The trace that the words make of a row, judged by itself and by what was planned."""
    trace = build(row, words, teacher, system)
    if unwritten := tuple(writes_what_is_open(row, words.texts)):
        return trace, Verdict(unwritten)
    return trace, Verdict((*judge(trace).findings, *says_what_is_planned(row, words.texts)))


def build(row: PlanRow, words: Words, teacher: str, system: SystemText) -> Trace:
    """The row's scenario with the words put in."""
    scenario = row.scenario
    spoken = (_message(turn, words.texts.get(index)) for index, turn in enumerate(scenario.turns))
    messages = (Message("system", system.render(scenario.today, scenario.offered)), *spoken)
    return Trace(
        trace_id=_trace_id(row.plan_id, teacher, messages),
        plan_id=row.plan_id,
        category=row.category,
        tool=row.tool,
        template=row.template,
        pattern=row.pattern,
        fault=row.fault,
        style=row.style,
        phrasing=words.phrasing or f"{row.template}/{row.plan_id}",
        side=row.side,
        teacher=teacher,
        messages=messages,
        tools=scenario.offered,
    )


def _trace_id(plan_id: str, teacher: str, messages: Sequence[Message]) -> str:
    """Hash (16 hex digits): the same words under another system text or with other values are another trace."""
    told = ", ".join([_identity(message) for message in messages])
    return hashlib.sha256(f"{plan_id} {teacher} ({told})".encode()).hexdigest()[:16]


def _identity(message: Message) -> str:
    """What ids rest on, spelled out: no field that a message may be given changes them (`repr` takes three times as long)."""
    calls = [f"ToolCall(name={call.name!r}, arguments={call.arguments!r}, id={call.id!r})" for call in message.tool_calls]
    told = f"({', '.join(calls)},)" if len(calls) == 1 else f"({', '.join(calls)})"
    return (
        f"Message(role={message.role!r}, content={message.content!r}, tool_calls={told}, tool_call_id={message.tool_call_id!r}, "
        f"act={message.act!r}, weight={message.weight})"
    )


def _message(turn: Turn, text: str | None) -> Message:
    content = turn.content if text is None else text
    match turn.role:
        case "tool":
            return Message("tool", content, tool_call_id=turn.calls[0].id)
        case "assistant" if turn.says == "call":
            calls = tuple(ToolCall(call.tool.name, call.arguments, call.id) for call in turn.calls)
            return Message("assistant", None, calls, act="call", weight=turn.weight)
        case "assistant":
            return Message("assistant", content, act=ACTS[turn.says], weight=turn.weight)
    return Message("user", content)
