"""Exported examples back into memory, and the decisions in them that a student is trained and judged on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from callwright.errors import InputError
from callwright.generator.formats.chat import OPENAI
from callwright.generator.formats.openai import PROVENANCE
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import Tool


@dataclass(frozen=True)
class Decision:
    """One weight-1 assistant message with the gold history before it."""

    item: str
    """The trace it comes from."""
    turn: int
    """Index of the message in the trace."""
    history: tuple[Message, ...]
    expected: Message
    tools: tuple[Tool, ...]
    metadata: dict[str, str]
    """The trace's provenance: category, tool, fault, phrasing, ..."""


def read_examples(path: Path) -> Iterator[Trace]:
    """The traces of an OpenAI chat JSON lines file, ours or anybody's; one without an id is named after its file and line.

    Raises InputError naming file and line where a line is no example.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _example(line, f"{path}:{number}", f"{path.stem}:{number}")


def _example(line: str, place: str, name: str) -> Trace:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not JSON: {error}") from None
    for path, message in OPENAI.departures(value):
        raise InputError(f"{place}: {path or 'the line'}: {message}")
    trace = OPENAI.parse(value)
    return trace if trace.trace_id != "-" else replace(trace, trace_id=name)


def decisions(trace: Trace) -> Iterator[Decision]:
    metadata = {name: str(getattr(trace, name)) for name in PROVENANCE}
    for turn, message in enumerate(trace.messages):
        if message.role == "assistant" and message.weight:
            yield Decision(trace.trace_id, turn, trace.messages[:turn], message, trace.tools, metadata)
