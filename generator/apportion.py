"""Whole numbers from shares: how many rows a category and a tool get.

>>> largest_remainder({"a": 35, "b": 15, "c": 20}, 10)
{'a': 5, 'b': 2, 'c': 3}
>>> water_fill({"a": 2, "b": 10, "c": 10}, 12)
{'a': 2, 'b': 5, 'c': 5}
"""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def largest_remainder(shares: Mapping[Key, float], total: int) -> dict[Key, int]:
    """`total` split in proportion to `shares` (Hamilton's method); ties go to the key that stands first."""
    whole = sum(Fraction(share) for share in shares.values())
    if not whole:
        return dict.fromkeys(shares, 0)
    exact = {key: Fraction(share) * total / whole for key, share in shares.items()}
    counts = {key: int(amount) for key, amount in exact.items()}
    order = sorted(shares, key=lambda key: counts[key] - exact[key])
    for key in order[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def water_fill(capacities: Mapping[Key, int], total: int) -> dict[Key, int]:
    """`total` spread as evenly as `capacities` allow; less than `total` only where they add up to less."""
    counts = dict.fromkeys(capacities, 0)
    left = min(total, sum(capacities.values()))
    while left:
        open_keys = [key for key, capacity in capacities.items() if counts[key] < capacity]
        share = max(left // len(open_keys), 1)
        for key in open_keys[:left]:
            step = min(share, capacities[key] - counts[key])
            counts[key] += step
            left -= step
    return counts
