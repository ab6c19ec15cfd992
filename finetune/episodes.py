"""Free-running episodes: the model acts on its own history, tools and a scripted user answer, and the end state decides.

The trace is the script, and what stands before its first decision is given. A call of the same effect as one that is due gets the
result recorded for it, injected faults included; a call that its tool would refuse gets an error and may be mended; any other call
has changed the world, and the episode is lost. Whenever the model does not call, the user says what the trace has him say next: he
supplies the value, or says yes or no. So asking and declining are judged by what follows. An episode is won when every call due has
been made, no destructive one before the user's yes, none beside them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from callwright.finetune.metrics.execution import same_effect
from callwright.finetune.students.student import Student
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.tool import Tool

Outcome = Literal["won", "wrong_call", "unconfirmed", "given_up", "too_long"]
SPARE_STEPS = 4
"""Model turns allowed beyond the trace's own."""


@dataclass(frozen=True)
class Played:
    trace: Trace
    outcome: Outcome
    steps: int
    """Model turns taken."""
    shortest: int
    """Model turns of weight 1 in the trace, reports left out."""

    @property
    def won(self) -> bool:
        return self.outcome == "won"

    @property
    def excess(self) -> int:
        return self.steps - self.shortest


@dataclass(frozen=True)
class _Due:
    call: ToolCall
    result: str
    heard: int
    """User turns that must have been said before it."""


@dataclass
class _Episode:
    trace: Trace
    tools: dict[str, Tool]
    history: list[Message]
    unsaid: list[Message]
    due: list[_Due]
    shortest: int
    heard: int
    steps: int = 0
    outcome: Outcome | None = None

    def take(self, message: Message) -> None:
        """One model turn and the world's answer to it."""
        self.steps += 1
        self.history.append(message)
        were_due = len(self.due)
        for call in message.tool_calls:
            self._call(call)
        if not message.tool_calls:
            self._reply()
        elif self.outcome is None and were_due and not self.due and not self.unsaid:
            self.outcome = "won"
        if self.outcome is None and self.steps >= self.shortest + SPARE_STEPS:
            self.outcome = "too_long"

    def _reply(self) -> None:
        """What the user says to words; the end where he has nothing left to say."""
        if self.unsaid:
            self.history.append(self.unsaid.pop(0))
            self.heard += 1
        else:
            self.outcome = "given_up" if self.due else "won"

    def _call(self, call: ToolCall) -> None:
        matching = next((due for due in self.due if same_effect([due.call], [call], self.tools)), None)
        if matching is None:
            faults = [finding.message for finding in check_call(call, self.tools) if finding.severity == "error"]
            if not faults:
                self.outcome = "wrong_call"
            self._answer(call, json.dumps({"error": faults[0] if faults else "done"}))
            return
        if matching.heard > self.heard and self.tools[call.name].destructive:
            self.outcome = "unconfirmed"
        self.due.remove(matching)
        self._answer(call, matching.result)

    def _answer(self, call: ToolCall, result: str) -> None:
        self.history.append(Message("tool", result, tool_call_id=call.id))


def play(student: Student, traces: Sequence[Trace]) -> list[Played]:
    """All episodes in lockstep, so that a student can answer many at once; a trace without a decision is none."""
    episodes = [_opened(trace) for trace in traces if any(map(_is_decision, trace.messages))]
    while running := [episode for episode in episodes if episode.outcome is None]:
        responses = student.respond_many([(tuple(episode.history), tuple(episode.tools.values())) for episode in running])
        for episode, response in zip(running, responses, strict=True):
            episode.take(response.message)
    return [Played(episode.trace, episode.outcome or "too_long", episode.steps, episode.shortest) for episode in episodes]


def _is_decision(message: Message) -> bool:
    return message.role == "assistant" and message.weight == 1


def _opened(trace: Trace) -> _Episode:
    first = next(place for place, message in enumerate(trace.messages) if _is_decision(message))
    given, rest = trace.messages[:first], trace.messages[first:]
    return _Episode(
        trace,
        tools={tool.name: tool for tool in trace.tools},
        history=list(given),
        unsaid=[message for message in rest if message.role == "user"],
        due=list(_due(trace)),
        shortest=sum(_is_decision(message) and message.act != "answer" for message in rest),
        heard=sum(message.role == "user" for message in given),
    )


def _due(trace: Trace) -> Iterator[_Due]:
    results = {message.tool_call_id: message.content or "" for message in trace.messages if message.role == "tool"}
    heard = 0
    for message in trace.messages:
        heard += message.role == "user"
        if _is_decision(message):
            for call in message.tool_calls:
                yield _Due(call, results.get(call.id, "{}"), heard)
