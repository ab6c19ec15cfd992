"""Values said so that they have two readings, and what the user then chooses from."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from callwright.templates.scenario import PlannedCall
from callwright.tools.tool import JsonSchema
from callwright.tools.values import dates
from callwright.tools.values.draw import draw
from callwright.tools.values.pairs import in_order
from callwright.tools.values.value import Value
from callwright.tools.values.words import words

DAYS_AHEAD = 300
TRIES = 40
LOOKING_BACK = frozenset({"past_date", "birth_date"})
PLAIN_FORMS = ("date:month_day_year", "date:day_month_year")
"""In which the two readings of a date are named."""


@dataclass(frozen=True)
class Ambiguity:
    call: PlannedCall
    """With the value that is meant."""
    said: Value
    """As the user says it first: its surface has two readings."""
    options: tuple[str, str]
    chosen: int


def ambiguity(call: PlannedCall, way: str, rng: random.Random, today: date) -> Ambiguity | None:
    """One of the call's values made ambiguous; None where none of them can be."""
    for value in rng.sample(call.values, len(call.values)):
        found = _date(call, value, rng, today) if way == "date" else _either(call, value, rng, today)
        if found is not None:
            return found
    return None


def can_be_doubtful(kind: str, schema: JsonSchema, way: str) -> bool:
    """Whether a value of such a parameter can have two readings (`Role.ambiguous`)."""
    if way == "date":
        return schema.get("format") == "date" and kind not in LOOKING_BACK
    return len(schema.get("enum", ())) > 1


def _date(call: PlannedCall, value: Value, rng: random.Random, today: date) -> Ambiguity | None:
    """03/04/2026: day first or month first, both to come."""
    if not value.form.startswith("date:") or not can_be_doubtful(value.kind, call.tool.properties[value.path], "date"):
        return None
    for _ in range(TRIES):
        day = today + timedelta(days=rng.randint(1, DAYS_AHEAD))
        if day.day <= 12 and day.day != day.month and (other := day.replace(day=day.month, month=day.day)) > today:
            first, second = sorted((day, other), key=lambda _: rng.random())
            form = rng.choice(PLAIN_FORMS)
            options = (_named(first, form, today, rng), _named(second, form, today, rng))
            surface = f"{day.day:02}/{day.month:02}/{day.year}"
            if rng.random() < 0.5:
                surface = f"{day.month:02}/{day.day:02}/{day.year}"
            meant = Value(value.path, day.isoformat(), surface, "date:ambiguous", value.kind)
            doubtful = _with(call, meant)
            if in_order(doubtful.values) == doubtful.values:
                return Ambiguity(doubtful, meant, options, 0 if first == day else 1)
    return None


def _named(day: date, form: str, today: date, rng: random.Random) -> str:
    return next((surface for surface, found in dates.surfaces(day.isoformat(), today, rng) if found == form), day.isoformat())


def _either(call: PlannedCall, value: Value, rng: random.Random, today: date) -> Ambiguity | None:
    """ "low or medium": two members of an enumeration."""
    schema = call.tool.properties[value.path]
    if not can_be_doubtful(value.kind, schema, "either"):
        return None
    for _ in range(TRIES):
        other = draw(value.path, schema, rng, today)
        if other is not None and other.canonical != value.canonical:
            options = (value.surface, other.surface)
            chosen = 0
            if rng.random() < 0.5:
                options, chosen = (other.surface, value.surface), 1
            said = words("joining")["either"].format(one=options[0], other=options[1])
            return Ambiguity(call, replace(value, surface=said, form="enum:ambiguous"), options, chosen)
    return None


def _with(call: PlannedCall, meant: Value) -> PlannedCall:
    values = tuple(meant if value.path == meant.path else value for value in call.values)
    return replace(call, arguments={**call.arguments, meant.path: meant.canonical}, values=values)
