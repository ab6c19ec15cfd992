"""Traces to a folder of JSON lines: each line read back and compared before it is written, the folder put in place whole."""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from callwright.errors import StoreError
from callwright.generator.formats.form import Example, Form
from callwright.generator.formats.losses import survives
from callwright.generator.formats.refusals import refusal
from callwright.generator.pairs import examples
from callwright.generator.trace import SIDES, Trace
from callwright.store.card import CARD, card
from callwright.store.recipes import recipes
from callwright.tools.tool import canonical_json

LinesOf = Callable[[Trace, Form], Iterable[Example]]
MANIFEST = "manifest.json"
NOTHING = "nothing in it makes a line of this form"


@dataclass(frozen=True)
class Export:
    name: str
    files: Mapping[str, Path]
    counts: Mapping[str, int]
    """Side -> lines."""
    positions: Mapping[str, Mapping[str, int]]
    """Side -> trace -> its first line, from 0."""
    not_held: Mapping[str, Sequence[str]]
    """Reason -> traces that the form cannot hold; they are in no file."""
    manifest: Mapping[str, Any]


@dataclass
class _Figures:
    """What is counted while the lines are written."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SIDES, 0))
    positions: dict[str, dict[str, int]] = field(default_factory=lambda: {side: {} for side in SIDES})
    not_held: dict[str, list[str]] = field(default_factory=dict)
    categories: Counter[tuple[str, str]] = field(default_factory=Counter)
    tools: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    wrong_on_purpose: int = 0
    longest: int = 0

    def add(self, example: Example, line: str) -> None:
        trace = example.trace
        self.positions[trace.side].setdefault(trace.trace_id, self.counts[trace.side])
        self.counts[trace.side] += 1
        self.categories[trace.category, trace.side] += 1
        self.tools[trace.tool] += 1
        spoken = [message for message in trace.messages if message.role == "assistant"]
        self.decisions.update(message.act or "-" for message in spoken if message.weight)
        self.pairs.update([example.note["pair"]] if "pair" in example.note else [])
        self.wrong_on_purpose += any(message.tool_calls and not message.weight for message in spoken)
        self.longest = max(self.longest, len(line))

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.counts,
            "categories": {category: self._of(category) for category in sorted({category for category, _ in self.categories})},
            "anchors": dict(sorted(self.tools.items())),
            "trained_decisions": dict(sorted(self.decisions.items())),
            "wrong_on_purpose": self.wrong_on_purpose,
            "longest_line": self.longest,
            **({"pairs": dict(sorted(self.pairs.items()))} if self.pairs else {}),
            "not_held": {reason: sorted(ids) for reason, ids in sorted(self.not_held.items())},
        }

    def _of(self, category: str) -> dict[str, int]:
        return {side: self.categories[category, side] for side in SIDES}


def export(
    traces: Iterable[Trace],
    form: Form,
    out: Path,
    provenance: Mapping[str, Any],
    name: str | None,
    record: Callable[[Export], None],
    lines_of: LinesOf = examples,
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
        written = _write(traces, form, partial, out, provenance, name, lines_of)
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


def _write(
    traces: Iterable[Trace],
    form: Form,
    folder: Path,
    out: Path,
    provenance: Mapping[str, Any],
    name: str | None,
    lines_of: LinesOf,
) -> Export:
    figures = _write_lines(traces, form, folder, lines_of)
    manifest: dict[str, Any] = {
        "callwright": version("callwright"),
        "faker": version("faker"),
        "form": form.name,
        "cannot_hold": sorted(form.cannot_hold),
        "sha256": {side: hashlib.sha256((folder / f"{side}.jsonl").read_bytes()).hexdigest() for side in SIDES},
        **figures.as_json(),
        **provenance,
    }
    manifest["dataset"] = name or hashlib.sha256(canonical_json(manifest).encode()).hexdigest()[:16]
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    for path, text in {CARD: card(manifest), **recipes(manifest)}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    files: dict[str, Path] = {side: out / f"{side}.jsonl" for side in SIDES}
    return Export(manifest["dataset"], files, figures.counts, figures.positions, figures.not_held, manifest)


def _write_lines(traces: Iterable[Trace], form: Form, folder: Path, lines_of: LinesOf) -> _Figures:
    figures = _Figures()
    files = {side: (folder / f"{side}.jsonl").open("w", encoding="utf-8", newline="\n") for side in SIDES}
    for trace in traces:
        made, reason = lines(trace, form, lines_of)
        if reason:
            figures.not_held.setdefault(reason, []).append(trace.trace_id)
            continue
        for example in made:
            line = _line(example, form)
            figures.add(example, line)
            files[trace.side].write(line)
    for file in files.values():
        file.close()
    return figures


def lines(trace: Trace, form: Form, lines_of: LinesOf) -> tuple[list[Example], str]:
    """What the trace becomes in the form, and why it cannot be written; nothing where it can."""
    made = list(lines_of(trace, form))
    return made, next(filter(None, (refusal(example.trace, form) for example in made)), "" if made else NOTHING)


def rendered(example: Example, form: Form) -> dict[str, Any]:
    line = form.render(example.trace)
    return {**line, "metadata": {**line["metadata"], **example.note}}


def _line(example: Example, form: Form) -> str:
    """A line that reads back as the same trace, after what the form is known to lose."""
    line = json.dumps(rendered(example, form), ensure_ascii=False, separators=(",", ":"))
    if not survives(example.trace, json.loads(line), form):
        raise AssertionError(f"trace {example.trace.trace_id} does not survive the form {form.name}")
    return line + "\n"


def _replace(out: Path, partial: Path) -> None:
    """`partial` takes the place of `out`; a half-written folder never stands there."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        os.replace(out, old)
    os.replace(partial, out)
    shutil.rmtree(old, ignore_errors=True)
