"""How two texts become one: in two sentences, with a comma, by a joint's own words."""

import random
import re
from collections.abc import Iterable, Mapping

from callwright.generator.teachers.spoken import Spoken
from callwright.generator.teachers.styles import ENDED, lower_first, sentence, upper_first
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import PlannedCall
from callwright.templates.slots import fill_slots

COMMA_SHARE = 0.55
INNER_MARK = re.compile(r"[.!?:,\"'“]\S*\s|[!?\"'”]$")
"""Of a text that has an end of its own, or too many parts to be the first of another."""


def joined_by(joint: str, slots: Mapping[str, str], stops: tuple[str, ...], book: Phrasebook) -> str:
    """Two requests in one; each begins a sentence, or does not, as the joint has it. `stops`: values that end in a full stop."""
    first = _unstopped(slots["first"], stops)
    if ENDED.search(first):
        joint = joint.replace("{first}.", "{first}")
    starts = ". {second}" in joint or "? {second}" in joint
    second = upper_first(slots["second"]) if starts else lower_first(slots["second"], book)
    if not joint.startswith("{first}"):
        first = lower_first(first, book)
    return fill_slots(joint, {**slots, "first": first, "second": second})


def behind(line: Phrase, said: Spoken, book: Phrasebook) -> Spoken:
    """A sentence of its own behind a line that has ended, else its continuation."""
    ends = line.text.endswith((".", "!", "?"))
    text = upper_first(said.text) if ends else lower_first(said.text, book)
    return Spoken(f"{line.text} {text}", f"{line.id}+{said.phrasing}")


def beside(first: str, last: str, stops: tuple[str, ...], book: Phrasebook, rng: random.Random) -> str:
    """Two sentences, or now and then one with a comma, as people type. `stops`: values that end in a full stop."""
    if INNER_MARK.search(first) or rng.random() >= COMMA_SHARE:
        return f"{sentence(first)} {upper_first(last)}"
    return f"{_unstopped(first, stops)}, {lower_first(last, book)}"


def stops_of(calls: Iterable[PlannedCall]) -> tuple[str, ...]:
    """The values, as they are said, that end in a full stop of their own: "Inc."."""
    return tuple(value.surface for call in calls for value in call.values if value.surface.endswith("."))


def _unstopped(text: str, stops: tuple[str, ...]) -> str:
    """Without the full stop at its end, where that is no value's own."""
    return text if text.endswith(stops) else text.removesuffix(".")
