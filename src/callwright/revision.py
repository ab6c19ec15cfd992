"""A run whose tools were edited: the next run carries over what still holds, and only the rest is written anew.

A row that *called* an edited tool is stale: it is judged anew against the new definition. One where the tool was only offered is
rendered anew. What is carried over keeps its place in the plan, whatever the new plan would have put there, and comes before
what is written anew where duplicates are dropped and where a dataset is chosen: what nobody touched stays what it was. The run
before stays as it is, with its stale rows marked, so that its datasets can still be asked about; should its tools come back, they
are marked no longer.
"""

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from callwright.edits import Edit, edit_between
from callwright.generator.plan import Plan
from callwright.generator.rows import Row, call_rows, finding_rows, trace_row
from callwright.generator.rules import judge
from callwright.generator.system_text import SystemText
from callwright.generator.trace import Message, Trace, Verdict
from callwright.store.database import Store
from callwright.store.runs import BY_HAND, known_plan_ids
from callwright.store.schema import statements
from callwright.store.succession import carried_places, lineage_of, mark_stale
from callwright.store.traces import trace_of
from callwright.tools.call import Finding

Carried = tuple[Row, Trace, Verdict]
"""Plan row, trace and verdict of a row carried over."""

BATCH = 500
SEEN_ANEW = 24
"""Where an edit adds a parameter or a member, those of the first so many rows of a cell that the plan wants to show it in are
written anew: else nobody would ever use what is new."""


@dataclass(frozen=True)
class Revision:
    """What became of the rows of the run before."""

    before: str
    """The run that is followed."""
    changed: Sequence[str]
    """Names of the tools that were edited, renamed or taken away, as they were."""
    stale: int
    """Rows that called one of them."""
    held: int
    """Of these, rows carried over: they hold under the new definitions. The others are written anew."""
    rendered: int
    """Rows that called none of them and were carried over, with the tools they offer as they are now."""
    gone: int
    """Rows that called none of them and were not: their tool is gone, or they declined what a new tool may do."""


@dataclass(frozen=True)
class _Place:
    """Of this run's plan, where a row of the run before stands."""

    plan_id: str
    position: int
    shows_new: bool = False
    """The plan wants to see there what the edit added."""


def carried_id(run_id: str, trace_id: str) -> str:
    """A trace id (16 hex digits) of a run that follows another: its traces stand beside those they were."""
    return hashlib.sha256(f"{run_id} {trace_id}".encode()).hexdigest()[:16]


def carry_over(store: Store, before: str, run_id: str, plan: Plan, system: SystemText) -> Revision:
    """Rows of the run before under this run's tools, as far as they hold. Done again it changes nothing."""
    lineage = lineage_of(store, before)
    edit = edit_between(store, lineage, plan.tools)
    changed = sorted(edit.changed)
    mark_stale(store, before, changed)
    known = known_plan_ids(store, run_id)
    for of_twins in (False, True):
        others = carried_places(store, run_id) if of_twins else {}
        heir = _Heir(run_id, plan, edit, system, lineage.cells, others)
        carried = (heir.carried(row, known) for row in _rows(store, before, of_twins))
        for batch in _batches(row for row in carried if row is not None):
            store.append(_tables(batch))
    [counts] = store.rows(statements("revision"), {"before": before, "run_id": run_id, "changed": changed})
    return Revision(before, changed, **counts)


def _rows(store: Store, run_id: str, of_twins: bool) -> Iterator[dict[str, Any]]:
    """The run's traces with their plan rows, in plan order: the twins, or all others."""
    with store.reading() as connection:
        ids = connection.execute(
            "SELECT trace_id FROM trace JOIN plan_row USING (run_id, plan_id) "
            "WHERE run_id = ? AND (coalesce(twin_of, '') <> '') = ? ORDER BY position",
            [run_id, of_twins],
        ).fetchall()
    for start in range(0, len(ids), BATCH):
        some = [trace_id for (trace_id,) in ids[start : start + BATCH]]
        yield from store.rows(statements("revised_rows"), {"trace_ids": some})


@dataclass(frozen=True)
class _Heir:
    """What takes rows over into the new run."""

    run_id: str
    plan: Plan
    edit: Edit
    system: SystemText
    cells: int
    """Of the plan of the run before."""
    others: Mapping[str, str]
    """Plan id of each row carried over -> the one it has now: for the twins, which come last."""

    def carried(self, row: Mapping[str, Any], known: Container[str]) -> Carried | None:
        """The row under the new tools, judged anew where it called one that was edited; None where it is not to be carried over."""
        is_stale = bool(set(row["called"] or ()) & self.edit.changed)
        place = self._place(row)
        if place is None or place.plan_id in known or (is_stale and place.shows_new):
            return None
        twin_of = self.others.get(row["twin_of"], "" if row["has_other_half"] else row["twin_of"])
        trace = self._trace(row, place.plan_id)
        if trace is None or (row["twin_of"] and not twin_of):
            return None
        verdict = _verdict(trace, row["findings"], is_stale)
        if row["accepted"] and not verdict.accepted:
            return None
        planned = {name: row[name] for name in ("category", "template", "pattern", "fault", "style", "side", "today")} | {
            "run_id": self.run_id,
            "plan_id": place.plan_id,
            "position": place.position,
            "tool": trace.tool,
            "twin_of": twin_of,
            "state": "accepted" if verdict.accepted else "rejected",
            "carried_from": row["trace_id"],
            "edits": row["edits"] + 1,
        }
        return planned, trace, verdict

    def _place(self, row: Mapping[str, Any]) -> _Place | None:
        """The row's own place in its cell; None where this plan has no such cell. A ready scenario has one outside the plan."""
        if row["position"] < 0:
            return _Place(row["plan_id"], row["position"])
        cell = (row["category"], self._name(row["tool"]))
        if cell not in self.plan.cells:
            return None
        index = row["position"] // self.cells
        aim = self.plan.aim_at(cell, index) if index < SEEN_ANEW else None
        return _Place(*self.plan.at(cell, index), aim is not None and self.edit.is_shown_by(aim.focus))

    def _trace(self, row: Mapping[str, Any], plan_id: str) -> Trace | None:
        """The trace as it reads under the new tools; None where it has to be asked of them afresh."""
        trace = trace_of(row, self.edit.old)
        is_declined = self.edit.has_added and trace.category == "no_call"
        if is_declined or trace.messages[0].content != self.system.render(row["today"], trace.tools):
            return None
        offered = self.edit.offered_now(trace.tools)
        system = replace(trace.messages[0], content=self.system.render(row["today"], offered))
        return replace(
            trace,
            trace_id=carried_id(self.run_id, trace.trace_id),
            plan_id=plan_id,
            tool=self._name(trace.tool),
            tools=offered,
            messages=(system, *(self._renamed(message) for message in trace.messages[1:])),
        )

    def _renamed(self, message: Message) -> Message:
        if not message.tool_calls:
            return message
        return replace(message, tool_calls=tuple(replace(call, name=self._name(call.name)) for call in message.tool_calls))

    def _name(self, name: str) -> str:
        return self.edit.names.get(name, name)


def _verdict(trace: Trace, findings: str | None, is_stale: bool) -> Verdict:
    """The one that stood, where nothing that was called has changed. What a person said of the row stands in any case."""
    stood = tuple(Finding(**found) for found in json.loads(findings or "[]"))
    if not is_stale:
        return Verdict(stood)
    return Verdict((*judge(trace).findings, *(found for found in stood if found.code == BY_HAND)))


def _batches(rows: Iterable[Carried]) -> Iterator[list[Carried]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _tables(batch: Sequence[Carried]) -> dict[str, list[Row]]:
    return {
        "plan_row": [row for row, _, _ in batch],
        "trace": [trace_row(trace, verdict) for _, trace, verdict in batch],
        "call": [call for _, trace, _ in batch for call in call_rows(trace)],
        "finding": [found for _, trace, verdict in batch for found in finding_rows(trace, verdict)],
    }
