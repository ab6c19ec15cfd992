"""Sentences of context beside a request: where the user is, why it matters."""

import random

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.joints import beside, stops_of
from callwright.generator.teachers.spoken import Spoken
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import PlannedCall, Turn

COMPANY_SHARE, TWICE_SHARE = 0.25, 0.25
"""Share of requests that state less than a call needs which stand beside a sentence of context, and of these beside two."""
COMPANY_OF_COMPLETE_SHARE = 0.1
"""Share of the others that do."""


def in_company(said: Spoken, turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """Beside a sentence or two of context, mostly where little is said, lest the length tell what is declined or asked back."""
    is_complete = turn.says == "request" and all(said_of(call).issuperset(call.tool.required) for call in turn.calls)
    if rng.random() >= (COMPANY_OF_COMPLETE_SHARE if is_complete else COMPANY_SHARE) or book.styles[row.style].reason == 1:
        return said
    groups = (
        ("background", "reasons") if not is_complete and rng.random() < TWICE_SHARE else (rng.choice(("background", "reasons")),)
    )
    for group in groups:
        line = rng.choice(book.lines(group, row.side))
        first, last = (line.text, said.text) if rng.random() < 0.5 else (said.text, line.text)
        said = Spoken(beside(first, last, stops_of(turn.calls), book, rng), f"{said.phrasing}+{line.id}")
    return said


def said_of(call: PlannedCall) -> set[str]:
    """The parameters the user speaks of."""
    return {value.path for value in call.values} | ({call.reference.path} if call.reference else set())
