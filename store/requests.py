"""Requests to teacher models: what they came to, and those nobody heard of again."""

from collections.abc import Sequence

from callwright.generator.rows import request_rows
from callwright.generator.teachers.request import UNANSWERED, Request
from callwright.store.database import Store


def store_lost(store: Store, run_id: str, requests: Sequence[Request]) -> None:
    """Those in flight when an earlier start of the run ended; their rows are asked for again."""
    store.append({"request": [{"run_id": run_id, **row} for row in request_rows(requests)]})


def spent(store: Store, run_id: str) -> tuple[float, int]:
    """Cost of the answers, and the number of requests without one, of which nobody can say what they cost."""
    [row] = store.rows(
        "SELECT coalesce(sum(cost), 0.0) AS cost, count(*) FILTER (outcome IN (SELECT unnest($unanswered))) AS unanswered "
        "FROM request WHERE run_id = $run_id",
        {"run_id": run_id, "unanswered": sorted(UNANSWERED)},
    )
    return float(row["cost"]), int(row["unanswered"])
