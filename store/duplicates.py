"""Duplicates: exact ones, near ones (the same gold calls and a similar request), and too many rows of one phrasing.

A row is dropped only for one that is kept and that is itself as similar as the threshold asks, and always in plan order. The
outcome depends on the rows alone: it can be worked out again at any time.
"""

from typing import Any

import duckdb
import pyarrow as pa
from rensa import RMinHash

from callwright.store.database import Store
from callwright.store.schema import statements
from callwright.store.selection import chosen_runs

NEAR = 0.7
"""Jaccard similarity of two requests' character 5-grams from which they are near duplicates."""
PERMUTATIONS, MINHASH_SEED = 128, 1
"""Read as 32 bands of four: a pair at the threshold shares a band with probability 0.9998."""
SKETCHED, FETCHED = 20_000, 10_000
NO_CAP = 2**62


def deduplicate(store: Store, run_id: str, *, near: float = NEAR, max_per_phrasing: int | None = None) -> None:
    """Marks the duplicates of a run, or of `all`, anew. The file is locked for writing only while the outcome is written down."""
    run_ids = chosen_runs(store, run_id)
    with store.reading() as connection:
        connection.execute(statements("duplicate_candidates"), {"run_ids": run_ids})
        connection.execute(statements("duplicate_texts"))
        _sketch(connection)
        connection.register("near", _near(connection, near))
        dropped = connection.sql(statements("duplicate_outcome"), params={"cap": max_per_phrasing or NO_CAP}).to_arrow_table()
    with store.writing() as connection:
        connection.register("dropped", dropped)
        for statement in statements("duplicate_marks").split(";\n")[:-1]:
            connection.execute(statement, {"run_ids": run_ids} if "$run_ids" in statement else {})
        connection.unregister("dropped")


def _sketch(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills the table `sketch` with the MinHash values of every text."""
    [(texts,)] = connection.execute("SELECT count(*) FROM text").fetchall()
    for start in range(1, texts + 1, SKETCHED):
        rows = connection.execute(
            "SELECT n, grams FROM text WHERE number BETWEEN ? AND ?", [start, start + SKETCHED - 1]
        ).fetchall()
        digests = RMinHash.digest_matrix_from_token_hash_sets([grams for _, grams in rows], PERMUTATIONS, MINHASH_SEED).to_rows()
        connection.register("sketched", pa.table({"n": [n for n, _ in rows], "digest": digests}))
        connection.execute("INSERT INTO sketch SELECT * FROM sketched")
        connection.unregister("sketched")


def _near(connection: duckdb.DuckDBPyConnection, threshold: float) -> pa.Table:
    """Texts dropped for a kept one. Pairs come in the order of the later text, its most similar partner first, so that each
    partner's own fate is settled when it is asked."""
    dropped: dict[int, tuple[int, float]] = {}
    pairs = connection.execute(statements("duplicate_pairs"), {"threshold": threshold})
    while batch := pairs.fetchmany(FETCHED):
        for later, earlier, similarity in batch:
            if later not in dropped and earlier not in dropped:
                dropped[later] = earlier, similarity
    columns: dict[str, Any] = {
        "n": pa.array(dropped, pa.int64()),
        "kept": pa.array([kept for kept, _ in dropped.values()], pa.int64()),
        "similarity": pa.array([similarity for _, similarity in dropped.values()], pa.float64()),
    }
    return pa.table(columns)
