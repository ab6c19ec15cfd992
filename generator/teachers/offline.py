"""The offline teacher: no key, no network, any toolset. It puts the phrasebook's words around the planned values.

Seeded by the row's id: the same row always gets the same words, and a twin those of its other half.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import islice

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.replies import reply
from callwright.generator.teachers.requests import speak
from callwright.generator.teachers.teacher import Words
from callwright.templates.phrasebook import Phrasebook

AT_ONCE = 64
"""Rows planned one after another, then written one after another: in turns each would find the other's code in the processor's
cache and run a fifth slower."""


class OfflineTeacher:
    name = "offline"

    def __init__(self, phrasebook: Phrasebook) -> None:
        self.phrasebook = phrasebook

    def write(self, rows: Iterable[PlanRow]) -> Iterator[tuple[PlanRow, Words]]:
        coming = iter(rows)
        while read := list(islice(coming, AT_ONCE)):
            yield from [(row, self._words(row)) for row in read]

    def _words(self, row: PlanRow) -> Words:
        rng = random.Random(f"words {row.twin_of or row.plan_id}")
        texts: dict[int, str] = {}
        phrasings: list[str] = []
        for index, turn in enumerate(row.scenario.turns):
            if not turn.is_open:
                continue
            if turn.role == "user":
                texts[index], phrasing = speak(turn, row, self.phrasebook, rng)
                phrasings.append(phrasing)
            else:
                texts[index] = reply(turn, row, self.phrasebook, rng)
        return Words(texts, "+".join(phrasings))
