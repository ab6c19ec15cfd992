"""A canonical value for one plain parameter, by the family of its kind, and what says it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from random import Random
from typing import Any

from callwright.tools.record import record
from callwright.tools.values import booleans, dates, expressions, ids, measures, times, vocabularies
from callwright.tools.values.amounts import draw_amount
from callwright.tools.values.described import described_values, first_example
from callwright.tools.values.grammar import compose
from callwright.tools.values.parameter import Parameter
from callwright.tools.values.pattern import SPARE, UnsampledPatternError, sample
from callwright.tools.values.ranges import draw_number
from callwright.tools.values.say import Surface, date_written, moment_written, surfaces, text_surfaces, time_written

ATTEMPTS = 12
"""Draws before a parameter counts as one we can make nothing for; lengths and patterns need a few."""
SAMPLES = 30
"""Texts tried for a pattern that comes with a length."""
QUOTED_SHARE = 0.2
"""Of the texts that may be quoted, half of this share is."""
MAGNITUDES = ((1, 9), (10, 99), (10, 99), (100, 999), (1000, 9999))
EXAMPLE_SHARE = 0.3
"""How often an example of the schema itself is used where its kind has values of its own."""
UNLIKE_OTHERS = frozenset({"text", "id", "name", "category"})
"""Kinds whose own values say too little of the parameter: where there are examples, only these are used."""


@record
class Occasion:
    rng: Random
    today: date
    side: str = "train"
    form: str | None = None
    values: Mapping[str, Sequence[Any]] | None = None
    """The user's own, by parameter name or path."""
    is_said: bool = True
    """False for a field of a simulated result: any day will do, and not only one that the form drawn can name."""

    def pick(self, said: list[Surface]) -> Surface:
        """One surface, of the form wanted where there is one; else quoted text is rare, and a switch is no bare "yes"."""
        wanted = [surface for surface in said if surface[1] == self.form] if self.form else []
        if not wanted and (said[-1][1] == "boolean:answer" or (said[-1][1] == "text:quoted" and self.rng.random() > QUOTED_SHARE)):
            wanted = said[:-1]
        return self.rng.choice(wanted or said)

    def without_values(self, name: str) -> "Occasion":
        """For the items of a list, whose own name the list has."""
        return replace(self, values={key: given for key, given in self.values.items() if key != name}) if self.values else self


Saying = Callable[[], list[Surface]]
Made = tuple[Any, Saying] | None
"""The value, and what draws its surfaces: a simulated result has no use for them, and they cost more than the value."""
Maker = Callable[[Occasion], Made]


@lru_cache(maxsize=65536)
def maker(parameter: Parameter) -> Maker:
    """What makes values that the schema allows: chosen once, by the parameter's members, its type or the family of its kind."""
    return partial(_allowed, parameter, _maker(parameter)) if parameter.binds else _maker(parameter)


def _allowed(parameter: Parameter, make: Maker, occasion: Occasion) -> Made:
    for _ in range(ATTEMPTS):
        made = make(occasion)
        if made is not None and parameter.allows(made[0]):
            return made
    return None


def _maker(parameter: Parameter) -> Maker:
    if parameter.members:
        return partial(_chosen, parameter, parameter.members)
    if parameter.type == "null":
        return lambda _: None
    if parameter.type == "boolean":
        return partial(_boolean, parameter)
    if parameter.type in ("integer", "number"):
        return _with_examples(parameter, partial(_number, parameter), EXAMPLE_SHARE)
    return _with_examples(parameter, _string(parameter), 1.0 if parameter.kind.name in UNLIKE_OTHERS else EXAMPLE_SHARE)


def _with_examples(parameter: Parameter, make: Maker, share: float) -> Maker:
    return partial(_exemplary, parameter, make, share) if parameter.examples else make


def _string(parameter: Parameter) -> Maker:
    by_family = _by_family(parameter)
    if "pattern" in parameter.schema and "format" not in parameter.schema:
        return partial(_patterned, parameter, by_family if parameter.kind.family != "id" else None)
    return by_family


def _by_family(parameter: Parameter) -> Maker:
    if parameter.kind.family not in ("text", "enum"):
        return partial(_MAKERS[parameter.kind.family], parameter)
    if choices := described_values(parameter):
        return partial(_chosen, parameter, choices)
    traits = parameter.kind.traits
    if traits.get("starts"):
        return partial(_shaped, parameter.kind.name, traits["starts"])
    return partial(_composed, parameter.kind.name, traits["start"], "text:verbatim")


def _chosen(parameter: Parameter, members: Sequence[Any], occasion: Occasion) -> Made:
    member = occasion.rng.choice(members)
    return member, lambda: surfaces(parameter, member, occasion)


def _boolean(parameter: Parameter, occasion: Occasion) -> Made:
    value = occasion.rng.random() < 0.6
    return value, lambda: booleans.surfaces(value, parameter.name, occasion.rng)


def _number(parameter: Parameter, occasion: Occasion) -> Made:
    number = draw_number(parameter, occasion.rng)
    return None if number is None else (number, lambda: surfaces(parameter, number, occasion))


def _exemplary(parameter: Parameter, make: Maker, share: float, occasion: Occasion) -> Made:
    """An example as often as `share` says, of an id one like it."""
    if share < 1 and occasion.rng.random() >= share:
        return make(occasion)
    example = occasion.rng.choice(parameter.examples)
    if isinstance(example, str) and parameter.kind.family == "id":
        example = ids.like(example, occasion.rng)
    return example, lambda: surfaces(parameter, example, occasion)


def _patterned(parameter: Parameter, by_family: Maker | None, occasion: Occasion) -> Made:
    """By kind where that fits the pattern, else from the pattern alone."""
    made = by_family(occasion) if by_family else None
    if made is not None and parameter.allows(made[0]):
        return made
    try:
        canonical = _sampled(parameter, occasion.rng)
    except (UnsampledPatternError, re.error):
        return None
    return canonical, lambda: surfaces(parameter, canonical, occasion)


def _sampled(parameter: Parameter, rng: Random) -> str:
    """Ids of a word and a number get a number people use, without leading zeros."""
    pattern = parameter.schema["pattern"]
    known = ids.counted(pattern)
    numbered = "".join(known or ()) + str(rng.randint(*rng.choice(MAGNITUDES)))
    if known and parameter.allows(numbered):
        return numbered
    spare = max(SPARE, parameter.schema.get("minLength", 0))
    samples = (sample(pattern, rng, spare) for _ in range(SAMPLES))
    return next((text for text in samples if parameter.allows(text)), "")


def _shaped(kind: str, starts: Mapping[str, str], occasion: Occasion) -> Made:
    """In one of several shapes (a name, a host and a port)."""
    wanted = (occasion.form or "").removeprefix("text:")
    shape = wanted if wanted in starts else occasion.rng.choice(list(starts))
    return _composed(kind, starts[shape], f"text:{shape}", occasion)


def _composed(kind: str, start: str, form: str, occasion: Occasion) -> Made:
    text = compose(start, occasion.rng, occasion.side)
    return text, lambda: text_surfaces(kind, text, form, occasion.rng)


def _date(parameter: Parameter, occasion: Occasion) -> Made:
    span = parameter.kind.traits.get("span", "future")
    if not occasion.is_said:
        day, form = dates.some_day(occasion.today, occasion.rng, span), ""
    else:
        day, form = dates.draw_day(occasion.today, occasion.rng, span, occasion.form)
    return date_written(day.isoformat(), parameter), lambda: [dates.say_day(day, form, occasion.today, occasion.rng)]


def _time(parameter: Parameter, occasion: Occasion) -> Made:
    moment = times.draw_time(occasion.rng)
    return time_written(moment, parameter), lambda: times.surfaces(moment, occasion.rng)


def _datetime(parameter: Parameter, occasion: Occasion) -> Made:
    moment = times.draw_time(occasion.rng)
    day = dates.some_day(occasion.today, occasion.rng, "near")
    canonical = moment_written(f"{day}T{moment}:00", parameter)
    return canonical, lambda: surfaces(parameter, canonical, occasion)


def _counted(parameter: Parameter, occasion: Occasion) -> Made:
    number = draw_number(parameter, occasion.rng)
    return None if number is None else (str(number), lambda: surfaces(parameter, number, occasion))


def _vocabulary(parameter: Parameter, occasion: Occasion) -> Made:
    vocabulary = parameter.kind.traits["vocabulary"]
    example = first_example(parameter)
    as_code = vocabularies.codes_wanted(vocabulary, parameter.description, parameter.schema.get("maxLength"), example)
    canonical = occasion.rng.choice(vocabularies.canonicals(vocabulary, as_code, example))
    return canonical, lambda: vocabularies.surfaces(canonical, vocabulary, occasion.rng)


def _id(parameter: Parameter, occasion: Occasion) -> Made:
    example = first_example(parameter)
    shaped = bool(re.search(r"\d", example))
    canonical = ids.like(example, occasion.rng) if shaped else ids.by_name(parameter.name, occasion.rng)
    return canonical, lambda: surfaces(parameter, canonical, occasion)


def _expression(parameter: Parameter, occasion: Occasion) -> Made:
    del parameter
    return expressions.draw_expression(occasion.rng, occasion.form)


def _measure(parameter: Parameter, occasion: Occasion) -> Made:
    number = draw_number(parameter, occasion.rng)
    unit = measures.unit_for(parameter)
    return None if number is None else (str(number), lambda: measures.surfaces(number, unit, occasion.rng))


def _amount(parameter: Parameter, occasion: Occasion) -> Made:
    number = draw_amount(occasion.rng, parameter.kind.traits["low"], parameter.kind.traits["high"], False)
    return str(number), lambda: surfaces(parameter, number, occasion)


_MAKERS: Mapping[str, Callable[[Parameter, Occasion], Made]] = {
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "number": _counted,
    "percent": _counted,
    "measure": _measure,
    "amount": _amount,
    "vocabulary": _vocabulary,
    "id": _id,
    "expression": _expression,
}
