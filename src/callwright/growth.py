"""Growing the store: plan -> teacher -> validator -> store -> deduplicate -> top up, until every cell has what it should.

A round reads each cell of the plan up to a target and is completed before the next target is set, so that the rounds, and with
them the rows, are the same whether the run was interrupted, resumed, or asked for less before.
"""

import math
import time
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from callwright.errors import CallwrightError, InputError
from callwright.generator.apportion import over_tools
from callwright.generator.generate import Written, write
from callwright.generator.outlook import shares_of
from callwright.generator.plan import Cell, Plan, PlanRow
from callwright.generator.rows import (
    Row,
    call_rows,
    finding_rows,
    plan_row,
    refusal_row,
    request_rows,
    tool_row,
    trace_row,
)  # fmt: skip
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.teacher import Teacher
from callwright.generator.trace import Trace
from callwright.progress import Advance
from callwright.revision import carried_id
from callwright.store.balance import balanced
from callwright.store.database import Store
from callwright.store.duplicates import deduplicate
from callwright.store.runs import kept_positions, known_plan_ids

BATCH, AGE = 1000, 2.0
"""Traces a transaction, and seconds that the first of them waits for the others: so much work is lost at a kill (what a server was
paid for is in its teacher's journal), and the file is free between two. With twice as many a trace is stored in a ninth less time,
and a run takes 4 to 11 MB more."""
RESERVE = 1.04
"""A round reads a little more than is missing: some rows are rejected or duplicates."""
LEAST_YIELD = 0.1
"""A cell whose last round brought less than this share of what was read has nothing more to give."""
VAIN = 10
"""Rows of a cell that a paid teacher writes in vain, one after another, before that is said of it: rounds of one row are usual."""

OTHER_HALF = "its other half was written before the tools were edited"


def goals_of(cells: Sequence[Cell], mix: Mapping[str, float], count: int, max_per_tool: int | None = None) -> dict[Cell, int]:
    """Rows wanted of each cell. InputError where `max_per_tool` allows less than `count` rows."""
    if max_per_tool is None:
        return shares_of(cells, mix, count)
    capped = balanced({cell: count for cell in cells if mix.get(cell[0])}, mix, count, max_per_tool)
    if sum(capped.values()) < count:
        raise InputError(f"--max-per-tool {max_per_tool} leaves {sum(capped.values())} of --count {count} rows; change one")
    return {cell: capped.get(cell, 0) for cell in cells}


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
    paid: bool = False
    """The teacher costs something for each row."""
    max_per_phrasing: int | None = None
    follows: str | None = None
    """The run before, where tools were edited since: its traces stand in the store too."""
    taken: Collection[str] = ()
    """Places of the plan that hold rows of the run before, other ones than planned: nothing is written as their twin."""
    benchmarks: Sequence[Path] = ()
    """A row near a text of theirs does not count."""

    @cached_property
    def stored(self) -> set[str]:
        """Hashes of the tools that the store has: the user's own, and others that were offered beside them so far."""
        return {tool.hash for tool in self.plan.tools.values()}

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(dict.fromkeys([*self.plan.cells, *((row.category, row.tool) for row in self.ready)]))

    def rows(self, targets: Mapping[Cell, int], known: Container[str]) -> Iterator[PlanRow]:
        for row in self.plan.rows(targets, known):
            yield replace(row, refusal=OTHER_HALF) if row.twin_of in self.taken else row

    def own(self, trace: Trace) -> Trace:
        """The trace under an id that no trace of the run before has."""
        return trace if self.follows is None else replace(trace, trace_id=carried_id(self.run_id, trace.trace_id))


def grow(source: Source, goals: Mapping[Cell, int], advance: Advance) -> dict[Cell, int]:
    """Rounds until each cell has its goal or gives no more. Returns the rows kept of each cell, up to its goal."""
    plan, total = source.plan, sum(goals.values())
    kept = _round(source, {}, total, advance)
    dry = set(source.cells) - set(plan.cells)
    targets, vain = dict.fromkeys(plan.cells, 0), dict.fromkeys(plan.cells, 0)
    while True:
        goals = _redistributed(goals, kept, dry)
        missing = {cell: goal - kept[cell] for cell, goal in goals.items() if goal > kept[cell] and cell not in dry}
        if not missing:
            return {cell: min(kept[cell], goal) for cell, goal in goals.items()}
        before, read = kept, {cell: _ahead(lack, source.paid) for cell, lack in missing.items()}
        targets = {cell: target + read.get(cell, 0) for cell, target in targets.items()}
        kept = _round(source, targets, total, advance)
        for cell, rows in read.items():
            vain[cell] = vain[cell] + rows if kept[cell] - before[cell] < LEAST_YIELD * rows else 0
        dry |= {cell for cell, rows in vain.items() if rows > (VAIN if source.paid else 0)}


def _ahead(lack: int, paid: bool) -> int:
    """Rows to read of a cell that lacks so many. Where each is paid for, no more than that: what is too much is lost."""
    return lack if paid else math.ceil(lack * RESERVE) + 1


def _round(source: Source, targets: Mapping[Cell, int], total: int, advance: Advance) -> dict[Cell, int]:
    """The ready rows and the plan up to the targets, less what the store has. Returns what is kept of each cell."""
    known = known_plan_ids(source.store, source.run_id)
    rows = chain((row for row in source.ready if row.plan_id not in known), source.rows(targets, known))
    done = len(known)
    refused: list[PlanRow] = []
    for batch in _batches(write(_accepted(rows, refused), source.teacher, source.system)):
        own = [written._replace(trace=source.own(written.trace)) for written in batch]
        source.store.append(batch_rows(source.run_id, source.stored, own, _taken(refused)))
        done += len(batch)
        advance(min(done, total), total)
    if refused:
        source.store.append(batch_rows(source.run_id, source.stored, [], refused))
    deduplicate(source.store, source.run_id, max_per_phrasing=source.max_per_phrasing)
    return _kept(source, targets)


def _redistributed(goals: Mapping[Cell, int], kept: Mapping[Cell, int], dry: set[Cell]) -> Mapping[Cell, int]:
    """What dry cells cannot give is asked of the other tools of the same category."""
    if not dry:
        return goals
    result: dict[Cell, int] = {}
    for category in dict.fromkeys(category for category, _ in goals):
        cells = [cell for cell in goals if cell[0] == category]
        total = sum(goals[cell] for cell in cells)
        room = {cell[1]: kept[cell] if cell in dry else total for cell in cells}
        result |= {(category, tool): rows for tool, rows in over_tools(category, room, total).items()}
    return {cell: result[cell] for cell in goals}


def _batches(written: Iterable[Written]) -> Iterator[list[Written]]:
    """BATCH rows, or as many as came in AGE seconds; what a teacher finished before it gave up is handed on first."""
    batch: list[Written] = []
    until = math.inf
    try:
        for row in written:
            batch.append(row)
            until = min(until, time.monotonic() + AGE)
            if len(batch) == BATCH or time.monotonic() > until:
                yield batch
                batch, until = [], math.inf
    except (CallwrightError, KeyboardInterrupt):
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _kept(source: Source, targets: Mapping[Cell, int]) -> dict[Cell, int]:
    """Rows kept of each cell among those read so far; later ones in the store (an earlier, larger run) do not count yet."""
    counts = dict.fromkeys(source.cells, 0)
    for category, tool, position in kept_positions(source.store, source.run_id, source.benchmarks):
        if position < 0 or source.plan.index_of(position) < targets.get((category, tool), 0):
            counts[category, tool] += 1
    return counts


def _accepted(rows: Iterable[PlanRow], refused: list[PlanRow]) -> Iterator[PlanRow]:
    """The rows to write; twins that were refused when they were planned are put aside."""
    for row in rows:
        if row.refusal:
            refused.append(row)
        else:
            yield row


def _taken(rows: list[PlanRow]) -> list[PlanRow]:
    """What is in the list by now, and out of it; a teacher that reads ahead may add more meanwhile."""
    taken = rows[:]
    del rows[: len(taken)]
    return taken


def batch_rows(run_id: str, stored: set[str], written: Sequence[Written], refused: Sequence[PlanRow] = ()) -> dict[str, list[Row]]:
    """The rows of each table for one batch. `stored`: hashes of the tools that the store has; those of the batch are added."""
    planned = [plan_row(row, "accepted" if verdict.accepted else "rejected") for row, _, _, verdict in written]
    planned += [plan_row(row, "rejected") for row in refused]
    foreign = {tool.hash: tool for _, _, trace, _ in written for tool in trace.tools if tool.hash not in stored}
    stored |= foreign.keys()
    findings = [row for _, _, trace, verdict in written for row in finding_rows(trace, verdict)]
    return {
        "tool": [tool_row(tool, foreign=True) for tool in foreign.values()],
        "plan_row": [{"run_id": run_id, **row} for row in planned],
        "trace": [trace_row(trace, verdict) for _, _, trace, verdict in written],
        "call": [row for _, _, trace, _ in written for row in call_rows(trace)],
        "finding": [*findings, *(refusal_row(row) for row in refused)],
        "request": request_rows(request for _, words, _, _ in written for request in words.requests),
    }
