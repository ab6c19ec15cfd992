"""The student: whatever answers a conversation with a tool call or with words, and how one is trained and loaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from callwright.errors import StudentError
from callwright.generator.trace import Message
from callwright.tools.tool import Tool

TRAINABLE = ("tiny", "scratch")
"""`scratch` starts from random weights; `tiny` is the embedded default, today the same."""

BASE = "base"
"""The name of an untrained student: like the look-ups it is there to be beaten."""
CONSTRAINED = "constrained"
"""Added to a student's name where it is held to its tools' schemas."""


@dataclass(frozen=True)
class Response:
    text: str
    """What the model wrote, word for word."""
    message: Message
    """What that means: calls with parsed arguments, or content. `act` stays None: a student does not label itself."""
    seconds: float
    """From the prompt as messages to the message; in a batch, the batch's time over its size."""
    prompt_tokens: int
    completion_tokens: int
    over_length: bool = False
    """The prompt exceeds the student's context: nothing was cut, nothing was written."""
    cost: float | None = None
    """What its server charges for it; None where no price is known."""


class Student(Protocol):
    @property
    def name(self) -> str: ...

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> Response: ...

    def respond_many(self, conversations: Sequence[tuple[Sequence[Message], Sequence[Tool]]]) -> list[Response]:
        """As `respond` for each, in order; faster where the student can work on several at once."""
        ...


@runtime_checkable
class Sampler(Student, Protocol):
    """A student that draws its answers: asked again, it may say something else."""

    def sampled(self, repeat: int) -> Student:
        """The student for the `repeat`-th time, from 0: the same number, the same draws."""
        ...


@dataclass(frozen=True)
class TrainingStep:
    """What progress is told."""

    step: int
    done: float
    """Share of the training, 0 to 1."""
    loss: float
    """Mean cross entropy in nats per trained token, smoothed over the last steps."""
    tokens: int
    """Read so far, prompt and completion, without padding."""
    seconds: float


@dataclass(frozen=True)
class TrainingResult:
    student: str
    path: Path
    rows: int
    decisions: int
    """Trained on; of answers only how they begin."""
    rows_over_length: int
    """Rows with a decision whose prompt and completion exceed the context: left out, never cut."""
    steps: int
    tokens: int
    seconds: float
    """Wall clock of the training loop; reading, vocabulary and saving are not in it."""
    loss: float
    parameters: int

    @property
    def tokens_per_second(self) -> float:
        return self.tokens / self.seconds if self.seconds else 0.0


Progress = Callable[[TrainingStep], None]


def train_student(
    name: str,
    data: Path,
    out: Path,
    *,
    seed: int = 0,
    steps: int | None = None,
    minutes: float | None = None,
    progress: Progress | None = None,
) -> TrainingResult:
    """Train on `data/train.jsonl` and write the student's folder to `out`.

    Same seed, data, steps and machine: same student. `minutes` bounds the wall clock instead and gives that up.
    Raises StudentError for a student that is not known, InputError for data or a folder that cannot be used.
    """
    if name not in TRAINABLE:
        raise StudentError(f"unknown student {name!r}: there are {', '.join(TRAINABLE)}")
    from callwright.finetune.students.scratch import train_scratch

    return train_scratch(name, data, out, seed=seed, steps=steps, minutes=minutes, progress=progress)


def load_student(path_or_name: Path | str, name: str | None = None, *, constrained: bool = False) -> Student:
    """The student in a folder that `train_student` wrote, called after the folder unless `name` is given.

    `constrained`: what it writes is held to the names and schemas of the tools it is offered.
    Raises StudentError where there is none.
    """
    path = Path(path_or_name)
    if not (path / "config.json").is_file():
        raise StudentError(f"{path}: no student there (no config.json); `callwright train` writes one")
    from callwright.finetune.students.scratch import load_scratch

    return load_scratch(path, name, constrained=constrained)


def load_base(path: Path, seed: int = 0) -> Student:
    """What the student in a folder was before its training: as large, with the same vocabulary, with random weights."""
    from callwright.finetune.students.scratch import load_untrained

    return load_untrained(path, seed)
