"""Saved audits: SQL files in `audits/`, each a question; one that states `pass: no rows` fails where it finds any."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callwright.store.database import Store

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
    """The saved audits whose name has this beginning, over one run: tables first, checks after them."""
    results = [_run(store, run_id, path) for path in sorted(AUDITS.glob(f"{beginning}*.sql"))]
    return sorted(results, key=lambda result: result.is_check)


def _run(store: Store, run_id: str, path: Path) -> AuditResult:
    sql = path.read_text("utf-8")
    header = dict(_HEADER.findall(sql))
    return AuditResult(path.stem, header["title"], store.rows(sql, {"run_id": run_id}), "pass" in header)
