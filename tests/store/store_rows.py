"""Rows of a small store, written by hand."""

import hashlib
from typing import Any

from callwright.store.database import Row, Store
from callwright.store.runs import begin_run

RUN = "run_1"


def row(
    number: int, request: str, arguments: str = "{}", side: str = "train", phrasing: str = "p", category: str = "single_call"
) -> dict[str, list[Row]]:
    """The rows of one accepted trace that calls `find` once."""
    shared: dict[str, Any] = {
        "plan_id": f"plan_{number}", "category": category, "tool": "find", "template": "t", "pattern": "call", "fault": "-",
        "style": "plain", "side": side,
    }  # fmt: skip
    content = hashlib.sha256(f"{request.casefold()} {arguments}".encode()).hexdigest()
    trace_id = f"trace_{number}"
    return {
        "plan_row": [{**shared, "run_id": RUN, "position": number, "twin_of": None, "state": "accepted"}],
        "trace": [
            {**shared, "trace_id": trace_id, "phrasing": phrasing, "teacher": "offline", "request": request, "messages": "[]",
             "tools": "[]", "accepted": True, "content_hash": content}
        ],
        "call": [{"trace_id": trace_id, "turn": 2, "position": 0, "tool": "find", "arguments": arguments, "weight": 1}],
    }  # fmt: skip


def fill(store: Store, *rows: dict[str, list[Row]]) -> Store:
    begin_run(store, RUN, "generate", {}, 0, "offline")
    for batch in rows:
        store.append(batch)
    return store


def clusters(store: Store) -> dict[str, tuple[str, str]]:
    """Dropped -> kept and kind, by number."""
    return {
        found["trace_id"].removeprefix("trace_"): (found["kept_trace_id"].removeprefix("trace_"), found["kind"])
        for found in store.rows("FROM cluster")
    }
