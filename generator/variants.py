"""The ways a plan's cells can be played: which template, cast with which tools, with which fault."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from callwright.generator.rotation import rotation
from callwright.templates.casting import Casting, anchor, castings
from callwright.templates.chains import Chains
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.template import Template, UserTurn
from callwright.templates.wording import wording_of
from callwright.tools.dice import Dice
from callwright.tools.tool import Tool, Toolset

Cell = tuple[str, str]
"""Category and anchor tool (`-` where there is none)."""
GOLDEN = 0.6180339887498949
"""Steps by the golden ratio spread over [0, 1) more evenly than draws, and share no period with anything else in the plan."""
TRIES = 3
"""Tries before a variant counts as one that these tools cannot play: of 6,500 that can, 2 needed a second."""
Part = tuple[str, str, str, str]
"""Template, fault, role and tool."""


@dataclass(frozen=True)
class Variant:
    """One way to play a cell: a template, its casting, a fault."""

    template: Template
    casting: Casting
    fault: str

    @cached_property
    def missing(self) -> frozenset[str]:
        """Names of the tools that the request is for and that are not offered."""
        roles = self.template.roles
        return frozenset(tool.name for role, tool in self.casting.tools.items() if not roles[role].offered)

    @cached_property
    def needed(self) -> tuple[Tool, ...]:
        """The other tools of the casting."""
        roles = self.template.roles
        return tuple(dict.fromkeys(tool for role, tool in self.casting.tools.items() if roles[role].offered))

    @cached_property
    def says(self) -> frozenset[str]:
        """The speech acts of its user."""
        return frozenset(turn.user for turn in self.template.turns if isinstance(turn, UserTurn))


def variants_by_cell(
    tools: Toolset,
    templates: Sequence[Template],
    book: Phrasebook,
    chains: Chains,
    categories: Sequence[str],
    plays: Callable[[Variant, random.Random], bool],
) -> dict[Cell, tuple[Variant, ...]]:
    """Cells in the order of `categories` and of the toolset, each with all its variants that `plays` finds playable."""
    order = [*tools, "-"]
    cast = [
        (template, casting)
        for template in templates
        for casting in castings(template, tools, chains)
        if _has_words(template, casting, book)
    ]
    uses = {
        category: Counter(name for template, casting in cast if template.category == category for name in casting.called)
        for category in categories
    }
    found: dict[Cell, list[Variant]] = {}
    proven: set[Part] = set()
    for template, casting in cast:
        cell = (template.category, anchor(casting, uses[template.category], order))
        for fault in template.faults or ("-",):
            variant = Variant(template, casting, fault)
            if _is_playable(variant, plays, proven):
                found.setdefault(cell, []).append(variant)
    cells = sorted(found, key=lambda cell: (categories.index(cell[0]), order.index(cell[1])))
    return {cell: _rotated(rotation(found[cell]), number) for number, cell in enumerate(cells)}


def _is_playable(variant: Variant, plays: Callable[[Variant, random.Random], bool], proven: set[Part]) -> bool:
    """Tried out, but where each of its tools has played the same part in other castings and none needs what another returns."""
    parts = {(variant.template.id, variant.fault, role, tool.name) for role, tool in variant.casting.tools.items()}
    if variant.casting.edges:
        return any(plays(variant, Dice(trial)) for trial in range(TRIES))
    if not (parts and parts <= proven):
        if not any(plays(variant, Dice(trial)) for trial in range(TRIES)):
            return False
        proven |= parts
    return True


def _rotated(variants: tuple[Variant, ...], number: int) -> tuple[Variant, ...]:
    """Each cell begins elsewhere, so that a few rows of every cell together show more."""
    start = int(len(variants) * (number * GOLDEN % 1.0))
    return (*variants[start:], *variants[:start])


def _has_words(template: Template, casting: Casting, book: Phrasebook) -> bool:
    """A near miss can be said only where the phrasebook has one for the tool's intent."""
    nears = [role for turn in template.turns if isinstance(turn, UserTurn) and turn.user == "near_miss" for role in turn.of]
    intents = [wording_of(casting.tools[role], book).intent for role in nears]
    return all(intent is not None and intent.near_misses for intent in intents)
