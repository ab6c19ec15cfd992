"""Numbers within a schema's range that people would ask for."""

import math
from random import Random

from callwright.tools.values import measures
from callwright.tools.values.amounts import draw_amount
from callwright.tools.values.numbers import Number, exact
from callwright.tools.values.parameter import Parameter

FRACTION_SHARE = 0.1
ROUND = (3, 5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100)


def draw_number(parameter: Parameter, rng: Random) -> Number | None:
    low, high = bounds(parameter)
    if low > high:
        return None
    if step := parameter.schema.get("multipleOf"):
        return _multiple(low, high, step, rng)
    number = _drawn(parameter, low, high, rng)
    whole = parameter.type == "integer" or number == int(number)
    return int(number) if whole else number


def _drawn(parameter: Parameter, low: float, high: float, rng: Random) -> Number:
    traits, family = parameter.kind.traits, parameter.kind.family
    if family == "measure":
        unit = measures.unit_for(parameter)
        usual = measures.usual(unit, rng) if unit else None
        return usual if usual is not None and low <= usual <= high else _between(low, high, rng)
    if family == "amount" and parameter.type != "integer":
        return draw_amount(rng, low, high, False)
    if family == "amount":
        return draw_amount(rng, math.ceil(low), math.floor(high), True)
    if "digits" in traits:
        return round(rng.uniform(low, high), int(traits["digits"]))
    if parameter.kind.name == "count" and rng.random() < 0.5 and (nice := [n for n in ROUND if low <= n <= high]):
        return rng.choice(nice)
    if parameter.type == "number" and parameter.kind.name in ("number", "temperature", "weight") and rng.random() < FRACTION_SHARE:
        return exact(math.floor(_between(low, high, rng)) + rng.choice((0.5, 0.5, 0.25, 0.75)))
    return _between(low, high, rng)


def _between(low: float, high: float, rng: Random) -> Number:
    least, most = math.ceil(low), math.floor(high)
    if least > most:
        return exact(round(rng.uniform(low, high), 2))
    return rng.randint(least, most)


def _multiple(low: float, high: float, step: float, rng: Random) -> Number | None:
    first, last = math.ceil(low / step), math.floor(high / step)
    return exact(rng.randint(first, last) * step) if first <= last else None


def bounds(parameter: Parameter) -> tuple[float, float]:
    """The schema's range, narrowed to what is usual for the kind where both meet."""
    low, high = _stated(parameter)
    usual_low, usual_high = parameter.kind.traits.get("low", 1), parameter.kind.traits.get("high", 100)
    if parameter.kind.family == "measure" and measures.unit_for(parameter):
        usual_low, usual_high = 1, 30000
    if parameter.kind.family == "id":
        usual_low, usual_high = 1, 9999
    if usual_low <= high and usual_high >= low:
        return max(low, usual_low), min(high, usual_high)
    if low == -math.inf:
        return high - 100, high
    return low, min(high, low + 100)


def _stated(parameter: Parameter) -> tuple[float, float]:
    schema = parameter.schema
    step = 1 if parameter.type == "integer" else 0.01
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if isinstance(above, int | float) and not isinstance(above, bool):
        low = max(low, above + step)
    if isinstance(below, int | float) and not isinstance(below, bool):
        high = min(high, below - step)
    return low, high
