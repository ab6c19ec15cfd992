"""Times of day a text may mean: what `values.times` reads, and what only grounding lets pass.

>>> sorted(times("between 3 and 5pm"))
['15:00', '17:00']
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from callwright.generator.rules.text import fold
from callwright.tools.values.times import readings

CLOCK = re.compile(r"\b(0?\d|1[0-2]):([0-5]\d)\b")
"""Said without a half of the day it may be either: `7:30 tonight`."""
SHARED_HALF_DAY = re.compile(r"\b(1[0-2]|0?\d)(?:[:.]([0-5]\d))?\s*(?:-|to|and|until|till|or)\s*\d[\d:.]*\s*([ap])\.?\s?m\b")
"""`between 3 and 5pm`: the first hour is of the same half."""


@lru_cache(maxsize=4096)
def times(text: str) -> frozenset[str]:
    """As HH:MM."""
    return frozenset(readings(text)) | frozenset(f"{hour % 24:02}:{minute:02}" for hour, minute in _lenient(fold(text)))


def _lenient(text: str) -> Iterator[tuple[int, int]]:
    for match in CLOCK.finditer(text):
        yield int(match[1]), int(match[2])
        yield int(match[1]) + 12, int(match[2])
    for match in SHARED_HALF_DAY.finditer(text):
        yield int(match[1]) % 12 + (12 if match[3] == "p" else 0), int(match[2] or 0)
