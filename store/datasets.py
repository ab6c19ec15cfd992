"""A dataset: a balanced, split, immutable selection of a run's kept rows, written as JSON lines with a manifest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callwright.errors import StoreError
from callwright.generator.apportion import largest_remainder
from callwright.generator.formats import form_named
from callwright.store.balance import Cell, balanced, first_in_plan_order
from callwright.store.database import Store
from callwright.store.export import Export, export
from callwright.store.preference import examples_from
from callwright.store.runs import run_facts
from callwright.store.traces import traces
from callwright.tools.tool import canonical_json


@dataclass(frozen=True)
class Shortfall:
    """A category that gave less than its share of the mix, and what became of the rest of its rows."""

    category: str
    wanted: int
    taken: int
    kept: int
    """Rows that could have been taken."""
    rejected: int
    duplicates: int
    codes: Sequence[str]
    """The rules that rejected its rows, the most frequent first."""

    @property
    def cause(self) -> str:
        if self.kept >= self.wanted:
            return "the rest is over --max-per-tool"
        causes = [f"{self.rejected} rejected ({', '.join(self.codes)})"] if self.rejected else []
        causes += [f"{self.duplicates} duplicates"] if self.duplicates else []
        return " and ".join(causes) or "no more rows were generated"


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
) -> DatasetResult:
    """Writes train, validation and test.jsonl, manifest.json, a card and recipes to `out`; what stands there is replaced only when
    all is written.

    InputError for an unknown form; StoreError for a folder that holds something else, and for a name that is taken by other rows.
    """
    written_as = form_named(form, "--to")
    kept = store.rows("SELECT trace_id, category, tool, position FROM kept_trace WHERE run_id = ?", [run_id])
    rows = [((row["category"], row["tool"]), row["position"], row["trace_id"]) for row in kept]
    take = balanced(Counter(cell for cell, _, _ in rows), mix, count, max_per_tool)
    chosen = first_in_plan_order(rows, take)
    provenance = {
        **run_facts(store, run_id),
        "license": licence,
        "mix": dict(mix),
        "count": count,
        "shortfall": count - len(chosen),
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
        shortfalls=_shortfalls(store, run_id, mix, count, take),
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


def _shortfalls(store: Store, run_id: str, mix: Mapping[str, float], count: int, take: Mapping[Cell, int]) -> list[Shortfall]:
    taken: Counter[str] = Counter()
    for (category, _), rows in take.items():
        taken[category] += rows
    planned = store.rows("SELECT DISTINCT category FROM plan_row WHERE run_id = ? ORDER BY category", [run_id])
    wanted = largest_remainder({row["category"]: mix.get(row["category"], 0) for row in planned}, count)
    return [
        Shortfall(category, wanted[category], taken[category], *_states(store, run_id, category))
        for category in wanted
        if taken[category] < wanted[category]
    ]


def _states(store: Store, run_id: str, category: str) -> tuple[int, int, int, list[str]]:
    """Rows kept, rejected and dropped, and the rules that rejected most."""
    [states] = store.rows(
        "SELECT count(*) FILTER (state = 'accepted') AS kept, count(*) FILTER (state = 'rejected') AS rejected, "
        "count(*) FILTER (state = 'duplicate') AS duplicates "
        "FROM plan_row WHERE run_id = ? AND category = ?",
        [run_id, category],
    )
    codes = store.rows(
        "SELECT code FROM rejections WHERE run_id = ? AND category = ? GROUP BY code ORDER BY sum(rows) DESC, code LIMIT 3",
        [run_id, category],
    )
    return states["kept"], states["rejected"], states["duplicates"], [row["code"] for row in codes]
