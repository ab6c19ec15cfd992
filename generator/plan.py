"""The plan: what is to be written, before a word of it is.

Per cell (category x anchor tool) the plan is an endless deterministic sequence; a count only says how far it is read. The
order over all cells (`position`) does not depend on how far that is, so that resuming, topping up and growing all read on.
"""

import calendar
import hashlib
import random
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from callwright.generator.coverage import Aim, Head, is_followed
from callwright.generator.holdout import NOTHING, Holdout
from callwright.generator.offering import Offering
from callwright.generator.trace import SIDES, Side
from callwright.generator.twins import CATEGORY_OF, EVERY, is_simple, twin_of
from callwright.generator.variants import GOLDEN, Variant, variants_by_cell
from callwright.generator.variants import Cell as Cell
from callwright.templates.chains import Chains, chains_among
from callwright.templates.dealing import DEFAULT_SPLIT, Split
from callwright.templates.filling import UserValues
from callwright.templates.focus import ANYTHING, Focus
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import Scenario
from callwright.templates.staging import stage
from callwright.templates.template import Template
from callwright.templates.wording import wording_of
from callwright.tools.dice import Dice
from callwright.tools.record import record
from callwright.tools.tool import Tool, Toolset, canonical_json

DEFAULT_MIX: Mapping[str, float] = {
    "single_call": 35, "error_recovery": 15, "multi_step": 20, "parallel": 10, "no_call": 10, "clarify": 6, "confirm": 4,
}  # fmt: skip
"""Shares of accepted rows; renormalised over what the tools and templates allow."""

FIRST_DAY, DAYS = date(2025, 1, 1).toordinal(), 1095
"""Dates that the system text states are drawn from these three years."""
MONTH_END_SHARE = 0.15
NO_DATE_SHARE = 0.1
FOCUSED_TRIES = 16
"""Tries to say a row's values as its aim wants them: some forms need another day ("next Friday" on a Wednesday names none)."""


@record
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
    refusal: str = ""
    """Of a twin: why its label cannot be told. Such a row is counted and never written."""


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
        chains: Chains | None = None,
        twins: bool = False,
        holdout: Holdout = NOTHING,
    ) -> None:
        self.tools = tools
        self.holdout = holdout
        self.phrasebook = phrasebook
        self.seed = seed
        self.split = split
        self.values = values
        self.styles = sorted(phrasebook.styles)
        self._styles_by_weight = [name for name, style in sorted(phrasebook.styles.items()) for _ in range(style.weight)]
        self.chains = chains or chains_among(tools)
        self.offering = Offering(tools)
        self.variants = variants_by_cell(tools, templates, phrasebook, self.chains, list(DEFAULT_MIX), self._plays)
        self.bases = self._bases() if twins else {}
        self.cells: tuple[Cell, ...] = (*self.variants, *(cell for cell in self.bases if cell not in self.variants))
        self._heads: dict[Cell, Head] = {}
        self._begun: dict[tuple[Cell, int], hashlib._Hash] = {}
        """The ids of a cell's rows of one variant, hashed as far as they are the same."""

    def rows(self, targets: Mapping[Cell, int], known: Container[str] = ()) -> Iterator[PlanRow]:
        """Rows of each cell up to its target's index, in plan order, less those whose id is known."""
        for index in range(max(targets.values(), default=0)):
            for number, cell in enumerate(self.cells):
                if index < targets.get(cell, 0):
                    row = self._row_at(cell, index, index * len(self.cells) + number, known)
                    if row is not None:
                        yield row

    def _row_at(self, cell: Cell, index: int, position: int, known: Container[str]) -> PlanRow | None:
        """None where the row is known or cannot be played."""
        is_twin, place = self._turn(cell, index)
        return self._twin(cell, place, position, known) if is_twin else self._row(cell, place, position, known)

    def _turn(self, cell: Cell, index: int) -> tuple[bool, int]:
        """Whether a twin stands at this index, and its place among the cell's twins, else among the others."""
        if cell not in self.bases:
            return False, index
        turn = index // EVERY if cell in self.variants else index
        is_twin = cell not in self.variants or index % EVERY == EVERY - 1
        return is_twin, turn if is_twin else index - turn

    def index_of(self, position: int) -> int:
        """The index within its cell of the row at a position."""
        return position // len(self.cells)

    def at(self, cell: Cell, index: int) -> tuple[str, int]:
        """Id and position of the row at an index of a cell."""
        is_twin, place = self._turn(cell, index)
        plan_id = self._twin_at(cell, place)[-1] if is_twin else self._placed(cell, place)[1]
        return plan_id, index * len(self.cells) + self.cells.index(cell)

    def aim_at(self, cell: Cell, index: int) -> Aim | None:
        """What the row at an index of a cell is for; None behind the head, and where a twin stands."""
        is_twin, place = self._turn(cell, index)
        return None if is_twin else self.head(cell).at(place)

    def head(self, cell: Cell) -> Head:
        """What the first rows of the cell are for."""
        if cell not in self._heads:
            rng = Dice(canonical_json(["head", self.seed, cell]))
            self._heads[cell] = Head(self.variants[cell], self._styles_by_weight, rng, self.values)
        return self._heads[cell]

    def _placed(self, cell: Cell, index: int) -> tuple[Variant, str]:
        variants = self.variants[cell]
        place = index % len(variants)
        begun = self._begun.get((cell, place))
        if begun is None:
            begun = self._begun[cell, place] = hashlib.sha256(self._named_by(cell, variants[place]).encode())
        named = begun.copy()
        named.update(f",{index}]".encode())
        return variants[place], named.hexdigest()[:16]

    def _named_by(self, cell: Cell, variant: Variant) -> str:
        """What the ids of a cell's rows of one variant are made of, as an open JSON list that the index closes."""
        called = sorted(tool.hash for tool in variant.casting.tools.values())
        parts = [self.seed, variant.template.id, variant.template.version, variant.fault, called, cell]
        return canonical_json(parts).removesuffix("]")

    def _row(self, cell: Cell, place: int, position: int, known: Container[str]) -> PlanRow | None:
        """The cell's row of this place, twins not counted."""
        variant, plan_id = self._placed(cell, place)
        if plan_id in known:
            return None
        rng = Dice(f"row {plan_id}")
        side = self.holdout.side(variant.template.id, variant.casting.cast, self._side(cell, place))
        aim = self.head(cell).at(place)
        scenario = self._scenario(variant, rng, side, aim.focus if aim else ANYTHING)
        if scenario is None:
            return None
        return PlanRow(
            plan_id=plan_id,
            position=position,
            category=cell[0],
            tool=cell[1],
            template=variant.template.id,
            pattern=variant.template.pattern,
            fault=variant.fault,
            style=aim.style if aim else rng.choice(self._styles_by_weight),
            side=side,
            twin_of="",
            scenario=scenario,
        )

    def _bases(self) -> dict[Cell, tuple[tuple[Cell, int], ...]]:
        """Cell with twins -> the single_call cells, and the places in their rotation, that these are twins of."""
        simple: dict[Cell, list[int]] = {}
        for cell, variants in self.variants.items():
            if cell[0] == CATEGORY_OF["renamed"]:
                simple[cell] = [place for place, variant in enumerate(variants) if is_simple(variant)]
        every = [(cell, place) for cell, places in simple.items() for place in places]
        found: dict[Cell, tuple[tuple[Cell, int], ...]] = {}
        for kind in ("missing_tool", "missing_value"):
            for cell in self.variants:
                mine = tuple((base, place) for base, place in every if base[1] == cell[1] and cell[0] == CATEGORY_OF[kind])
                found |= {cell: mine} if mine else {}
        return {**found, (CATEGORY_OF["renamed"], "-"): tuple(sorted(every, key=lambda one: one[1]))} if every else {}

    def _twin(self, cell: Cell, turn: int, position: int, known: Container[str]) -> PlanRow | None:
        """The twin of a single_call row; it says what that row says, on the same side."""
        kind, base_cell, place, plan_id = self._twin_at(cell, turn)
        if plan_id in known:
            return None
        base = self._row(base_cell, place, position, ())
        rng = Dice(f"row {plan_id}")
        twin = twin_of(kind, base.scenario, base.side, self.chains, self._unlike(cell[1]), rng) if base else None
        if base is None or twin is None:
            return None
        return replace(
            base,
            plan_id=plan_id,
            category=cell[0],
            tool=cell[1],
            template=twin.scenario.template,
            pattern=kind,
            twin_of=base.plan_id,
            scenario=twin.scenario,
            refusal=twin.refusal,
        )

    def _unlike(self, tool: str) -> list[Tool]:
        """The distractors of another intent than the tool: beside one of the same the request would have to be plainer."""
        meant = wording_of(self.tools[tool], self.phrasebook).intent if tool in self.tools else None
        return [
            other for other in self.offering.distractors if meant is None or wording_of(other, self.phrasebook).intent is not meant
        ]

    def _twin_at(self, cell: Cell, turn: int) -> tuple[str, Cell, int, str]:
        """Kind of a cell's twin, cell and place of the row that it is a twin of, and its id."""
        kind = next(kind for kind, category in CATEGORY_OF.items() if category == cell[0])
        bases = self.bases[cell]
        base_cell, start = bases[turn % len(bases)]
        place = start + len(self.variants[base_cell]) * (turn // len(bases))
        plan_id = hashlib.sha256(f"{kind} {self._placed(base_cell, place)[1]}".encode()).hexdigest()[:16]
        return kind, base_cell, place, plan_id

    def _scenario(self, variant: Variant, rng: random.Random, side: Side, focus: Focus) -> Scenario | None:
        """One that does what the focus wants, else the last that could be staged, if need be without it: a number out of range
        needs a number."""
        staged = None
        for attempt in range(FOCUSED_TRIES):
            can_follow = staged is not None or attempt < FOCUSED_TRIES // 2
            staged = self._stage(variant, rng, side, focus if can_follow else ANYTHING) or staged
            if staged is not None and (not can_follow or is_followed(staged, focus)):
                return staged
        return staged

    def _stage(self, variant: Variant, rng: random.Random, side: Side, focus: Focus) -> Scenario | None:
        return stage(
            variant.template,
            variant.casting,
            rng,
            today=_today(rng),
            offered=self.holdout.offered(self.offering.offered(variant, rng, side), side),
            fault=variant.fault,
            focus=focus,
            side=side,
            states_today=rng.random() >= NO_DATE_SHARE,
            values=self.values,
        )

    def _plays(self, variant: Variant, rng: random.Random) -> bool:
        return self._stage(variant, rng, SIDES[0], ANYTHING) is not None

    def _side(self, cell: Cell, index: int) -> Side:
        place = (_start(self.seed, cell) + index * GOLDEN) % 1.0
        train, validation, _ = self.split
        return SIDES[0] if place < train else SIDES[1] if place < train + validation else SIDES[2]


@lru_cache(maxsize=65536)
def _start(seed: int, cell: Cell) -> float:
    """Where in [0, 1) a cell's sides begin."""
    return int(hashlib.sha256(canonical_json([seed, cell]).encode()).hexdigest()[:8], 16) / 2**32


def _today(rng: random.Random) -> date:
    day = date.fromordinal(FIRST_DAY + rng.randint(0, DAYS - 1))
    if rng.random() < MONTH_END_SHARE:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day
