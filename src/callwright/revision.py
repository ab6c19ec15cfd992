"""A run whose tools were edited: the next run carries over what still holds, and only the rest is written anew.

A row that *called* an edited tool is stale: it is judged anew against the new definition. One where the tool was only offered is
rendered anew. The run before stays as it is, with its stale rows marked, so that its datasets can still be asked about; should
its tools come back, they are marked no longer.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from callwright.generator.plan import Plan
from callwright.generator.rows import Row, call_rows, finding_rows, trace_row
from callwright.generator.rules import judge
from callwright.generator.system_text import SystemText
from callwright.generator.trace import Message, Trace, Verdict
from callwright.store.database import Store
from callwright.store.runs import BY_HAND, known_plan_ids
from callwright.store.schema import statements
from callwright.store.succession import Lineage, lineage_of, mark_stale
from callwright.store.traces import stored_tools, trace_of
from callwright.tools.call import Finding
from callwright.tools.tool import Tool, Toolset, canonical_json

BATCH = 500
SEEN_ANEW = 24
"""Where an edit adds a parameter or a member, the first so many rows of each cell that calls the tool are written anew: else
nobody would ever use what is new."""


@dataclass
class Revision:
    before: str
    """The run that is followed."""
    changed: Sequence[str]
    """Names of the tools that were edited, renamed or taken away, as they were."""
    stale: int = 0
    """Rows that called one of them."""
    held: int = 0
    """Of these, rows that hold under the new definitions; the others are written anew."""
    rendered: int = 0
    """Rows carried over in which they were offered at most."""


@dataclass(frozen=True)
class _Edit:
    """From the tools of the run before to those of this one."""

    old: Mapping[str, Tool]
    """Every tool of the store, by hash."""
    old_hashes: Mapping[str, str]
    """Name -> hash of those served."""
    new: Toolset
    names: Mapping[str, str] = field(default_factory=dict)
    """Old name -> new one; what was taken away is not in it."""

    @property
    def changed(self) -> frozenset[str]:
        kept = {tool.hash for tool in self.new.values()}
        return frozenset(name for name, tool_hash in self.old_hashes.items() if tool_hash not in kept)

    @property
    def added(self) -> list[str]:
        return [name for name in self.new if name not in self.names.values()]

    def adds_to(self, name: str) -> bool:
        """Whether the new definition of a changed tool takes a parameter or a member that the old one did not."""
        before, now = self.old[self.old_hashes[name]], self.new[self.names[name]]
        return any(
            parameter not in before.properties
            or not set(map(canonical_json, schema.get("enum", ())))
            <= set(map(canonical_json, before.properties[parameter].get("enum", ())))
            for parameter, schema in now.properties.items()
        )


def carried_id(run_id: str, trace_id: str) -> str:
    """A trace id (16 hex digits) of a run that follows another: its traces stand beside those they were."""
    return hashlib.sha256(f"{run_id} {trace_id}".encode()).hexdigest()[:16]


def carry_over(store: Store, before: str, run_id: str, plan: Plan, system: SystemText) -> Revision:
    """Rows of the run before under this run's tools, as far as they hold. Done again it changes nothing."""
    lineage = lineage_of(store, before)
    edit = _edit(store, lineage, plan.tools)
    revision = Revision(before, sorted(edit.changed))
    mark_stale(store, before, revision.changed)
    known = known_plan_ids(store, run_id)
    anew = frozenset(name for name in edit.changed if name in edit.names and edit.adds_to(name))
    batch: list[tuple[Row, Trace, Verdict]] = []
    for row in _rows(store, before):
        called = set(row["called"] or ()) & edit.changed
        revision.stale += bool(called)
        place = _place(row, lineage.cells, plan, edit)
        if place is None or place[0] in known or (called & anew and place[2] < SEEN_ANEW):
            continue
        carried = _carried(row, place, run_id, edit, system, bool(called))
        if carried is None:
            continue
        revision.held += bool(called)
        revision.rendered += not called
        batch.append(carried)
        if len(batch) == BATCH:
            store.append(_tables(batch))
            batch.clear()
    if batch:
        store.append(_tables(batch))
    return revision


def _edit(store: Store, lineage: Lineage, new: Toolset) -> _Edit:
    old, hashes = stored_tools(store), lineage.tools
    names = {name: name for name in hashes if name in new}
    by_content = {_content(tool): name for name, tool in new.items() if name not in hashes}
    names |= {
        name: by_content[_content(old[hashes[name]])]
        for name in hashes
        if name not in names and _content(old[hashes[name]]) in by_content
    }
    return _Edit(old, hashes, new, names)


def _content(tool: Tool) -> str:
    """All but the name: a tool that differs in nothing else was renamed."""
    return canonical_json([tool.description, tool.parameters])


def _rows(store: Store, run_id: str) -> Iterator[dict[str, Any]]:
    """The run's traces with their plan rows, in plan order."""
    with store.reading() as connection:
        ids = connection.execute(
            "SELECT trace_id FROM trace JOIN plan_row USING (run_id, plan_id) WHERE run_id = ? ORDER BY position", [run_id]
        ).fetchall()
    for start in range(0, len(ids), BATCH):
        some = [trace_id for (trace_id,) in ids[start : start + BATCH]]
        yield from store.rows(statements("revised_rows"), {"trace_ids": some})


def _place(row: Mapping[str, Any], cells: int, plan: Plan, edit: _Edit) -> tuple[str, int, int] | None:
    """Plan id, position and index of the place of this run's plan that the row fills; None where the plan wants another row there.
    A ready scenario keeps its own."""
    if row["position"] < 0:
        return row["plan_id"], row["position"], row["position"]
    cell = (row["category"], edit.names.get(row["tool"], row["tool"]))
    if cell not in plan.cells:
        return None
    index = row["position"] // cells
    there = plan.at(cell, index)
    if there is None:
        return None
    variant, plan_id, position = there
    called = {edit.names.get(name, name) for name in row["called"] or ()}
    same = (variant.template.id, variant.fault) == (row["template"], row["fault"]) and called <= set(variant.casting.called)
    return (plan_id, position, index) if same else None


def _carried(
    row: Mapping[str, Any], place: tuple[str, int, int], run_id: str, edit: _Edit, system: SystemText, is_stale: bool
) -> tuple[Row, Trace, Verdict] | None:
    """The row under the new tools, judged anew where it called one that was edited; None where it no longer holds."""
    trace = trace_of(row, edit.old)
    offered = _offered(trace, edit)
    if offered is None or trace.messages[0].content != system.render(row["today"], trace.tools):
        return None
    trace = replace(
        trace,
        trace_id=carried_id(run_id, row["trace_id"]),
        plan_id=place[0],
        tool=edit.names.get(trace.tool, trace.tool),
        tools=offered,
        messages=(replace(trace.messages[0], content=system.render(row["today"], offered)), *_renamed(trace.messages[1:], edit)),
    )
    stood = Verdict(tuple(Finding(**found) for found in json.loads(row["findings"] or "[]")))
    by_hand = tuple(found for found in stood.findings if found.code == BY_HAND)
    verdict = Verdict((*judge(trace).findings, *by_hand)) if is_stale else stood
    if row["accepted"] and not verdict.accepted:
        return None
    names = ("category", "template", "pattern", "fault", "style", "side", "twin_of", "today")
    planned = {name: row[name] for name in names} | {
        "run_id": run_id,
        "plan_id": place[0],
        "position": place[1],
        "tool": trace.tool,
    }
    return {**planned, "state": "accepted" if verdict.accepted else "rejected"}, trace, verdict


def _offered(trace: Trace, edit: _Edit) -> tuple[Tool, ...] | None:
    """The tools offered, as they are now. Where all were served, those that came to them are served too; what was declined for want
    of a tool has to be asked of the new ones afresh."""
    if edit.added and trace.category == "no_call":
        return None
    if edit.added and {tool.name for tool in trace.tools} == set(edit.old_hashes):
        return tuple(edit.new.values())
    now = (edit.new[edit.names[tool.name]] if tool.name in edit.names else tool for tool in trace.tools)
    return tuple(tool for tool in now if tool.name in edit.new or tool.hash in edit.old)


def _renamed(messages: Sequence[Message], edit: _Edit) -> Iterator[Message]:
    for message in messages:
        calls = tuple(replace(call, name=edit.names.get(call.name, call.name)) for call in message.tool_calls)
        yield replace(message, tool_calls=calls) if calls else message


def _tables(batch: Sequence[tuple[Row, Trace, Verdict]]) -> dict[str, list[Row]]:
    return {
        "plan_row": [row for row, _, _ in batch],
        "trace": [trace_row(trace, verdict) for _, trace, verdict in batch],
        "call": [call for _, trace, _ in batch for call in call_rows(trace)],
        "finding": [found for _, trace, verdict in batch for found in finding_rows(trace, verdict)],
    }
