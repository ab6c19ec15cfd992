"""Parameters that make a range: the first of a pair is not after, or above, the second.

>>> is_range("start_date", "end_date"), is_range("end_date", "start_date"), is_range("date_from", "date_to")
(True, False, True)
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import permutations
from typing import Any

from callwright.tools.values.numbers import Number, mentions
from callwright.tools.values.value import Value
from callwright.tools.values.words import words


@lru_cache(maxsize=4096)
def is_range(first: str, second: str) -> bool:
    """Whether the names differ by one of the pairs only, or are a pair themselves."""
    one, other, pairs = first.casefold(), second.casefold(), words("pairs")
    differ = any(low in one and one.replace(low, high, 1) == other for low, high in pairs["ordered"])
    return differ or (one in pairs["bounded"] and other in pairs["bounds"])


@lru_cache(maxsize=8192)
def _ranges(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in permutations(names, 2) if is_range(*pair))


def exceeds(one: Any, other: Any) -> bool:
    """Whether a number ("three" is one too) is above another, or a date after another; False for what cannot be compared."""
    if isinstance(one, str) and isinstance(other, str):
        if len(one) >= 10:
            return len(one) == len(other) and one[:4].isdecimal() and one[4] == other[4] == "-" and one > other
        one, other = _number(one), _number(other)
    return isinstance(one, int | float) and isinstance(other, int | float) and one > other


@lru_cache(maxsize=4096)
def _number(text: str) -> Number | None:
    """What a text that is nothing but a number says."""
    return next((number for said, number in mentions(text) if said == text), None)


def in_order(values: Sequence[Value]) -> tuple[Value, ...]:
    """The values, where a range is the wrong way round with its ends exchanged."""
    ranges = _ranges(tuple([value.path for value in values]))
    if not ranges:
        return tuple(values)
    found = {value.path: value for value in values}
    for first, second in ranges:
        low, high = found[first], found[second]
        if exceeds(low.canonical, high.canonical):
            found[first], found[second] = replace(high, path=first, kind=low.kind), replace(low, path=second, kind=high.kind)
    return tuple(found.values())


def is_empty_range(values: Sequence[Value]) -> bool:
    """Whether a stay ends on the day it begins, or the like."""
    stays = _stays(tuple([value.path for value in values]))
    if not stays:
        return False
    found = {value.path: value.canonical for value in values}
    return any(found[first] == found[second] for first, second in stays)


@lru_cache(maxsize=8192)
def _stays(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    begins = words("pairs")["never_empty"]
    return tuple(pair for pair in _ranges(names) if any(begin in pair[0].casefold() for begin in begins))
