"""Traces to a folder of JSON lines: each rendered, read back and compared before it is written, the folder put in place whole."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from callwright.errors import StoreError
from callwright.generator.formats.form import Form
from callwright.generator.formats.losses import reduced
from callwright.generator.trace import SIDES, Trace

MANIFEST = "manifest.json"
CARD = "README.md"


@dataclass(frozen=True)
class Export:
    name: str
    files: Mapping[str, Path]
    trace_ids: Mapping[str, Sequence[str]]
    """Side -> traces in the order of the lines."""
    not_held: Sequence[str]
    manifest: Mapping[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        return {side: len(trace_ids) for side, trace_ids in self.trace_ids.items()}


def export(
    traces: Iterable[Trace],
    form: Form,
    out: Path,
    provenance: Mapping[str, Any],
    name: str | None,
    record: Callable[[Export], None],
) -> Export:
    """`record` is called when all is written and before it is put in place: what it raises leaves `out` as it was.

    StoreError where `out` holds something else or cannot be written; then nothing is changed there.
    """
    out = out.absolute()
    _refuse_other_folders(out)
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        written = _write(traces, form, partial, out, provenance, name)
        record(written)
        _replace(out, partial)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return written


def _refuse_other_folders(out: Path) -> None:
    if out.is_file():
        raise StoreError(f"{out}: a file; a dataset is a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise StoreError(f"{out}: holds something that is no dataset; give a new or an empty folder")


def _write(traces: Iterable[Trace], form: Form, folder: Path, out: Path, provenance: Mapping[str, Any], name: str | None) -> Export:
    trace_ids: dict[str, list[str]] = {side: [] for side in SIDES}
    not_held: list[str] = []
    files = {side: (folder / f"{side}.jsonl").open("w", encoding="utf-8", newline="\n") for side in SIDES}
    for trace in traces:
        if form.holds(trace):
            files[trace.side].write(_line(trace, form))
            trace_ids[trace.side].append(trace.trace_id)
        else:
            not_held.append(trace.trace_id)
    for file in files.values():
        file.close()
    hashes = {side: hashlib.sha256((folder / f"{side}.jsonl").read_bytes()).hexdigest() for side in SIDES}
    content = hashlib.sha256("".join(hashes.values()).encode()).hexdigest()
    manifest = {
        "dataset": name or content[:16],
        "callwright": version("callwright"),
        "form": form.name,
        "cannot_hold": sorted(form.cannot_hold),
        "rows": {side: len(ids) for side, ids in trace_ids.items()},
        "sha256": hashes,
        "not_held": sorted(not_held),
        **provenance,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    return Export(manifest["dataset"], {side: out / f"{side}.jsonl" for side in SIDES}, trace_ids, not_held, manifest)


def _line(trace: Trace, form: Form) -> str:
    """The trace as a line that reads back as the same trace, after what the form is known to lose."""
    line = json.dumps(form.render(trace), ensure_ascii=False, separators=(",", ":"))
    if reduced(form.parse(json.loads(line)), form) != reduced(trace, form):
        raise AssertionError(f"trace {trace.trace_id} does not survive the form {form.name}")
    return line + "\n"


def _replace(out: Path, partial: Path) -> None:
    """`partial` takes the place of `out`; a half-written folder never stands there."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        os.replace(out, old)
    os.replace(partial, out)
    shutil.rmtree(old, ignore_errors=True)
