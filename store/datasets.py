"""A dataset: a balanced, split, immutable selection of a run's kept rows, written as JSON lines with a manifest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callwright.errors import StoreError
from callwright.generator.formats import form_named
from callwright.store.balance import Cell, balanced, first_of_each
from callwright.store.contamination import Contaminated
from callwright.store.database import Store
from callwright.store.eligible import benchmark_facts, eligible
from callwright.store.export import Export, export
from callwright.store.preference import examples_from
from callwright.store.runs import run_facts, served_by
from callwright.store.selection import chosen_runs
from callwright.store.shortfalls import Shortfall, shortfalls
from callwright.store.traces import traces
from callwright.tools.tool import canonical_json


@dataclass(frozen=True)
class DatasetResult:
    name: str
    """As given, else a hash of the content: the same rows are the same dataset."""
    files: Mapping[str, Path]
    """Side -> JSON lines file."""
    counts: Mapping[str, int]
    """Side -> rows."""
    cells: Mapping[Cell, int]
    shortfall: int
    """Rows asked for that the store cannot give."""
    shortfalls: Sequence[Shortfall] = ()
    not_held: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Reason -> trace ids of rows the form cannot hold; they are in no file."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Kept rows that may not be in this dataset, by reason."""
    near_benchmark: Sequence[Contaminated] = ()
    """Rows dropped because a benchmark file holds their like."""


def build(
    store: Store,
    out: Path,
    *,
    count: int,
    mix: Mapping[str, float],
    run_id: str,
    form: str = "openai",
    name: str | None = None,
    max_per_tool: int | None = None,
    licence: str = "",
    decontaminate: Sequence[Path] = (),
) -> DatasetResult:
    """Writes train, validation and test.jsonl, manifest.json, a card and recipes to `out`; what stands there is replaced only when
    all is written.

    InputError for an unknown form; StoreError for a folder that holds something else, and for a name that is taken by other rows.
    """
    written_as = form_named(form, "--to")
    run_ids = chosen_runs(store, run_id)
    given = eligible(store, run_ids, decontaminate)
    take = balanced(Counter(cell for cell, _ in given.rows), mix, count, max_per_tool, served_by(store, run_ids))
    chosen = first_of_each(given.rows, take)
    provenance = {
        **run_facts(store, run_ids),
        "license": licence,
        "mix": dict(mix),
        "count": count,
        "shortfall": count - len(chosen),
        "left_out": given.reasons,
        **({"decontaminated": benchmark_facts(decontaminate, given.near_benchmark)} if decontaminate else {}),
        "cells": {f"{category}/{tool}": taken for (category, tool), taken in sorted(take.items())},
    }
    written = export(
        traces(store, chosen), written_as, out, provenance, name, lambda done: _record(store, done), examples_from(store)
    )  # fmt: skip
    return DatasetResult(
        name=written.name,
        files=written.files,
        counts=written.counts,
        cells=take,
        shortfall=count - len(chosen),
        shortfalls=shortfalls(store, run_ids, mix, count, take, given.left_out),
        left_out=given.reasons,
        near_benchmark=given.near_benchmark,
        not_held=written.not_held,
    )


def _record(store: Store, written: Export) -> None:
    """Into the tables `dataset` and `dataset_row`; the same name with other content is refused."""
    manifest = canonical_json(written.manifest)
    before = store.rows("SELECT manifest FROM dataset WHERE name = ?", [written.name])
    if before and before[0]["manifest"] != manifest:
        raise StoreError(f"{store.path}: a dataset {written.name!r} with other rows is recorded; give another --name")
    rows: list[dict[str, Any]] = [
        {"dataset": written.name, "trace_id": trace_id, "split": split, "position": position}
        for split, positions in written.positions.items()
        for trace_id, position in positions.items()
    ]
    store.append({"dataset": [{"name": written.name, "manifest": manifest}], "dataset_row": rows})
