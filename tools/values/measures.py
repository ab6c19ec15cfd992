"""Durations, lengths, weights and volumes in the unit that the parameter wants.

>>> sorted(readings("for an hour and a half", "minute")), sorted(readings("two weeks", "day"))
([90], [14])
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from random import Random
from typing import Any

from callwright.tools.values.kinds import snake
from callwright.tools.values.numbers import DIGITS, Number, exact, in_words
from callwright.tools.values.numbers import readings as number_readings
from callwright.tools.values.numbers import surfaces as number_surfaces
from callwright.tools.values.parameter import Parameter
from callwright.tools.values.words import words

Surface = tuple[str, str]


@lru_cache(maxsize=4096)
def unit_of(name: str, description: str) -> str | None:
    """The unit named by the parameter, else by its description."""
    units: dict[str, dict[str, Any]] = words("measures")["units"]
    for text in (snake(name).replace("_", " ").removeprefix("min "), description.lower()):  # `min_pages`: at least so many
        found = {word: unit for unit, row in units.items() for word in row["names"] if len(word) > 1}
        for word in re.findall(r"[a-z]+", text):
            if word in found:
                return found[word]
    return None


def unit_for(parameter: Parameter) -> str | None:
    """The unit of a parameter, its kind's own where neither name nor description tells."""
    return unit_of(parameter.name, parameter.description) or parameter.kind.traits.get("unit")


def surfaces(canonical: Number, unit: str | None, rng: Random) -> list[Surface]:
    """With its unit in full, in words, in a greater one; a bare number where the unit is not known."""
    return list(_forms(canonical, unit, rng)) if unit else number_surfaces(canonical, rng)


def _forms(number: Number, unit: str, rng: Random) -> Iterator[Surface]:
    lists = words("measures")
    names = lists["units"][unit]["names"]
    if number == 1:
        yield lists["one"][unit], "measure:one"
    else:
        yield f"{number} {names[1]}", "measure:digits"
        if isinstance(number, int) and number <= 100:
            yield f"{in_words(number)} {names[1]}", "measure:words"
    for text, (value, of) in lists["fixed"].items():
        if _converted(value, of, unit) == number:
            yield text, "measure:fixed"
    yield from _greater(number, unit, rng)


def _greater(number: Number, unit: str, rng: Random) -> Iterator[Surface]:
    """The same in a greater unit, where it is a small whole number of it: 120 minutes as two hours."""
    lists = words("measures")
    for other, row in lists["units"].items():
        if other in (unit, *lists["never_greater"]) or row["size"] <= lists["units"][unit]["size"]:
            continue
        value = _converted(number, unit, other)
        if value is not None and value in range(1, 13):
            said = lists["one"][other] if value == 1 else f"{rng.choice([str(value), in_words(int(value))])} {row['names'][1]}"
            yield said, f"measure:in_{other}s"


def _converted(number: Number, unit: str, wanted: str) -> Number | None:
    units = words("measures")["units"]
    if units[unit]["dimension"] != units[wanted]["dimension"]:
        return None
    return exact(number * units[unit]["size"] / units[wanted]["size"])


@cache
def _regexes() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    lists = words("measures")
    names = {name: unit for unit, row in lists["units"].items() for name in row["names"]}
    names_or = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    numbers = rf"(?:{DIGITS}|(?:[a-z]+[\s-]){{1,4}})"
    fixed = "|".join(re.escape(text).replace(r"\ ", r"\s+") for text in sorted(lists["fixed"], key=len, reverse=True))
    return re.compile(rf"(?<!\w)({numbers})[\s-]?({names_or})(?!\w)"), re.compile(rf"(?<!\w)(?:{fixed})(?!\w)"), names


def readings(text: str, unit: str | None) -> set[Number]:
    """Every measure in the text, in `unit`; where none has a unit, bare numbers count as such."""
    if unit is None:
        return number_readings(text)
    found = {value for number, of in _mentions(text.lower()) if (value := _converted(number, of, unit)) is not None}
    return found or number_readings(text)


@lru_cache(maxsize=8192)
def _mentions(text: str) -> tuple[tuple[Number, str], ...]:
    counted, fixed, names = _regexes()
    lists = words("measures")
    found = [tuple(lists["fixed"][re.sub(r"\s+", " ", match.group())]) for match in fixed.finditer(text)]
    rest = fixed.sub(" ", text)
    for match in counted.finditer(rest):
        found += [(number, names[match[2]]) for number in number_readings(match[1])]
    found += [(1, unit) for unit, said in lists["one"].items() if re.search(rf"\b{said}\b", rest)]
    return tuple(found)


def usual(unit: str, rng: Random) -> Number:
    number: Number = rng.choice(words("measures")["usual"][unit])
    return number
