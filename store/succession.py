"""Runs that follow one another: the same settings, the same store, tools that were edited in between."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callwright.store.database import Store

IN_COMMON = 0.5
"""Share of the tools' names that two runs must have in common for one to follow the other; else they are about other tools."""


@dataclass(frozen=True)
class Lineage:
    """What a run records of itself, so that a later one can follow it."""

    settings: str
    """Hash of all that decides which rows come, the tools left out."""
    cells: int
    """Of its plan."""
    tools: Mapping[str, str]
    """Name -> hash, as served."""
    follows: str | None = None


def record_lineage(store: Store, run_id: str, lineage: Lineage) -> None:
    """Also: rows of this run that were stale because its tools had been edited are so no longer."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE run SET settings = ?, cells = ?, tools = ?, follows = ? WHERE run_id = ?",
            [lineage.settings, lineage.cells, json.dumps(lineage.tools), lineage.follows, run_id],
        )
        connection.execute("UPDATE plan_row SET state = 'accepted' WHERE run_id = ? AND state = 'stale'", [run_id])


def lineage_of(store: Store, run_id: str) -> Lineage:
    [row] = store.rows("SELECT settings, cells, tools, follows FROM run WHERE run_id = ?", [run_id])
    return Lineage(row["settings"], row["cells"], json.loads(row["tools"]), row["follows"])


def followed(store: Store, run_id: str, settings: str, names: Sequence[str]) -> str | None:
    """The run that `run_id` follows: what it followed when it was begun; for a new one the latest of the same settings with
    mostly the same tools."""
    known = store.rows("SELECT follows FROM run WHERE run_id = ? AND settings IS NOT NULL", [run_id])
    if known:
        follows: str | None = known[0]["follows"]
        return follows
    for row in store.rows(
        "SELECT run_id, tools FROM run WHERE settings = ? AND run_id <> ? ORDER BY started DESC", [settings, run_id]
    ):
        theirs = set(json.loads(row["tools"]))
        if len(theirs & set(names)) >= IN_COMMON * max(len(theirs), len(names)):
            return str(row["run_id"])
    return None


def mark_stale(store: Store, run_id: str, tools: Sequence[str]) -> None:
    """Rows of the run that call one of these tools."""
    with store.writing() as connection:
        connection.execute(
            """
            UPDATE plan_row SET state = 'stale'
            WHERE run_id = $run_id AND state IN ('accepted', 'duplicate') AND EXISTS (
                FROM trace JOIN call USING (trace_id)
                WHERE trace.run_id = plan_row.run_id AND trace.plan_id = plan_row.plan_id AND list_contains($tools, call.tool)
            )""",
            {"run_id": run_id, "tools": list(tools)},
        )


def carried_places(store: Store, run_id: str) -> dict[str, str]:
    """Of each row that the run carried over: its plan id in the run before -> the one it has now."""
    rows = store.rows(
        "SELECT trace.plan_id AS before, plan_row.plan_id AS now FROM plan_row JOIN trace ON trace.trace_id = carried_from "
        "WHERE plan_row.run_id = ?",
        [run_id],
    )
    return {row["before"]: row["now"] for row in rows}
