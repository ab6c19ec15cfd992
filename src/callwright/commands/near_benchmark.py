"""The rows that a dataset left out because a benchmark holds their like."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import RenderableType

from callwright.commands.tables import table
from callwright.store.contamination import Contaminated


def near_benchmark_table(found: Sequence[Contaminated]) -> RenderableType:
    """The most similar first."""
    rows = [
        {"request": row.request, "of the benchmark": row.text, "where": f"{Path(row.file).name}:{row.record}", "by": row.kind,
         "similarity": row.similarity}
        for row in sorted(found, key=lambda row: -row.similarity)
    ]  # fmt: skip
    return table("Dropped, for a benchmark holds their like", rows)
