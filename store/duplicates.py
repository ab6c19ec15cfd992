"""Duplicates: exact ones, near ones (the same gold calls and a similar request), and too many rows of one phrasing.

A row is dropped only for one that is kept and that is itself as similar as the threshold asks, and always in plan order. The
outcome depends on the rows alone: it can be worked out again at any time.
"""

from array import array

import duckdb
from rensa import RMinHash

from callwright.store.database import Store, insert
from callwright.store.schema import statements
from callwright.store.selection import chosen_runs

NEAR = 0.7
"""Jaccard similarity of two requests' character 5-grams from which they are near duplicates."""
PERMUTATIONS, MINHASH_SEED = 128, 1
"""Read as 32 bands of four: a pair at the threshold shares a band with probability 0.9998."""
SKETCHED, FETCHED = 20_000, 10_000
NO_CAP = 2**62
MARK = {"trace_id": "VARCHAR", "kept_trace_id": "VARCHAR", "kind": "VARCHAR", "similarity": "DOUBLE"}
"""The columns of `cluster`."""


def deduplicate(store: Store, run_id: str, *, near: float = NEAR, max_per_phrasing: int | None = None) -> None:
    """Marks the duplicates of a run, or of `all`, anew. The file is locked for writing only while an outcome is written down that
    differs from what is marked."""
    run_ids = chosen_runs(store, run_id)
    with store.reading() as connection:
        connection.execute(statements("duplicate_candidates"), {"run_ids": run_ids})
        connection.execute(statements("duplicate_texts"))
        _sketch(connection)
        _drop_near(connection, near)
        found = connection.execute(statements("duplicate_outcome"), {"cap": max_per_phrasing or NO_CAP}).fetchall()
        marked = connection.execute(statements("duplicate_marked"), {"run_ids": run_ids}).fetchall()
    if found == marked:
        return
    unmark, *follow = statements("duplicate_marks").split(";\n")[:-1]
    with store.writing() as connection:
        connection.execute(unmark, {"run_ids": run_ids})
        insert(connection, "INSERT INTO cluster", MARK, found)
        for statement in follow:
            connection.execute(statement, {"run_ids": run_ids})


def _sketch(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills the table `sketch` with the MinHash values of every text, four bytes each: as a list they take five times as long."""
    [(texts,)] = connection.execute("SELECT count(*) FROM text").fetchall()
    for start in range(1, texts + 1, SKETCHED):
        rows = connection.execute(
            "SELECT n, grams FROM text WHERE number BETWEEN ? AND ?", [start, start + SKETCHED - 1]
        ).fetchall()
        digests = RMinHash.digest_matrix_from_token_hash_sets([grams for _, grams in rows], PERMUTATIONS, MINHASH_SEED).to_rows()
        sketched = ((n, array("I", digest).tobytes()) for (n, _), digest in zip(rows, digests, strict=True))
        insert(connection, "INSERT INTO sketch", {"n": "BIGINT", "digest": "BLOB"}, sketched)


def _drop_near(connection: duckdb.DuckDBPyConnection, threshold: float) -> None:
    """Fills the table `near` with the texts dropped for a kept one. Pairs come in the order of the later text, its most similar
    partner first, so that each partner's own fate is settled when it is asked."""
    dropped: dict[int, tuple[int, float]] = {}
    pairs = connection.execute(statements("duplicate_pairs"), {"threshold": threshold})
    while batch := pairs.fetchmany(FETCHED):
        for later, earlier, similarity in batch:
            if later not in dropped and earlier not in dropped:
                dropped[later] = earlier, similarity
    rows = ((n, kept, similarity) for n, (kept, similarity) in dropped.items())
    insert(connection, "INSERT INTO near", {"n": "BIGINT", "kept": "BIGINT", "similarity": "DOUBLE"}, rows)
