"""Preference pairs out of a trace: its own right decisions, each against something that really stands in it and is wrong there.

Nothing is invented: what is rejected is a message of the trace, said at the wrong time, and where the validator can say
that it is wrong there, it must.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from callwright.generator.formats.form import Example, Form
from callwright.generator.formats.preference import PREFERENCE, pair
from callwright.generator.rules import judge
from callwright.generator.trace import Message, Trace, Verdict

PAIRS: Mapping[str, str] = {
    "corrected": "the call that is wrong on purpose, against its correction; only where the correction follows from what was said "
    "before the error",
    "answered_without_calling": "the last answer, given where the call has to be made",
    "called_without_asking": "the later call, made while the value it needs was not said yet, against the question for it",
    "acted_without_confirming": "the later destructive call, made before the user's yes, against the question",
    "rejected_trace": "what a rejected trace of the same plan row did after the same conversation, where a rule objects to it",
}
"""What is rejected, by the rule that makes the pair."""


def examples(trace: Trace, form: Form) -> Iterator[Example]:
    """The lines a trace becomes in the form."""
    yield from pairs(trace) if form.name == PREFERENCE.name else form.examples(trace)


def pairs(trace: Trace, rejected: Sequence[tuple[Trace, Sequence[str]]] = ()) -> Iterator[Example]:
    """In the order of the turns; `rejected` holds rejected traces of the same plan row with the paths that rules object to."""
    found = [*_from_itself(trace), *_from_rejected(trace, rejected)]
    yield from (
        Example(pair(trace, turn, chosen, wrong), {"turn": turn, "pair": rule})
        for turn, rule, chosen, wrong in sorted(found, key=lambda each: each[:2])
    )


Found = tuple[int, str, Message, Message]
"""Turn, rule, chosen, rejected."""


def _from_itself(trace: Trace) -> Iterator[Found]:
    first_call = next((turn for turn, message in enumerate(trace.messages) if message.tool_calls), None)
    for turn, message in enumerate(trace.messages):
        if message.role != "assistant":
            continue
        if not message.weight:
            yield from _corrected(trace, turn)
        elif message.act in WITHOUT:
            yield from _without(trace, turn, *WITHOUT[message.act])
        elif turn == first_call:
            yield from _answered(trace, turn)


def _corrected(trace: Trace, turn: int) -> Iterator[Found]:
    after = next((later for later in trace.messages[turn + 1 :] if later.role != "tool"), None)
    if after is not None and after.tool_calls and after.weight and _holds_there(trace, turn, after, "CW2", "CW4"):
        yield turn, "corrected", after, trace.messages[turn]


def _answered(trace: Trace, turn: int) -> Iterator[Found]:
    last = trace.messages[-1]
    if last.act == "answer" and last.weight and trace.messages[turn - 1].role == "user":
        yield turn, "answered_without_calling", trace.messages[turn], last


WITHOUT: Mapping[str | None, tuple[str, str]] = {
    "ask": ("called_without_asking", "CW4"),
    "confirm": ("acted_without_confirming", "CW503"),
}
"""Act -> the rule of the pair, and the rules that must object to the call at that place."""


def _without(trace: Trace, turn: int, rule: str, code: str) -> Iterator[Found]:
    call = next((later for later in trace.messages[turn + 1 :] if later.tool_calls and later.weight), None)
    if call is not None and not _holds_there(trace, turn, call, code):
        yield turn, rule, trace.messages[turn], call


def _holds_there(trace: Trace, turn: int, message: Message, *codes: str) -> bool:
    """Whether the rules accept the message as the next one at that turn."""
    verdict: Verdict = judge(replace(trace, messages=(*trace.messages[:turn], message)), select=codes)
    return verdict.accepted


def _from_rejected(trace: Trace, rejected: Sequence[tuple[Trace, Sequence[str]]]) -> Iterator[Found]:
    for other, paths in rejected:
        turn = next(
            (turn for turn, both in enumerate(zip(trace.messages, other.messages, strict=False)) if both[0] != both[1]), None
        )
        if turn is None:
            continue
        mine, theirs = trace.messages[turn], other.messages[turn]
        objected = any(path.startswith(f"messages[{turn}]") for path in paths)
        if mine.role == theirs.role == "assistant" and mine.weight and objected:
            yield turn, "rejected_trace", mine, theirs
