"""What the pipeline asks of a store: runs, what is known, what is kept."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callwright.errors import StoreError
from callwright.store.database import Store, statements


def begin_run(store: Store, run_id: str, command: str, arguments: Mapping[str, Any], seed: int, teacher: str) -> None:
    """Records the run, or that it goes on: started again with the same settings it is the same run."""
    now = datetime.now()
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO run BY NAME SELECT ? AS run_id, ? AS command, ?::JSON AS arguments, ? AS seed, ? AS teacher, ? AS started, "
            "'running' AS state ON CONFLICT DO UPDATE SET arguments = excluded.arguments, started = excluded.started, state = 'running'",
            [run_id, command, json.dumps(arguments), seed, teacher, now],
        )


def finish_run(store: Store, run_id: str, state: str) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE run SET state = ?, finished = ? WHERE run_id = ?", [state, datetime.now(), run_id])


def latest_run(store: Store) -> str:
    rows = store.rows("SELECT run_id FROM run ORDER BY started DESC, run_id LIMIT 1")
    if not rows:
        raise StoreError(f"{store.path}: no run in it yet; `callwright generate` makes one")
    return str(rows[0]["run_id"])


def known_plan_ids(store: Store, run_id: str) -> set[str]:
    """Rows already judged: they are not generated again."""
    return {row["plan_id"] for row in store.rows("SELECT plan_id FROM plan_row WHERE run_id = ?", [run_id])}


def kept_positions(store: Store, run_id: str) -> list[tuple[str, str, int]]:
    """Category, tool and plan position of every row that is accepted and no duplicate."""
    rows = store.rows("SELECT category, tool, position FROM plan_row WHERE run_id = ? AND state = 'accepted'", [run_id])
    return [(row["category"], row["tool"], row["position"]) for row in rows]


def deduplicate(store: Store, run_id: str) -> None:
    with store.writing() as connection:
        for statement in statements("deduplicate").split(";\n"):
            if statement.strip():
                connection.execute(statement, {"run_id": run_id} if "$run_id" in statement else {})
