"""A file of any form, line by line, judged: in flat memory, whatever stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from callwright.generator.formats.form import Form
from callwright.generator.rules import judge
from callwright.generator.rules.forms import read_trace
from callwright.generator.rules.lines import MAX_LINE_BYTES, read_line
from callwright.generator.trace import Trace
from callwright.tools.call import Finding
from callwright.tools.tool import Tool


@dataclass(frozen=True)
class Judging:
    """How a file is judged."""

    form: Form | None = None
    """None: each line's form is recognised."""
    tools: tuple[Tool, ...] | None = None
    """None: each line's own."""
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()


@dataclass(frozen=True)
class JudgedLine:
    number: int
    """From 1."""
    findings: tuple[Finding, ...]
    trace: Trace | None
    """None where the line could not be read."""

    @property
    def valid(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)


def judged_lines(file: BinaryIO, judging: Judging) -> Iterator[JudgedLine]:
    for number, raw in bounded_lines(file):
        if raw.strip():
            yield judged(number, raw, judging)


def bounded_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; of one that is too long, only so much that the rules see it is."""
    number = 0
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        rest = raw
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE_BYTES + 1)
        yield number, raw


def judged(number: int, raw: bytes, judging: Judging) -> JudgedLine:
    line = read_line(raw)
    if isinstance(line, Finding):
        return JudgedLine(number, (line,), None)
    read = read_trace(line, judging.form)
    if isinstance(read, list):
        return JudgedLine(number, tuple(read), None)
    form, trace = read
    if judging.tools is not None:
        trace = replace(trace, tools=judging.tools)
    ignore = (*judging.ignore, *form.exempt)
    return JudgedLine(number, judge(trace, select=judging.select, ignore=ignore).findings, trace)
