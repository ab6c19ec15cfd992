"""Texts of the benchmarks a dataset must not hold: JSON lines, JSON, CSV, TSV, Parquet, or plain text with one request a line.

Of a record what a user says is taken: `question`, `instruction`, `utterance`, `messages` (of the role user), `conversations`
(from human), ... at any depth, so that BFCL's `question: [[{"role": "user", ...}]]` and Snips' `data: [{"text": ...}]` read too.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from callwright.errors import InputError

FIELDS = (
    "question", "questions", "instruction", "instructions", "utterance", "utterances", "query", "prompt", "request", "user",
    "user_query", "input", "problem", "text", "sentence", "content", "messages", "conversations", "conversation", "turns",
)  # fmt: skip
SPEAKERS = frozenset({"user", "human", "User", "Human"})


def benchmark_texts(path: Path) -> list[tuple[int, str]]:
    """Record (from 1) and text. InputError for a file that cannot be read, or in which no text of a user is found."""
    try:
        found = [(place, text) for place, record in enumerate(_records(path), 1) for text in _texts(record) if text.strip()]
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        raise InputError(f"--decontaminate {path}: cannot be read: {error}") from None
    if not found:
        raise InputError(f"--decontaminate {path}: no text of a user in it; looked for {', '.join(FIELDS)}")
    return found


def check_benchmarks(paths: Sequence[Path]) -> None:
    """InputError for a file that cannot be read; before anything is made."""
    for path in paths:
        benchmark_texts(path)


def _records(path: Path) -> Iterator[Any]:
    if path.suffix == ".parquet":
        from pyarrow import parquet

        yield from parquet.read_table(path).to_pylist()
        return
    text = path.read_text("utf-8-sig")
    if path.suffix in (".csv", ".tsv"):
        yield from csv.DictReader(text.splitlines(), delimiter="\t" if path.suffix == ".tsv" else ",")
    elif path.suffix == ".json":
        yield from _document(text)
    elif path.suffix in (".jsonl", ".ndjson"):
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
    else:
        yield from (line for line in text.splitlines() if line.strip())


def _document(text: str) -> Iterator[Any]:
    """An array, an object of arrays by name, or, as BFCL names its files, JSON lines in a `.json`."""
    try:
        document = json.loads(text)
    except ValueError:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    lists = [document] if isinstance(document, list) else [part for part in document.values() if isinstance(part, list)]
    if not lists:
        yield document
    for records in lists:
        yield from records


def _texts(value: Any) -> Iterator[str]:
    """What a user says in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(_is_piece(part) for part in value):
            yield "".join(part["text"] for part in value)
        else:
            for part in value:
                yield from _texts(part)
    elif isinstance(value, Mapping):
        yield from _of_object(value)


def _is_piece(part: Any) -> bool:
    """A stretch of one sentence, with or without the slot it fills."""
    return (
        isinstance(part, Mapping)
        and isinstance(part.get("text"), str)
        and set(part) <= {"text", "entity", "slot_name", "slot", "type"}
    )


def _of_object(record: Mapping[str, Any]) -> Iterator[str]:
    speaker = record.get("role", record.get("from"))
    if isinstance(speaker, str):
        if speaker in SPEAKERS:
            yield from _texts(record.get("content", record.get("value", "")))
        return
    named = [field for field in FIELDS if record.get(field)]
    inner = [record[field] for field in named] or [part for part in record.values() if isinstance(part, list | Mapping)]
    for part in inner:
        yield from _texts(part)
