"""Free-running episodes: the model acts on its own history, tools and a scripted user answer, and the end state decides.

The trace is the script; what stands before its first decision is given. `episode_world` says what tools answer, `episode_user` what
the user says. The model plays until it says something to which the user has no reply. Won is an episode that leaves what the calls
of the trace leave, where all that had to be looked up or tried was, and no destructive call came unrequested or before the yes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from callwright.finetune.episode_user import ScriptedUser
from callwright.finetune.episode_world import EpisodeWorld, Lost, open_world
from callwright.finetune.evaluation_items import Script
from callwright.finetune.students.student import Sampler, Student
from callwright.generator.trace import Message, Trace

Outcome = Literal["won", "wrong_end", "given_up", "too_long"] | Lost
SPARE_STEPS = 4
"""Model turns allowed beyond the shortest way."""


@dataclass(frozen=True)
class Played:
    trace: Trace
    outcome: Outcome
    steps: int
    """Model turns taken, with the last word."""
    shortest: int
    """Model turns of weight 1 in the trace, the last word among them, and a retry for each fault injected."""
    repeat: int = 0

    @property
    def won(self) -> bool:
        return self.outcome == "won"

    @property
    def excess(self) -> int:
        """Negative where the model calls at once what the trace calls one after the other."""
        return self.steps - self.shortest


@dataclass
class _Episode:
    trace: Trace
    world: EpisodeWorld
    user: ScriptedUser
    history: list[Message]
    turns: int
    """Model turns of the trace."""
    steps: int = 0
    outcome: Outcome | None = None

    @property
    def shortest(self) -> int:
        return self.turns + self.world.injected

    def take(self, message: Message) -> None:
        """One model turn and the world's answer to it."""
        self.steps += 1
        self.history.append(message)
        for call in message.tool_calls:
            answered = self.world.answer(call, self.user.replies)
            self.history.append(Message("tool", answered.result, tool_call_id=call.id))
            self.outcome = self.outcome or answered.lost
        if not message.tool_calls:
            self._reply(message)
        if self.outcome is None and self.steps >= self.shortest + SPARE_STEPS:
            self.outcome = "too_long"

    def _reply(self, message: Message) -> None:
        """What the user says to words; the end where he has nothing left to say."""
        reply = self.user.reply(message, self.history[:-1], is_due=not self.world.done)
        if reply is not None:
            self.history.append(reply)
        elif self.world.done:
            self.outcome = "won"
        else:
            self.outcome = "wrong_end" if self.world.astray else "given_up"

    def played(self, repeat: int) -> Played:
        return Played(self.trace, self.outcome or "too_long", self.steps, self.shortest, repeat)


def play(student: Student, scripts: Sequence[Script], *, repeats: int = 1, fault_rate: float = 0.0, seed: int = 0) -> list[Played]:
    """Every script, `repeats` times where the student samples: one that does not would only do the same again.

    `fault_rate`: share of calls that fail once with a passing fault, besides the fault of the trace's own.
    """
    if not isinstance(student, Sampler):
        return _play(student, scripts, 0, fault_rate, seed)
    return [played for repeat in range(repeats) for played in _play(student.sampled(repeat), scripts, repeat, fault_rate, seed)]


def _play(student: Student, scripts: Sequence[Script], repeat: int, fault_rate: float, seed: int) -> list[Played]:
    """In lockstep, so that a student can answer many at once; a trace without a decision is no episode."""
    episodes = [_opened(script, fault_rate, seed) for script in scripts if any(map(_is_decision, script.trace.messages))]
    while running := [episode for episode in episodes if episode.outcome is None]:
        responses = student.respond_many([(tuple(episode.history), episode.trace.tools) for episode in running])
        for episode, response in zip(running, responses, strict=True):
            episode.take(response.message)
    return [episode.played(repeat) for episode in episodes]


def _opened(script: Script, fault_rate: float, seed: int) -> _Episode:
    messages = script.trace.messages
    first = next(place for place, message in enumerate(messages) if _is_decision(message))
    given, rest = messages[:first], messages[first:]
    said = [message for message in given if message.role == "user"]
    decided = [message for message in rest if _is_decision(message)]
    return _Episode(
        script.trace,
        open_world(script, given, fault_rate, seed),
        ScriptedUser([message for message in rest if message.role == "user"], len(said), "\n".join(m.content or "" for m in said)),
        history=list(given),
        turns=len(decided) + bool(decided[-1].tool_calls),
    )


def _is_decision(message: Message) -> bool:
    return message.role == "assistant" and message.weight == 1
