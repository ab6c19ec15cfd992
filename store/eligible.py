"""Which of the kept rows may be in a dataset, and why the others may not: at odds with another run, or near a benchmark."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callwright.store.balance import Cell
from callwright.store.contamination import Contaminated, contaminated
from callwright.store.database import Store
from callwright.store.schema import statements

NEAR_BENCHMARK = "near a text of a benchmark"


@dataclass(frozen=True)
class Eligible:
    rows: Sequence[tuple[Cell, str]]
    """Cell and trace id in the order of choosing: in plan order, but first what came through an edit of the tools."""
    left_out: Mapping[tuple[str, str], int]
    """Category and reason -> rows."""
    near_benchmark: Sequence[Contaminated]
    """Rows left out because a benchmark file holds their like."""

    @property
    def reasons(self) -> dict[str, int]:
        """Reason -> rows, of all categories."""
        counts: Counter[str] = Counter()
        for (_, reason), rows in self.left_out.items():
            counts[reason] += rows
        return dict(sorted(counts.items()))


def eligible(store: Store, run_ids: Sequence[str], benchmarks: Sequence[Path]) -> Eligible:
    """InputError for a benchmark file that cannot be read."""
    kept = store.rows(statements("dataset_candidates"), {"run_ids": list(run_ids)})
    requests = {row["trace_id"]: row["request"] for row in kept if row["reason"] is None}
    near = contaminated(requests, benchmarks) if benchmarks else []
    reasons = {row["trace_id"]: row["reason"] for row in kept} | {row.trace_id: NEAR_BENCHMARK for row in near}
    return Eligible(
        rows=[((row["category"], row["tool"]), row["trace_id"]) for row in kept if not reasons[row["trace_id"]]],
        left_out=Counter((row["category"], reason) for row in kept if (reason := reasons[row["trace_id"]])),
        near_benchmark=near,
    )


def benchmark_facts(files: Sequence[Path], found: Sequence[Contaminated]) -> list[dict[str, Any]]:
    """Each file with its hash and the rows dropped for it; no folder, so that another machine gives the same bytes."""
    dropped = Counter(row.file for row in found)
    hashes = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return [{"file": path.name, "sha256": hashes[path], "dropped": dropped[str(path)]} for path in files]
