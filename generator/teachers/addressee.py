"""Whom a request names where the call needs an address: nobody knows addresses by heart, and a name is none."""

import random
from datetime import date

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.company import said_of
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import PlannedCall
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.kinds import kinds_of
from callwright.tools.values.value import Value

NAMED_SHARE = 0.6
"""Share of requests without the address they need that name somebody instead."""
BY_NAME_SHARE = 0.6
"""Of these, those that say a name; the others say "my sister", "the landlord"."""


def addressee(call: PlannedCall, row: PlanRow, book: Phrasebook, rng: random.Random) -> Value | None:
    """Somebody in place of the missing address, None where none is missing; a twin says nothing that its original does not say."""
    if row.category != "clarify" or row.twin_of:
        return None
    missing = (name for name in call.tool.required if name not in said_of(call))
    name = next((name for name in missing if _is_address(call.tool, name, book)), None)
    if name is None or rng.random() >= NAMED_SHARE:
        return None
    said = _person(row, book, rng) if rng.random() < BY_NAME_SHARE else rng.choice(book.lines("addressees", row.side)).text
    return Value(name, None, said, "name", kinds_of(call.tool)[name])


def _is_address(tool: Tool, parameter: str, book: Phrasebook) -> bool:
    """Stated to be one by its name or description: "to" alone may well take a name."""
    word = book.grammar["addresses"].get(kinds_of(tool)[parameter])
    return word is not None and word in f"{parameter} {tool.properties[parameter].get('description', '')}".lower()


def _person(row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    sample = book.grammar["samples"]["person"]
    drawn = draw(sample["name"], sample["schema"], rng, row.scenario.today or date(2026, 1, 1), side=row.side)
    return "" if drawn is None else drawn.surface
