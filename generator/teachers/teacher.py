"""The teacher: whoever writes the words of planned rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from callwright.generator.plan import PlanRow


@dataclass(frozen=True)
class Words:
    texts: Mapping[int, str]
    """Index of an open turn -> its text."""
    phrasing: str
    """Identifies the words around the values; rows that share it are on one side of the split."""


class Teacher(Protocol):
    """One method: rows in, the same rows with words out, in any order."""

    name: str

    def write(self, rows: Iterable[PlanRow]) -> Iterator[tuple[PlanRow, Words]]: ...
