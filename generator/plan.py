"""The plan: what is to be written, before a word of it is.

Per cell (category x anchor tool) the plan is an endless deterministic sequence; a count only says how far it is read. The
order over all cells (`position`) does not depend on how far that is, so that resuming, topping up and growing all read on.
"""

import calendar
import hashlib
import random
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from callwright.generator.holdout import NOTHING, Holdout
from callwright.generator.trace import SIDES, Side
from callwright.templates.casting import Casting, anchor, castings
from callwright.templates.filling import UserValues
from callwright.templates.naming import words_of
from callwright.templates.phrasebook import DEFAULT_SPLIT, Phrasebook, Split
from callwright.templates.scenario import Scenario
from callwright.templates.staging import stage
from callwright.templates.template import Template, UserTurn
from callwright.tools.tool import Tool, Toolset, canonical_json

DEFAULT_MIX: Mapping[str, float] = {
    "single_call": 35, "error_recovery": 15, "multi_step": 20, "parallel": 10, "no_call": 10, "clarify": 6, "confirm": 4,
}  # fmt: skip
"""Shares of accepted rows; renormalised over what the tools and templates allow."""

FIRST_DAY, DAYS = date(2025, 1, 1), 1095
"""Dates that the system text states are drawn from these three years."""
MONTH_END_SHARE = 0.15
NO_DATE_SHARE = 0.1
FULL_LIST_SHARE, SUBSET_SHARE = 0.5, 0.35
"""Tools offered in training: the full list as served, a subset in any order; else the full list in any order."""
GOLDEN = 0.6180339887498949
"""Steps by the golden ratio spread over [0, 1) more evenly than draws, and share no period with anything else in the plan."""
TRIALS = 6
"""Tries before a variant counts as one that these tools cannot play."""

Cell = tuple[str, str]
"""Category and anchor tool (`-` where there is none)."""


@dataclass(frozen=True)
class PlanRow:
    plan_id: str
    """Hash (16 hex digits) of seed, template, called tools, cell and index."""
    position: int
    """Order over all cells."""
    category: str
    tool: str
    template: str
    pattern: str
    fault: str
    style: str
    side: Side
    twin_of: str
    scenario: Scenario


@dataclass(frozen=True)
class Variant:
    """One way to play a cell: a template, its casting, a fault."""

    template: Template
    casting: Casting
    fault: str


class Plan:
    def __init__(
        self,
        tools: Toolset,
        templates: Sequence[Template],
        phrasebook: Phrasebook,
        *,
        seed: int = 0,
        split: Split = DEFAULT_SPLIT,
        values: UserValues | None = None,
        holdout: Holdout = NOTHING,
    ) -> None:
        self.tools = tools
        self.holdout = holdout
        self.phrasebook = phrasebook
        self.seed = seed
        self.split = split
        self.values = values
        self.styles = sorted(phrasebook.grammar["styles"])
        self.variants = self._variants(templates)
        self.cells: tuple[Cell, ...] = tuple(self.variants)

    def rows(self, targets: Mapping[Cell, int], known: Container[str] = ()) -> Iterator[PlanRow]:
        """Rows of each cell up to its target's index, in plan order, less those whose id is known."""
        for index in range(max(targets.values(), default=0)):
            for number, cell in enumerate(self.cells):
                if index >= targets.get(cell, 0):
                    continue
                variant, plan_id = self._head(cell, index)
                if plan_id in known:
                    continue
                row = self._row(cell, index, number, variant, plan_id)
                if row is not None:
                    yield row

    def index_of(self, position: int) -> int:
        """The index within its cell of the row at a position."""
        return position // len(self.cells)

    def at(self, cell: Cell, index: int) -> tuple[Variant, str, int]:
        """How the row at an index of a cell is played, its id and its position."""
        return *self._head(cell, index), index * len(self.cells) + self.cells.index(cell)

    def _head(self, cell: Cell, index: int) -> tuple[Variant, str]:
        variants = self.variants[cell]
        variant = variants[index % len(variants)]
        called = sorted(tool.hash for tool in variant.casting.tools.values())
        parts = [self.seed, variant.template.id, variant.template.version, variant.fault, called, cell, index]
        return variant, hashlib.sha256(canonical_json(parts).encode()).hexdigest()[:16]

    def _row(self, cell: Cell, index: int, number: int, variant: Variant, plan_id: str) -> PlanRow | None:
        rng = random.Random(plan_id)
        side = self.holdout.side(variant.template.id, variant.casting.called, self._side(cell, index))
        scenario = self._stage(variant, rng, side, index // len(self.variants[cell]))
        if scenario is None:
            return None
        return PlanRow(
            plan_id=plan_id,
            position=index * len(self.cells) + number,
            category=cell[0],
            tool=cell[1],
            template=variant.template.id,
            pattern=variant.template.pattern,
            fault=variant.fault,
            style=rng.choice(self.styles),
            side=side,
            twin_of="",
            scenario=scenario,
        )

    def _stage(self, variant: Variant, rng: random.Random, side: Side, turn: int) -> Scenario | None:
        return stage(
            variant.template,
            variant.casting,
            rng,
            today=_today(rng),
            offered=self.holdout.offered(self._offered(variant, rng, side), side),
            fault=variant.fault,
            turn=turn,
            side=side,
            states_today=rng.random() >= NO_DATE_SHARE,
            values=self.values,
        )

    def _side(self, cell: Cell, index: int) -> Side:
        start = int(hashlib.sha256(canonical_json([self.seed, cell]).encode()).hexdigest()[:8], 16) / 2**32
        place = (start + index * GOLDEN) % 1.0
        train, validation, _ = self.split
        return SIDES[0] if place < train else SIDES[1] if place < train + validation else SIDES[2]

    def _offered(self, variant: Variant, rng: random.Random, side: Side) -> tuple[Tool, ...]:
        """The tools served with a row: what it needs (less what it is about missing) and mostly the others; in evaluation all."""
        roles = variant.template.roles
        if variant.template.no_tools:
            return ()
        missing = {tool.name for role, tool in variant.casting.tools.items() if not roles[role].offered}
        needed = [tool for role, tool in variant.casting.tools.items() if roles[role].offered]
        others = [tool for tool in self.tools.values() if tool not in needed and tool.name not in missing]
        draw = rng.random()
        if side != SIDES[0] or draw < FULL_LIST_SHARE:
            return tuple(tool for tool in self.tools.values() if tool.name not in missing)
        if draw < FULL_LIST_SHARE + SUBSET_SHARE:
            others = rng.sample(others, rng.randint(min(1, len(others)), len(others)))
        offered = [*needed, *others]
        rng.shuffle(offered)
        return tuple(offered)

    def _variants(self, templates: Sequence[Template]) -> dict[Cell, tuple[Variant, ...]]:
        """Cells in the order of the categories and the toolset, each with all its playable variants."""
        order = [*self.tools, "-"]
        cast = [(template, casting) for template in templates for casting in self._castings(template)]
        uses = {
            category: Counter(name for template, casting in cast if template.category == category for name in casting.called)
            for category in DEFAULT_MIX
        }
        found: dict[Cell, list[Variant]] = {}
        for template, casting in cast:
            cell = (template.category, anchor(casting, uses[template.category], order))
            for fault in template.faults or ("-",):
                if self._is_playable(variant := Variant(template, casting, fault)):
                    found.setdefault(cell, []).append(variant)
        categories = list(DEFAULT_MIX)
        cells = sorted(found, key=lambda cell: (categories.index(cell[0]), order.index(cell[1])))
        return {cell: tuple(found[cell]) for cell in cells}

    def _castings(self, template: Template) -> list[Casting]:
        return [casting for casting in castings(template, self.tools) if self._has_words(template, casting)]

    def _has_words(self, template: Template, casting: Casting) -> bool:
        """A near miss can be said only where the phrasebook has one for the tool's intent."""
        nears = [role for turn in template.turns if isinstance(turn, UserTurn) and turn.user == "near_miss" for role in turn.of]
        intents = [self.phrasebook.intent_of(words_of(casting.tools[role].name)) for role in nears]
        return all(intent is not None and intent.near_misses for intent in intents)

    def _is_playable(self, variant: Variant) -> bool:
        return any(self._stage(variant, random.Random(trial), SIDES[0], trial) is not None for trial in range(TRIALS))


def _today(rng: random.Random) -> date:
    day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    if rng.random() < MONTH_END_SHARE:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day
