"""What the halves of twins say, so that those still to be written say the same."""

import json
from collections.abc import Iterator

from callwright.store.database import Store

HALVES = """
    SELECT coalesce(nullif(twin_of, ''), plan_id) AS pair, twin_of <> '' AND plan_row.pattern = 'missing_value' AS lacking, messages
    FROM plan_row JOIN trace USING (run_id, plan_id)
    WHERE run_id = ? AND accepted AND (twin_of <> '' OR plan_row.category = 'single_call') ORDER BY lacking, plan_id
"""


def first_requests(store: Store, run_id: str) -> Iterator[tuple[str, str, bool]]:
    """The id of the other half (its own, where the row is no twin), the request, and whether it lacks a value; whole ones first."""
    for row in store.rows(HALVES, [run_id]):
        said = next(message["content"] for message in json.loads(row["messages"]) if message["role"] == "user")
        yield row["pair"], said, row["lacking"]
