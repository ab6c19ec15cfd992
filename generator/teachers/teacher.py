"""The teacher: whoever writes the words of planned rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.request import Request
from callwright.generator.trace import Trace, Verdict


@dataclass(frozen=True)
class Words:
    texts: Mapping[int, str]
    """Index of an open turn -> its text."""
    phrasing: str
    """Identifies the words around the values; rows that share it are on one side of the split."""
    requests: tuple[Request, ...] = ()
    """What was asked of a server for them."""
    reviewed: tuple[Trace, Verdict] | None = None
    """The trace they make and what the validator says of it, where the teacher has asked already (0.3 ms a row saved)."""


class Teacher(Protocol):
    """One method: rows in, the same rows with words out, in any order."""

    name: str

    def write(self, rows: Iterable[PlanRow]) -> Iterator[tuple[PlanRow, Words]]: ...
