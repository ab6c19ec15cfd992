"""Which runs a command looks at: the latest, one by its id, or all of them."""

from callwright.errors import StoreError
from callwright.store.database import Store

ALL = "all"


def latest_run(store: Store) -> str:
    rows = store.rows("SELECT run_id FROM run ORDER BY started DESC, run_id LIMIT 1")
    if not rows:
        raise StoreError(f"{store.path}: no run in it yet; `callwright generate` makes one")
    return str(rows[0]["run_id"])


def chosen_runs(store: Store, run_id: str) -> list[str]:
    """The run of this id; for `all` every run that no other follows, in the order of their ids. StoreError where there is none."""
    if run_id == ALL:
        found = store.rows("""
            SELECT run_id FROM run AS mine
            WHERE NOT EXISTS (FROM run AS later WHERE later.follows = mine.run_id AND later.started > mine.started)
            ORDER BY run_id""")
        if not found:
            latest_run(store)
    else:
        found = store.rows("SELECT run_id FROM run WHERE run_id = ?", [run_id])
        if not found:
            raise StoreError(f"{store.path}: no run {run_id!r} in it; `callwright sql 'FROM run'` lists them")
    return [row["run_id"] for row in found]
