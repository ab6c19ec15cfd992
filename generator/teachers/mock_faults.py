"""Which fault `callwright mock-teacher` does to a request: of the connection, of the reply's form, of its meaning.

    429=0.1,500=0.05,reset=0.02,hang=0.01,truncate=0.05,invalid=0.1,refuse=0.02,length=0.02,wrong_value=0.1

All are drawn from the seed and the row, never from the clock or the order of arrival.
- Of the connection (429, 500, reset, hang): drawn anew each time the row is asked for, so that the same request sent again gets on.
- Of the form (truncate, invalid, refuse, length): drawn by the row, how far its conversation is and the tokens allowed, as a model
  at temperature 0 would: the same request gets the same reply, however often, and a request that was lost at a kill and sent again
  makes no other row than it would have.
- Of the meaning (`mock_mistakes.py`): drawn by the row; repaired on being told, in a stated share of the rows.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callwright.errors import InputError
from callwright.generator.teachers.mock_mistakes import MISTAKES

CONNECTION = ("429", "500", "reset", "hang")
FORM = ("truncate", "invalid", "refuse", "length")
MEANING = tuple(MISTAKES)
FAULTS = (*CONNECTION, *FORM, *MEANING)
NONE = ""


@dataclass(frozen=True)
class Faults:
    shares: Mapping[str, float]
    """Fault -> share of the requests (of the meaning: of the rows) that meet it."""
    seed: int = 0
    repaired: float = 0.9
    """Share of the rows with a mistake that are written well after a message that tells of it; the others stay as they were."""

    def of_connection(self, row: str, asked: int) -> str:
        """`asked`: how often the row was asked for before."""
        return self._drawn(CONNECTION, f"connection {row} {asked}")

    def of_form(self, row: str, told: int, budget: int) -> str:
        """`told`: messages of the assistant since the brief; `budget`: the tokens allowed, 0 where that is open."""
        return self._drawn(FORM, f"form {row} {told} {budget}")

    def of_meaning(self, row: str, told: int) -> str:
        mends = told and random.Random(f"{self.seed} repair {row}").random() < self.repaired
        return NONE if mends else self._drawn(MEANING, f"meaning {row}")

    def _drawn(self, kinds: Sequence[str], of: str) -> str:
        if not any(kind in self.shares for kind in kinds):
            return NONE
        place = random.Random(f"{self.seed} {of}").random()
        for kind in kinds:
            place -= self.shares.get(kind, 0)
            if place < 0:
                return kind
        return NONE


def parse_faults(text: str) -> dict[str, float]:
    """`429=0.1,invalid=0.05`; InputError on an unknown fault, or where those that exclude each other add up to more than 1."""
    shares: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        fault, equals, share = part.partition("=")
        if fault not in FAULTS or not equals or not _is_share(share):
            raise InputError(f"--faults {part!r}: expected FAULT=SHARE with a share from 0 to 1 and a fault of {', '.join(FAULTS)}")
        shares[fault] = float(share)
    for kinds in (CONNECTION, FORM, MEANING):
        total = sum(shares.get(kind, 0) for kind in kinds)
        if total > 1 + 1e-9:
            raise InputError(f"--faults: {', '.join(kind for kind in kinds if kind in shares)} add up to {total:g}, more than 1")
    return shares


def _is_share(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and float(text) <= 1
