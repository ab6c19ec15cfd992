"""More of the same in one request, its verb said once: "move task 12 to Friday and 15 to next week".

What all of them end with is said once too: "check the weather for Oslo and Lima at the moment".
"""

import random
from collections.abc import Sequence

from callwright.generator.teachers.spoken import Spoken
from callwright.templates.scenario import PlannedCall
from callwright.tools.values.words import words

ONE_TEXT = frozenset({"query", "subject"})
"""Kinds of values that would read as one with an "and" between them, where nothing else is said."""


def are_alike(calls: Sequence[PlannedCall]) -> bool:
    """Whether all say the same parameters of one tool, so that the later ones can do without a verb."""
    said = {(call.tool.name, frozenset(value.path for value in call.values)) for call in calls}
    values = calls[0].values
    return len(said) == 1 and bool(values) and not (len(values) == 1 and values[0].kind in ONE_TEXT)


def gapped(asked: Sequence[Spoken], calls: Sequence[PlannedCall], rng: random.Random) -> Spoken | None:
    """The requests as one; None where they do not begin alike."""
    first = asked[0]
    starts = [_before_values(said.text, call) for said, call in zip(asked, calls, strict=True)]
    if not starts[0] or set(starts) != {starts[0]} or any(said.phrasing != first.phrasing for said in asked):
        return None
    ends = {_behind_values(said.text, call) for said, call in zip(asked, calls, strict=True)}
    end = ends.pop() if len(ends) == 1 else ""
    *told, last = [first.text, *(said.text.removeprefix(starts[0]) for said in asked[1:])]
    joining = words("joining")
    text = joining["comma"].join(each.removesuffix(end) for each in told) + rng.choice(joining["last"]) + last
    return Spoken(text, f"{first.phrasing}+gapped")


def _before_values(text: str, call: PlannedCall) -> str:
    """The words before the first value; a quotation mark or a bracket stays with the value."""
    places = [place for value in call.values if (place := text.find(value.surface)) >= 0]
    return text[: text.rfind(" ", 0, min(places)) + 1] if places else ""


def _behind_values(text: str, call: PlannedCall) -> str:
    """The words behind the last value; a quotation mark or a bracket stays with the value, as a noun with its adjective."""
    if any(value.form == "enum:before" for value in call.values):
        return ""
    places = [place + len(value.surface) for value in call.values if (place := text.rfind(value.surface)) >= 0]
    space = text.find(" ", max(places)) if places else -1
    return text[space:] if space >= 0 else ""
