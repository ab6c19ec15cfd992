"""Numbers as people say them, with their units, and what follows from them.

>>> {6, 1250.5, 5000} <= {quantity.value for quantity in quantities("half a dozen crates, 1,250.50 kg and 5k")}
True
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from callwright.generator.rules.context import context
from callwright.generator.rules.speech import any_of
from callwright.generator.rules.text import fold, spoken
from callwright.tools.values.numbers import mentions, telling
from callwright.tools.values.word_places import first_words, places

DIGIT = re.compile(r"\d")
GLUED = re.compile(r"\d(?<=[a-z_#$€£¥\-]\d)\d*(?:\.\d+)?(?![\d:])")
"""Numbers right after a letter or sign, which are part of a name: `v2`, `web-07`. What stands before the digit is looked at after
it, for digits are quick to find."""
PLAIN = re.compile(r"\d+(?:\.\d+)?")
GROUPED = re.compile(r"\d(?<![\d.,]\d)\d{0,2}(?:[ '\u00a0]\d{3})+(?!\d)")
UNIT = re.compile(r"[\s-]*(%|[a-z$€£°]+)")
CLOSE = 1e-6


class Quantity(NamedTuple):
    value: float
    unit: str
    """The word right after it, folded; empty at the end."""
    text: str


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    folded = fold(text)
    written = _written(folded) if DIGIT.search(folded) else ()
    return (*_said(folded), *written, *_fixed(folded))


def numbers_in(text: str) -> Iterator[tuple[str, float]]:
    """What `numbers.mentions` reads as whole words: not the ten of `written`. Most answers say none, which is seen in a sixth of
    the time that reading takes."""
    if text.isascii() and not DIGIT.search(text) and telling().isdisjoint(spoken(text)):
        return iter(())
    return ((said, value) for said, value, _, _ in _placed(text))


def _placed(text: str) -> Iterator[tuple[str, float, int, int]]:
    end = 0
    for said, value in mentions(text):
        start = text.index(said, end)
        end = start + len(said)
        if not (said[:1].isalpha() and text[start - 1 : start].isalpha()):
            yield said, value, start, end


def _said(text: str) -> Iterator[Quantity]:
    """A number with a scale counts also by its digits, for `5 m` may be metres."""
    for said, value, start, end in _placed(text):
        yield Quantity(value, _unit(text, end), said)
        if (digits := PLAIN.match(said)) and len(digits.group()) < len(said):
            yield Quantity(float(digits.group()), _unit(text, start + len(digits.group())), digits.group())


def _written(text: str) -> Iterator[Quantity]:
    for match in GLUED.finditer(text):
        yield Quantity(float(match.group()), _unit(text, match.end()), match.group())
    for match in GROUPED.finditer(text):
        yield Quantity(float(re.sub(r"\D", "", match.group())), _unit(text, match.end()), match.group())


def _unit(text: str, end: int) -> str:
    unit = UNIT.match(text, end)
    return unit.group(1) if unit else ""


class _Fixed(NamedTuple):
    values: Mapping[str, list[float]]
    pattern: re.Pattern[str]
    first: frozenset[str]


@cache
def _words() -> _Fixed:
    values: dict[str, list[float]] = context("numbers")
    return _Fixed(values, any_of(values), first_words(values))


def _fixed(text: str) -> Iterator[Quantity]:
    values, pattern, first = _words()
    end = 0
    for start, _ in places(text, first):
        if start >= end and (match := pattern.match(text, start)):
            end = match.end()
            for value in values[match.group()]:
                yield Quantity(value, _unit(text, end), match.group())


def equal(a: float, b: float) -> bool:
    return abs(a - b) <= CLOSE * max(1.0, abs(a), abs(b))


def converted(quantity: Quantity) -> Iterator[tuple[float, str]]:
    """The quantity in every other unit of its kind, and as a share where it is a percentage."""
    if quantity.unit in ("%", "percent", "per", "pct"):
        yield quantity.value / 100, "a percentage"
        yield 1 - quantity.value / 100, "a percentage"
        yield 1 + quantity.value / 100, "a percentage"
    singular = quantity.unit.removesuffix("s") or quantity.unit
    for kind, factors in context("units").items():
        factor = factors.get(quantity.unit) or factors.get(singular)
        if factor:
            for unit, other in factors.items():
                yield quantity.value * factor / other, f"{kind} in {unit}"
