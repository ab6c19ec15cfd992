"""Whom a request names where the call needs an address: nobody knows addresses by heart, and a name is none."""

import random
import re

from callwright.generator.plan import PlanRow
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import PlannedCall
from callwright.tools.values.grammar import entries, upper_first
from callwright.tools.values.value import Value

NAMED_SHARE = 0.6
"""Share of requests without the address they need that name somebody instead."""
LETTERS = re.compile("[a-z]+")


def addressee(call: PlannedCall, row: PlanRow, book: Phrasebook, rng: random.Random) -> Value | None:
    """Somebody in place of the missing address, None where none is missing; a twin says nothing that its original does not say."""
    missing = None if row.twin_of else _missing_address(call, row, book)
    if missing is None or rng.random() >= NAMED_SHARE:
        return None
    said = _owner(missing.surface) or rng.choice(book.lines("addressees", row.side)).text
    return Value(missing.path, None, said, "name", missing.kind)


def _missing_address(call: PlannedCall, row: PlanRow, book: Phrasebook) -> Value | None:
    asked = [about for turn in row.scenario.turns if turn.to == "missing" for about in turn.calls if about.tool == call.tool]
    if not asked:
        return None
    said = call.surfaces
    values = (value for about in asked for value in about.values if value.path not in said)
    return next((value for value in values if value.kind in book.grammar["addresses"]), None)


def _owner(address: str) -> str:
    """Whose it is by its letters: `elena.nowak@firm.com` is Elena Nowak's, `orders@firm.com` nobody's."""
    names = [upper_first(part) for part in LETTERS.findall(address.partition("@")[0].lower())]
    return " ".join(names) if names and names[0] in entries("first_name") else ""
