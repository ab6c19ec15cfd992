"""A file of any form, line by line, judged: in flat memory, whatever stands in it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, BinaryIO

from callwright.generator.formats.form import Form
from callwright.generator.formats.places import located
from callwright.generator.formats.repair import Repair, repaired
from callwright.generator.rules import chosen, judge
from callwright.generator.rules.executed import executed
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

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(rule.code for rule in chosen(self.select, self.ignore))

    def wanted(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """What makes a line unreadable is always reported; the rest as selected."""
        return tuple(finding for finding in findings if finding.severity == "error" or finding.code in self.codes)


@dataclass(frozen=True)
class JudgedLine:
    number: int
    """From 1."""
    findings: tuple[Finding, ...]
    trace: Trace | None
    """None where the line could not be read."""
    repairs: tuple[Repair, ...] = ()
    """What `--fix` changed."""

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
        return JudgedLine(number, judging.wanted((line,)), None)
    read = read_trace(line, judging.form)
    if read.form is None or read.trace is None:
        return JudgedLine(number, judging.wanted(read.findings), None)
    trace = read.trace if judging.tools is None else replace(read.trace, tools=judging.tools)
    verdict = judge(trace, select=judging.select, ignore=(*judging.ignore, *read.form.exempt))
    form = read.form
    placed = (replace(finding, path=located(finding.path, line, form)) for finding in verdict.findings)
    return JudgedLine(number, (*judging.wanted(read.findings), *placed), trace)


def fixed_lines(file: BinaryIO, judging: Judging, write: Callable[[bytes], Any]) -> Iterator[JudgedLine]:
    """Like `judged_lines`, of the lines as they are after repair; these are written, and what cannot be repaired as it was."""
    for number, raw in bounded_lines(file):
        fixed, repairs = _fixed(raw, judging.form) if raw.strip() else (raw, ())
        write(fixed if fixed.endswith(b"\n") else fixed + b"\n")
        if raw.strip():
            yield replace(judged(number, fixed, judging), repairs=repairs)


def _fixed(raw: bytes, form: Form | None) -> tuple[bytes, tuple[Repair, ...]]:
    line = read_line(raw)
    read = None if isinstance(line, Finding) else read_trace(line, form)
    if isinstance(line, Finding) or read is None or read.form is None or read.trace is None:
        return raw, ()
    result, repairs = repaired(line, read.form.name)
    return (json.dumps(result, ensure_ascii=False).encode() if repairs else raw), tuple(repairs)


def executed_lines(lines: Iterable[JudgedLine]) -> Iterator[JudgedLine]:
    """The lines with what running their calls found."""
    for line in lines:
        found = () if line.trace is None else tuple(executed(line.trace))
        yield replace(line, findings=(*line.findings, *found))
