"""What the pipeline asks of a store: runs, what is known, what is kept."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callwright.generator.trace import Trace
from callwright.store.contamination import contaminated
from callwright.store.database import Store
from callwright.store.duplicates import deduplicate

BY_HAND = "by-hand"
"""The code of a finding that a person made."""


def begin_run(store: Store, run_id: str, command: str, arguments: Mapping[str, Any], seed: int, teacher: str) -> None:
    """Records the run, or that it goes on: started again with the same settings it is the same run."""
    now = _now()
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO run (run_id, command, arguments, seed, teacher, started, state) VALUES (?, ?, ?, ?, ?, ?, 'running') "
            "ON CONFLICT DO UPDATE SET arguments = excluded.arguments, started = excluded.started, state = excluded.state",
            [run_id, command, json.dumps(arguments), seed, teacher, now],
        )


def finish_run(store: Store, run_id: str, state: str) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE run SET state = ?, finished = ? WHERE run_id = ?", [state, _now(), run_id])


def known_plan_ids(store: Store, run_id: str) -> set[str]:
    """Rows already judged: they are not generated again."""
    return {row["plan_id"] for row in store.rows("SELECT plan_id FROM plan_row WHERE run_id = ?", [run_id])}


def kept_positions(store: Store, run_id: str, benchmarks: Sequence[Path] = ()) -> list[tuple[str, str, int]]:
    """Category, tool and plan position of every row that is accepted, no duplicate and not near a text of a benchmark."""
    rows = store.rows("SELECT category, tool, position FROM plan_row WHERE run_id = ? AND state = 'accepted'", [run_id])
    near = _near_positions(store, run_id, benchmarks) if benchmarks else set()
    return [(row["category"], row["tool"], row["position"]) for row in rows if row["position"] not in near]


def _near_positions(store: Store, run_id: str, benchmarks: Sequence[Path]) -> set[int]:
    kept = store.rows("SELECT trace_id, position, request FROM kept_trace WHERE run_id = ?", [run_id])
    near = {row.trace_id for row in contaminated({row["trace_id"]: row["request"] for row in kept}, benchmarks)}
    return {row["position"] for row in kept if row["trace_id"] in near}


def reject_by_hand(store: Store, trace: Trace, why: str) -> None:
    """The trace leaves every later dataset; what was dropped for it is looked at anew."""
    [row] = store.rows("SELECT run_id FROM trace WHERE trace_id = ?", [trace.trace_id])
    with store.writing() as connection:
        connection.execute("UPDATE trace SET accepted = false WHERE trace_id = ?", [trace.trace_id])
        connection.execute(
            "UPDATE plan_row SET state = 'rejected' WHERE run_id = ? AND plan_id = ?", [row["run_id"], trace.plan_id]
        )  # fmt: skip
        connection.execute(
            "INSERT OR IGNORE INTO finding VALUES (?, ?, ?, 'error', '', ?)", [trace.trace_id, trace.plan_id, BY_HAND, why]
        )
    deduplicate(store, row["run_id"])


def _now() -> datetime:
    """UTC, as the column holds it."""
    return datetime.now(UTC).replace(tzinfo=None)


def run_facts(store: Store, run_ids: Sequence[str]) -> dict[str, Any]:
    """What a manifest says of the runs: seed, teacher, and each tool offered with its hash. Several runs are named as a list."""
    runs = store.rows("SELECT run_id, seed, teacher FROM run WHERE run_id IN (SELECT unnest(?)) ORDER BY run_id", [list(run_ids)])
    tools = store.rows(
        "SELECT DISTINCT name, hash FROM run_tool WHERE run_id IN (SELECT unnest(?)) ORDER BY name, hash", [list(run_ids)]
    )
    facts = runs[0] if len(runs) == 1 else {"runs": runs}
    return {**facts, "tools": {row["name"]: row["hash"] for row in tools}}


def served_by(store: Store, run_ids: Sequence[str]) -> list[str]:
    """The names of the runs' tools, in the order in which they are served."""
    runs = store.rows(
        "SELECT tools FROM run WHERE run_id IN (SELECT unnest(?)) AND tools IS NOT NULL ORDER BY run_id", [list(run_ids)]
    )
    return list(dict.fromkeys(name for row in runs for name in json.loads(row["tools"])))
