"""Saved audits: SQL files in `audits/`, each a question; one that states `pass: no rows` fails where it finds any."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from callwright.store.database import Store, rows_of
from callwright.store.selection import chosen_runs

AUDITS = Path(__file__).with_name("audits")
_HEADER = re.compile(r"^-- (title|pass): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class AuditResult:
    name: str
    title: str
    rows: Sequence[dict[str, Any]]
    is_check: bool
    """Fails where it finds rows; else it only shows."""

    @property
    def failed(self) -> bool:
        return self.is_check and bool(self.rows)


def audit(store: Store, run_id: str, beginning: str = "") -> list[AuditResult]:
    """The saved audits whose name has this beginning, over one run, or `all`: tables first, checks after them."""
    run_ids = chosen_runs(store, run_id)
    with store.reading() as connection:
        results = [_run(connection, run_ids, path) for path in sorted(AUDITS.glob(f"{beginning}*.sql"))]
    return sorted(results, key=lambda result: result.is_check)


def _run(connection: duckdb.DuckDBPyConnection, run_ids: list[str], path: Path) -> AuditResult:
    sql = path.read_text("utf-8")
    header = dict(_HEADER.findall(sql))
    return AuditResult(path.stem, header["title"], rows_of(connection, sql, {"run_ids": run_ids}), "pass" in header)
