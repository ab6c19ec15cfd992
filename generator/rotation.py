"""The order in which the variants of a cell take turns: by templates first, so that one with many castings gets no more rows."""

from collections.abc import Sequence
from math import ceil
from typing import Protocol, TypeVar

from callwright.templates.template import Template


class Played(Protocol):
    @property
    def template(self) -> Template: ...


Variant = TypeVar("Variant", bound=Played)


def rotation(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """A cycle that holds every variant: templates in proportion to their `share`, the variants of each one after another."""
    groups: dict[str, list[Variant]] = {}
    for variant in variants:
        groups.setdefault(variant.template.id, []).append(variant)
    shares = {name: group[0].template.share for name, group in groups.items()}
    cycles = max((ceil(len(group) / shares[name]) for name, group in groups.items()), default=0)
    turns = _spread(shares)
    taken = dict.fromkeys(groups, 0)
    order: list[Variant] = []
    for name in turns * cycles:
        group = groups[name]
        order.append(group[taken[name] % len(group)])
        taken[name] += 1
    return tuple(order)


def _spread(shares: dict[str, int]) -> list[str]:
    """Each name as often as its share, the repeats apart from each other.

    >>> _spread({"a": 3, "b": 1})
    ['a', 'a', 'b', 'a']
    """
    places = [((turn + 0.5) / share, number, name) for number, (name, share) in enumerate(shares.items()) for turn in range(share)]
    return [name for _, _, name in sorted(places)]
