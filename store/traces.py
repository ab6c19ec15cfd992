"""Rows of the table `trace` as the traces they were."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from callwright.errors import InputError
from callwright.generator.rows import message_of
from callwright.generator.trace import Trace
from callwright.store.database import Store
from callwright.store.selection import ALL, chosen_runs
from callwright.tools.tool import Hints, Tool

FETCHED = 1000
"""Traces in memory at a time."""
PROVENANCE = ("trace_id", "plan_id", "category", "tool", "template", "pattern", "fault", "style", "phrasing", "side", "teacher")


def traces(store: Store, trace_ids: Collection[str]) -> Iterator[Trace]:
    """In the order of their plan ids."""
    tools = stored_tools(store)
    ordered = store.rows("SELECT trace_id FROM trace WHERE trace_id IN (SELECT unnest(?)) ORDER BY plan_id", [sorted(trace_ids)])
    for start in range(0, len(ordered), FETCHED):
        ids = [row["trace_id"] for row in ordered[start : start + FETCHED]]
        for row in store.rows("SELECT * FROM trace WHERE trace_id IN (SELECT unnest(?)) ORDER BY plan_id", [ids]):
            yield trace_of(row, tools)


def find_trace(store: Store, beginning: str, run_id: str = ALL) -> Trace:
    """The one trace whose id begins so. InputError where there is none, or more than one."""
    if run_id != ALL:
        chosen_runs(store, run_id)
    within = None if run_id == ALL else run_id
    rows = store.rows(
        "SELECT * FROM trace WHERE starts_with(trace_id, ?) AND run_id = coalesce(?, run_id) ORDER BY trace_id LIMIT 2",
        [beginning, within],
    )
    if len(rows) != 1 or not beginning:
        found = "no trace" if not rows else "more than one trace"
        raise InputError(
            f"{store.path}: {found} with an id that begins with {beginning!r}; `callwright sql 'FROM trace'` lists them"
        )
    return trace_of(rows[0], stored_tools(store))


def trace_of(row: Mapping[str, Any], tools: Mapping[str, Tool]) -> Trace:
    return Trace(
        **{name: row[name] for name in PROVENANCE},
        messages=tuple(message_of(message) for message in json.loads(row["messages"])),
        tools=tuple(tools[tool_hash] for tool_hash in json.loads(row["tools"])),
    )


def stored_tools(store: Store) -> dict[str, Tool]:
    """By hash."""
    return {row["hash"]: _tool(row) for row in store.rows("SELECT hash, definition, hints FROM tool")}


def _tool(row: Mapping[str, Any]) -> Tool:
    definition: dict[str, Any] = json.loads(row["definition"])
    definition.pop("foreign", None)
    return Tool(**definition, hints=Hints(**json.loads(row["hints"])))
