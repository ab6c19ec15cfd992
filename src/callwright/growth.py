"""Growing the store: plan -> teacher -> validator -> store -> deduplicate -> top up, until every cell has what it should.

A round reads each cell of the plan up to a target and is completed before the next target is set, so that the rounds, and with
them the rows, are the same whether the run was interrupted, resumed, or asked for less before.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeVar

from callwright.errors import InputError
from callwright.generator.apportion import largest_remainder, water_fill
from callwright.generator.generate import generate
from callwright.generator.plan import Cell, Plan, PlanRow
from callwright.generator.rows import Row, call_rows, finding_rows, plan_row, trace_row
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.teacher import Teacher
from callwright.generator.trace import Trace, Verdict
from callwright.progress import Advance
from callwright.revision import carried_id
from callwright.store.balance import balanced
from callwright.store.database import Store
from callwright.store.duplicates import deduplicate
from callwright.store.runs import kept_positions, known_plan_ids

BATCH = 500
"""Traces a transaction: some tenths of a second of work are lost at a kill, and the file is free between two."""
RESERVE = 1.04
"""A round reads a little more than is missing: some rows are rejected or duplicates."""
LEAST_YIELD = 0.1
"""A cell whose last round brought less than this share of what was read has nothing more to give."""

Item = TypeVar("Item")


def shares_of(cells: Sequence[Cell], mix: Mapping[str, float], count: int, max_per_tool: int | None = None) -> dict[Cell, int]:
    """Rows wanted of each cell: categories by largest remainder, evenly over the tools within each.

    InputError where `max_per_tool` allows less than `count` rows.
    """
    if max_per_tool is not None:
        capped = balanced({cell: count for cell in cells if mix.get(cell[0])}, mix, count, max_per_tool)
        if sum(capped.values()) < count:
            raise InputError(f"--max-per-tool {max_per_tool} leaves {sum(capped.values())} of --count {count} rows; change one")
        return {cell: capped.get(cell, 0) for cell in cells}
    categories = dict.fromkeys(category for category, _ in cells)
    per_category = largest_remainder({category: mix.get(category, 0) for category in categories}, count)
    return {
        cell: wanted
        for category, total in per_category.items()
        for cell, wanted in water_fill({cell: total for cell in cells if cell[0] == category}, total).items()
    }


@dataclass(frozen=True)
class Source:
    """Where rows come from and who writes and stores them."""

    store: Store
    run_id: str
    plan: Plan
    ready: Sequence[PlanRow]
    """Given by the user; they stand before every planned row."""
    teacher: Teacher
    system: SystemText
    max_per_phrasing: int | None = None
    follows: str | None = None
    """The run before, where tools were edited since: its traces stand in the store too."""

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(dict.fromkeys([*self.plan.cells, *((row.category, row.tool) for row in self.ready)]))

    def own(self, trace: Trace) -> Trace:
        """The trace under an id that no trace of the run before has."""
        return trace if self.follows is None else replace(trace, trace_id=carried_id(self.run_id, trace.trace_id))


def grow(source: Source, goals: Mapping[Cell, int], advance: Advance) -> dict[Cell, int]:
    """Rounds until each cell has its goal or gives no more. Returns the rows kept of each cell, up to its goal."""
    plan, total = source.plan, sum(goals.values())
    kept = _round(source, {}, total, advance)
    dry = set(source.cells) - set(plan.cells)
    targets = dict.fromkeys(plan.cells, 0)
    while True:
        goals = _redistributed(goals, kept, dry)
        missing = {cell: goal - kept[cell] for cell, goal in goals.items() if goal > kept[cell] and cell not in dry}
        if not missing:
            return {cell: min(kept[cell], goal) for cell, goal in goals.items()}
        before, read = kept, {cell: math.ceil(lack * RESERVE) + 1 for cell, lack in missing.items()}
        targets = {cell: target + read.get(cell, 0) for cell, target in targets.items()}
        kept = _round(source, targets, total, advance)
        dry |= {cell for cell, rows in read.items() if kept[cell] - before[cell] < LEAST_YIELD * rows}


def _round(source: Source, targets: Mapping[Cell, int], total: int, advance: Advance) -> dict[Cell, int]:
    """The ready rows and the plan up to the targets, less what the store has. Returns what is kept of each cell."""
    known = known_plan_ids(source.store, source.run_id)
    rows = chain((row for row in source.ready if row.plan_id not in known), source.plan.rows(targets, known))
    done = len(known)
    for batch in _batches(rows, BATCH):
        judged = [(source.own(trace), verdict) for trace, verdict in generate(batch, source.teacher, source.system)]
        source.store.append(_batch(source.run_id, batch, judged))
        done += len(batch)
        advance(min(done, total), total)
    deduplicate(source.store, source.run_id, max_per_phrasing=source.max_per_phrasing)
    return _kept(source, targets)


def _redistributed(goals: Mapping[Cell, int], kept: Mapping[Cell, int], dry: set[Cell]) -> Mapping[Cell, int]:
    """What dry cells cannot give is asked of the other tools of the same category."""
    if not dry:
        return goals
    result: dict[Cell, int] = {}
    for category in dict.fromkeys(category for category, _ in goals):
        cells = {cell: goal for cell, goal in goals.items() if cell[0] == category}
        total = sum(cells.values())
        result |= water_fill({cell: kept[cell] if cell in dry else total for cell in cells}, total)
    return {cell: result[cell] for cell in goals}


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _kept(source: Source, targets: Mapping[Cell, int]) -> dict[Cell, int]:
    """Rows kept of each cell among those read so far; later ones in the store (an earlier, larger run) do not count yet."""
    counts = dict.fromkeys(source.cells, 0)
    for category, tool, position in kept_positions(source.store, source.run_id):
        if position < 0 or source.plan.index_of(position) < targets.get((category, tool), 0):
            counts[category, tool] += 1
    return counts


def _batch(run_id: str, rows: list[PlanRow], judged: list[tuple[Trace, Verdict]]) -> dict[str, list[Row]]:
    """The rows of each table for one batch."""
    accepted = {trace.plan_id: verdict.accepted for trace, verdict in judged}
    planned = [plan_row(row, "accepted" if accepted[row.plan_id] else "rejected") for row in rows]
    return {
        "plan_row": [{"run_id": run_id, **row} for row in planned],
        "trace": [trace_row(trace, verdict) for trace, verdict in judged],
        "call": [row for trace, _ in judged for row in call_rows(trace)],
        "finding": [row for trace, verdict in judged for row in finding_rows(trace, verdict)],
    }
