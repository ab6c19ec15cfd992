"""Conditions of a request: chosen to fit, or not to fit, what the first call returned."""

import random
from collections.abc import Collection
from typing import Any

from callwright.templates.scenario import Condition, PlannedCall
from callwright.templates.template import UserTurn
from callwright.tools.tool import JsonSchema
from callwright.tools.values.kinds import kind_of

STEPS = (1, 2, 3, 5, 8)
"""How far from the number returned a threshold may lie."""


def wants_nothing(request: UserTurn | None, role: str) -> bool:
    """Whether this role's call has to come back empty for the condition to turn out as the template says."""
    if request is None or role != request.of[0] or request.condition not in ("any", "none"):
        return False
    return (request.condition == "none") is request.holds


def condition_on(
    request: UserTurn, call: PlannedCall, result: Any, left_out: Collection[str], rng: random.Random
) -> Condition | None:
    """What the user makes the rest depend on; None where the result has nothing to depend on."""
    kind = request.condition or ""
    if kind == "widen":
        return Condition(kind, True, next(iter(left_out), ""))
    return _about_a_value(request, call, result, rng) if kind == "value" else Condition(kind, request.holds)


def _about_a_value(request: UserTurn, call: PlannedCall, result: Any, rng: random.Random) -> Condition | None:
    schemas: JsonSchema = (call.tool.result or {}).get("properties", {})
    asked = call.tool.properties  # what a result only repeats is no news
    fields = [name for name in schemas if isinstance(result, dict) and name in result and name not in asked]
    for name in rng.sample(fields, len(fields)):
        value, members = result[name], schemas[name].get("enum", ())
        if len(members) > 1 and value in members:
            meant = value if request.holds else rng.choice([member for member in members if member != value])
            return Condition("is", request.holds, name, str(meant).replace("_", " "))
        if isinstance(value, int | float) and not isinstance(value, bool) and kind_of(name, schemas[name]) != "id":
            return _threshold(name, value, request.holds, rng)
    return None


def _threshold(name: str, value: float, holds: bool, rng: random.Random) -> Condition:
    """Above or below a whole number some steps away; of what is not negative no one asks whether it is above -1."""
    above, step = rng.random() < 0.5, rng.choice(STEPS)
    if above is holds and 0 <= value < step:
        above = not above
    limit = round(value) - step if above is holds else round(value) + step
    return Condition("above" if above else "below", holds, name, str(limit))
