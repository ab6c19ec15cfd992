"""A dataset: a balanced, split, immutable selection of a run's kept rows, written as JSON lines with a manifest."""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callwright import __version__
from callwright.errors import StoreError
from callwright.generator.formats.openai import dump_line
from callwright.generator.rows import message_of
from callwright.generator.trace import SIDES, Trace
from callwright.store.balance import Cell, balanced, first_in_plan_order
from callwright.store.database import Store
from callwright.tools.tool import Hints, Tool

FETCHED = 1000
"""Traces in memory at a time."""


@dataclass(frozen=True)
class DatasetResult:
    name: str
    """Hash of the content: the same rows are the same dataset."""
    files: Mapping[str, Path]
    """Side -> JSON lines file."""
    counts: Mapping[str, int]
    """Side -> rows."""
    cells: Mapping[Cell, int]
    shortfall: int
    """Rows asked for that the store cannot give."""


def build(store: Store, out: Path, *, count: int, mix: Mapping[str, float], run_id: str) -> DatasetResult:
    """Writes train, validation and test.jsonl and manifest.json to `out`, replacing what stands there only when all is written."""
    kept = store.rows(
        "SELECT trace_id, category, tool, position FROM plan_row JOIN trace USING (plan_id, category, tool) "
        "WHERE run_id = ? AND state = 'accepted'",
        [run_id],
    )
    rows = [((row["category"], row["tool"]), row["position"], row["trace_id"]) for row in kept]
    take = balanced(Counter(cell for cell, _, _ in rows), mix, count)
    chosen = first_in_plan_order(rows, take)
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        result = _write(store, partial, out, chosen, take, count - len(chosen), run_id)
        _replace(out, partial)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror}") from None
    return result


def _write(
    store: Store, folder: Path, out: Path, chosen: set[str], take: Mapping[Cell, int], shortfall: int, run_id: str
) -> DatasetResult:
    counts = dict.fromkeys(SIDES, 0)
    digest = hashlib.sha256()
    placed: list[dict[str, Any]] = []
    files = {side: (folder / f"{side}.jsonl").open("w", encoding="utf-8", newline="\n") for side in SIDES}
    for trace in _traces(store, chosen):
        line = dump_line(trace) + "\n"
        files[trace.side].write(line)
        digest.update(line.encode())
        placed.append({"trace_id": trace.trace_id, "split": trace.side, "position": counts[trace.side]})
        counts[trace.side] += 1
    for file in files.values():
        file.close()
    name = digest.hexdigest()[:16]
    manifest = _manifest(store, folder, run_id, name, counts, take, shortfall)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    store.append(
        {
            "dataset": [{"name": name, "manifest": json.dumps(manifest, sort_keys=True)}],
            "dataset_row": [{"dataset": name, **row} for row in placed],
        }
    )
    return DatasetResult(name, {side: out / f"{side}.jsonl" for side in SIDES}, counts, take, shortfall)


def _manifest(
    store: Store, folder: Path, run_id: str, name: str, counts: Mapping[str, int], take: Mapping[Cell, int], shortfall: int
) -> dict[str, Any]:
    """What the dataset was made of; no wall clock, so that the same inputs give the same bytes."""
    [run] = store.rows("SELECT seed, teacher FROM run WHERE run_id = ?", [run_id])
    files = {side: hashlib.sha256((folder / f"{side}.jsonl").read_bytes()).hexdigest() for side in SIDES}
    return {
        "dataset": name,
        "callwright": __version__,
        "run_id": run_id,
        **run,
        "rows": dict(counts),
        "shortfall": shortfall,
        "cells": {f"{category}/{tool}": rows for (category, tool), rows in sorted(take.items())},
        "sha256": files,
    }


def _traces(store: Store, chosen: set[str]) -> Iterator[Trace]:
    """The chosen traces in the order of their plan ids."""
    tools = {row["hash"]: _tool(row) for row in store.rows("SELECT hash, definition, hints FROM tool")}
    ordered = store.rows("SELECT trace_id FROM trace WHERE trace_id IN (SELECT unnest(?)) ORDER BY plan_id", [sorted(chosen)])
    for start in range(0, len(ordered), FETCHED):
        ids = [row["trace_id"] for row in ordered[start : start + FETCHED]]
        for row in store.rows("SELECT * FROM trace WHERE trace_id IN (SELECT unnest(?)) ORDER BY plan_id", [ids]):
            yield trace_of(row, tools)


def trace_of(row: Mapping[str, Any], tools: Mapping[str, Tool]) -> Trace:
    """A row of the table `trace` as the trace it was."""
    names = ("trace_id", "plan_id", "category", "tool", "template", "pattern", "fault", "style", "phrasing", "side", "teacher")
    return Trace(
        **{name: row[name] for name in names},
        messages=tuple(message_of(message) for message in json.loads(row["messages"])),
        tools=tuple(tools[tool_hash] for tool_hash in json.loads(row["tools"])),
    )


def _tool(row: Mapping[str, Any]) -> Tool:
    definition: dict[str, Any] = json.loads(row["definition"])
    return Tool(**definition, hints=Hints(**json.loads(row["hints"])))


def _replace(out: Path, partial: Path) -> None:
    """`partial` takes the place of `out` with no moment at which a half-written folder stands there."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        os.replace(out, old)
    os.replace(partial, out)
    shutil.rmtree(old, ignore_errors=True)


