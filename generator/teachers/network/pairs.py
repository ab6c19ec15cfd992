"""Twins and their other halves say the same: one request is written for all of them, and what differs is what was planned to.

Who of a pair is asked for first is written freely. A half that says the same values takes the request as it was written, and only
its other turns are asked for; one that says a value less, or more, is written after it, word for word but for that value.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from callwright.generator.plan import PlanRow
from callwright.generator.twins import CATEGORY_OF


@dataclass(frozen=True)
class Said:
    text: str
    """The first request."""
    whole: bool
    """It states every value; a twin that lacks one does not."""


class Pairs:
    def __init__(self, said: Mapping[str, Said]) -> None:
        """`said`: what rows in the store say, by their other half's id."""
        self._said = dict(said)
        self._busy: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def alone(self, row: PlanRow) -> AsyncIterator[Said | None]:
        """What the other half says, None where none has been written. Halves of one pair come one after the other."""
        if not (row.twin_of or row.category == CATEGORY_OF["renamed"]):
            yield None
            return
        async with self._busy.setdefault(group_of(row), asyncio.Lock()):
            yield self._said.get(group_of(row))

    def keep(self, row: PlanRow, text: str) -> None:
        self._said.setdefault(group_of(row), Said(text, says_all(row)))


def group_of(row: PlanRow) -> str:
    return row.twin_of or row.plan_id


def says_all(row: PlanRow) -> bool:
    return not (row.twin_of and row.pattern == "missing_value")


def is_settled(row: PlanRow, said: Said | None) -> bool:
    """The other half says the same values, and so the same request."""
    return said is not None and said.whole == says_all(row)


def settled(row: PlanRow, text: str) -> PlanRow:
    """The row with its request written already."""
    first, *others = row.scenario.turns
    return replace(row, scenario=replace(row.scenario, turns=(replace(first, content=text), *others)))
