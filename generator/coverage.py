"""What the head of a cell's sequence goes through: every way to play it, every style, every parameter present and absent, every
member of an enumeration and every surface form.

The dimensions are gone through side by side, not crossed: a head is about as long as its longest one (36 forms of a date).
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from callwright.generator.variants import Variant
from callwright.templates.filling import UserValues, presence
from callwright.templates.focus import Focus, Level
from callwright.templates.scenario import PlannedCall, Scenario
from callwright.tools.record import record
from callwright.tools.tool import Tool
from callwright.tools.values.draw import forms
from callwright.tools.values.enums import surfaces
from callwright.tools.values.kinds import known_as
from callwright.tools.values.parameter import Parameter, parameter

LONGEST_HEAD = 400
"""Rows after which a cell's head ends, covered or not: an enumeration of thousands of members would have no end."""
FEW_MEMBERS = 60
"""Members of an enumeration up to which each is wanted in every form; more only once each."""
SAMPLE_DAY = date(2025, 11, 19)
"""In the middle of a week, a month and the year: what can be said on any other day too."""

FORMS_OF_TEMPLATES = frozenset({"date:ambiguous", "enum:ambiguous", "several"})
"""How a value is said because its template wants it so, whatever else is wanted."""


@record
class Aim:
    """What one row of a head is for."""

    variant: int
    style: str
    focus: Focus


class Head:
    """The aims of a cell's first rows, until nothing is left to cover. They are made as they are read: 4,000 rows read a third."""

    def __init__(self, variants: Sequence[Variant], styles: Sequence[str], rng: random.Random, values: UserValues | None) -> None:
        self._coming = _aims(variants, list(styles), rng, values)
        self._read: list[Aim] = []

    def at(self, place: int) -> Aim | None:
        """None behind the head."""
        if place >= len(self._read):
            self._read.extend(islice(self._coming, place + 1 - len(self._read)))
        return self._read[place] if place < len(self._read) else None

    def __len__(self) -> int:
        self._read.extend(self._coming)
        return len(self._read)


def _aims(variants: Sequence[Variant], styles: list[str], rng: random.Random, values: UserValues | None) -> Iterator[Aim]:
    rng.shuffle(styles)
    cast = {tool.name: tool for variant in variants for tool in variant.casting.tools.values()}
    open_tools = {name: _Open(tool, rng, values) for name, tool in cast.items()}
    for place in range(LONGEST_HEAD):
        if place >= max(len(variants), len(styles)) and not any(tool.has_more for tool in open_tools.values()):
            return
        way = place % len(variants)
        yield Aim(way, styles[(place + place // len(styles)) % len(styles)], _focus(variants[way], open_tools, rng))


def _focus(variant: Variant, open_tools: Mapping[str, "_Open"], rng: random.Random) -> Focus:
    """A tool that plays two roles is asked for one thing: of a second one only the last would be seen."""
    present: dict[str, frozenset[str]] = {}
    levels: dict[str, dict[str, Level]] = {}
    for role, tool in variant.casting.tools.items():
        if tool.name in present:
            continue
        edge = variant.casting.edges.get(role)
        present[tool.name] = open_tools[tool.name].next_present(rng)
        levels[tool.name] = open_tools[tool.name].next_levels(present[tool.name], edge.parameter if edge else "")
    return Focus(present, levels)


class _Open:
    """What of a tool is still to be covered in a cell."""

    def __init__(self, tool: Tool, rng: random.Random, values: UserValues | None) -> None:
        self.required = tool.required
        self.optional = tool.optional
        self.patterns = [frozenset[str](), *(frozenset([name]) for name in self.optional), frozenset(self.optional)][::-1]
        self.levels = {name: list(_shuffled(levels(tool, name, values), rng)) for name in tool.properties}

    @property
    def has_more(self) -> bool:
        return bool(self.patterns) or any(self.levels.values())

    def next_present(self, rng: random.Random) -> frozenset[str]:
        """Nothing optional, each alone, all; then some at random, so that no head teaches to give always all."""
        share = presence(len(self.optional))
        return self.patterns.pop() if self.patterns else frozenset(name for name in self.optional if rng.random() < share)

    def next_levels(self, present: frozenset[str], given_by_result: str) -> dict[str, Level]:
        names = [name for name in self.levels if (name in present or name in self.required) and name != given_by_result]
        return {name: self.levels[name].pop() for name in names if self.levels[name]}


def _shuffled(found: Sequence[Level], rng: random.Random) -> Iterable[Level]:
    """In an order of the cell's own, taken from the end: each value once before any in a second form."""
    seen: set[str] = set()
    firsts: list[Level] = []
    others: list[Level] = []
    for level in rng.sample(found, len(found)):
        (others if level.given and level.value in seen else firsts).append(level)
        seen.add(level.value)
    return [*others, *firsts]


def levels(tool: Tool, name: str, values: UserValues | None) -> tuple[Level, ...]:
    """Everything there is to see of a parameter: the user's own values, members in each of their forms, else forms."""
    branches = _branches(tool, name)
    own = [value for value in (values or {}).get(name, ()) if any(branch.allows(value) for branch in branches)]
    return tuple(Level(given=(value,)) for value in own) or _levels(tool, name)


@lru_cache(maxsize=4096)
def _levels(tool: Tool, name: str) -> tuple[Level, ...]:
    branches = _branches(tool, name)
    if not branches:
        return ()
    first, rng = branches[0], random.Random(0)
    if len(first.members) > FEW_MEMBERS:
        return tuple(Level(given=(member,)) for member in first.members)
    if first.members:
        return tuple(
            Level(form, (member,))
            for member in first.members
            for _, form in surfaces(member, first.members, first.name, first.description, rng)
        )
    if first.type == "boolean":
        return Level(given=(True,)), Level(given=(False,))
    if first.type == "array" and (items := first.schema.get("items", {}).get("enum")):
        return tuple(Level(given=([item],)) for item in items)
    return tuple(Level(form) for form in forms(known_as(tool, name), tool.properties[name], SAMPLE_DAY))


def _branches(tool: Tool, name: str) -> tuple[Parameter, ...]:
    return parameter(known_as(tool, name), tool.properties[name], tool.properties[name])


def is_followed(scenario: Scenario, focus: Focus) -> bool:
    """Whether of each parameter that is said at all some call says it as wanted."""
    met: set[tuple[str, str]] = set()
    unmet: set[tuple[str, str]] = set()
    for call in asked_for(scenario) if focus.levels else ():
        wanted = focus.levels.get(call.tool.name, {})
        for value in call.values:
            level = wanted.get(value.path)
            if level is not None and value.form not in FORMS_OF_TEMPLATES:
                (met if level.is_met(value.canonical, value.form) else unmet).add((call.tool.name, value.path))
    return unmet <= met


def asked_for(scenario: Scenario) -> list[PlannedCall]:
    """The calls the user means, whether they are made or not."""
    return [call for turn in scenario.turns if turn.role == "user" for call in turn.calls]


def members_of(tool: Tool, name: str) -> tuple[Any, ...]:
    """The values of a closed parameter: an enumeration's members, true and false; empty where the values are open."""
    return tuple(dict.fromkeys(level.given[0] for level in _levels(tool, name) if level.given and _hashable(level.given[0])))


def _hashable(value: Any) -> bool:
    return not isinstance(value, list | dict)
