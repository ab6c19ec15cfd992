"""Draws a value for a parameter: valid by its schema, of its kind, with words a person would say.

>>> from random import Random
>>> draw("due_date", {"type": "string", "format": "date"}, Random(4), date(2026, 11, 20), form="date:tomorrow")
Value(path='due_date', canonical='2026-11-21', surface='tomorrow', form='date:tomorrow', kind='due_date', parts=())
"""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from callwright.tools.values import dates
from callwright.tools.values.composite import draw_list, draw_object
from callwright.tools.values.make import ATTEMPTS, Occasion, maker
from callwright.tools.values.parameter import Parameter, parameter
from callwright.tools.values.say import surfaces
from callwright.tools.values.value import Value

SAMPLED = 120
FORM_TRIES = 40
"""Draws for a value that can be said in the form wanted: one number in thirty is a dozen."""
BY_FORM = frozenset({"date", "expression"})
"""Families whose values are made for the form wanted, where there is one."""


def draw(
    name: str,
    schema: Mapping[str, Any],
    rng: Random,
    today: date,
    *,
    form: str | None = None,
    side: str = "train",
    values: Mapping[str, Sequence[Any]] | None = None,
    root: Mapping[str, Any] | None = None,
    path: str | None = None,
) -> Value | None:
    """A value with its surface; None where the schema allows nothing we can make.

    `form` is taken where this parameter can be said so, else another one is. `values` are the user's own, by parameter name
    or path. `root` is the schema that `$ref` points into, by default `schema` itself. `path` is the value's, by default the name.
    """
    occasion = Occasion(rng, today, side, form, values)
    return draw_at(path or name, name, schema, occasion, schema if root is None else root, 0)


def forms(name: str, schema: Mapping[str, Any], today: date, *, root: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The forms this parameter is said in, for a plan to cover: those of `SAMPLED` draws, and every one of a date."""
    drawn = {value.form for seed in range(SAMPLED) if (value := draw(name, schema, Random(seed), today, root=root))}
    span = next(
        (branch.kind.traits["span"] for branch in parameter(name, schema, root or schema) if branch.kind.family == "date"), ""
    )
    return tuple(sorted(drawn | set(dates.forms(today, span) if span in dates.SPANS else ())))


def draw_at(
    path: str, name: str, schema: Mapping[str, Any], occasion: Occasion, root: Mapping[str, Any], depth: int
) -> Value | None:
    given = (occasion.values.get(path) or occasion.values.get(name)) if occasion.values else None
    for branch in parameter(name, schema, root):
        value = _given(path, branch, occasion, given) if given else _drawn(path, branch, occasion, depth)
        if value is not None:
            return value
    return None


def _given(path: str, branch: Parameter, occasion: Occasion, given: Sequence[Any]) -> Value | None:
    allowed = [value for value in given if branch.allows(value)]
    if not allowed:
        return None
    canonical = occasion.rng.choice(allowed)
    surface, form = occasion.pick(surfaces(branch, canonical, occasion))
    return Value(path, canonical, surface, form, branch.kind.name)


def _drawn(path: str, branch: Parameter, occasion: Occasion, depth: int) -> Value | None:
    if not branch.has_parts:
        return _plain(path, branch, occasion)
    draw_parts = draw_list if branch.type == "array" else draw_object
    drawn = (draw_parts(path, branch, occasion, draw_at, depth) for _ in range(ATTEMPTS))
    return next((value for value in drawn if value is not None and branch.allows(value.canonical)), None)


def _plain(path: str, branch: Parameter, occasion: Occasion) -> Value | None:
    """Of no parts; said in the form wanted where one of some draws can be."""
    make = maker(branch)
    drawn = make(occasion)
    if drawn is None:
        return None
    canonical, said = drawn[0], drawn[1]()
    if occasion.form and branch.kind.family not in BY_FORM:
        for again in (make(occasion) for _ in range(FORM_TRIES)):
            if again is None or occasion.form in [form for _, form in said]:
                break
            canonical, said = again[0], again[1]()
    surface, form = occasion.pick(said)
    if branch.is_verbatim and form != "text:quoted" and branch.allows(surface):
        canonical = surface
    return Value(path, canonical, surface, form, branch.kind.name)
