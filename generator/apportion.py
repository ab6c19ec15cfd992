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

NO_TOOL = "-"
SHARE_WITHOUT_TOOL: Mapping[str, float] = {"no_call": 0.5}
"""Of what is declined half is about no tool at all: unrelated requests, small talk, general knowledge. Evenly over eight tools
and these it would be a ninth, 23 rows in 2,000, and a student learns from them to decline what is far off."""


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


def over_tools(category: str, capacities: Mapping[str, int], total: int) -> dict[str, int]:
    """A category's rows over its anchor tools, evenly; where rows without a tool have a share of their own, that first.

    >>> over_tools("no_call", {"a": 9, "b": 9, "-": 9}, 8)
    {'a': 2, 'b': 2, '-': 4}
    """
    own = min(capacities.get(NO_TOOL, 0), round(total * SHARE_WITHOUT_TOOL.get(category, 0)))
    if not own:
        return water_fill(capacities, total)
    tools = {tool: capacity for tool, capacity in capacities.items() if tool != NO_TOOL}
    counts = water_fill(tools, total - own)
    own = min(capacities[NO_TOOL], total - sum(counts.values()))
    return {tool: own if tool == NO_TOOL else counts[tool] for tool in capacities}
