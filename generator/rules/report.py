"""What judging a file found: counted as it goes, printed as text, as GitHub annotations or as one JSON object, never held."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from callwright.generator.rules.files import JudgedLine
from callwright.generator.rules.rule import RULES
from callwright.tools.call import Finding

Format = Literal["text", "json", "github"]


@dataclass
class Tally:
    """Counts over a file. A trace counts for every tool it calls; an offered tool that is never called stands with zeros."""

    traces: int = 0
    valid: int = 0
    repaired: int = 0
    """Lines that `--fix` changed."""
    by_rule: Counter[str] = field(default_factory=Counter)
    valid_by_tool: Counter[str] = field(default_factory=Counter)
    invalid_by_tool: Counter[str] = field(default_factory=Counter)
    offered: set[str] = field(default_factory=set)

    @property
    def invalid(self) -> int:
        return self.traces - self.valid

    def add(self, line: JudgedLine) -> None:
        self.traces += 1
        self.valid += line.valid
        self.repaired += bool(line.repairs)
        self.by_rule.update(finding.code for finding in line.findings)
        if line.trace is not None:
            counter = self.valid_by_tool if line.valid else self.invalid_by_tool
            counter.update({placed.name for message in line.trace.messages for placed in message.tool_calls})
            self.offered.update(tool.name for tool in line.trace.tools)

    def by_tool(self) -> dict[str, dict[str, int]]:
        names = self.offered | set(self.valid_by_tool) | set(self.invalid_by_tool)
        return {name: {"valid": self.valid_by_tool[name], "invalid": self.invalid_by_tool[name]} for name in sorted(names)}

    def coverage(self) -> tuple[int, int]:
        """Of the offered tools: how many are called in a valid trace, and how many there are."""
        return len(self.offered & set(self.valid_by_tool)), len(self.offered)


Report = Callable[[str, Iterable[JudgedLine], Tally], Iterator[str]]
"""Path, judged lines and the tally to fill; yields pieces of output."""


def text(path: str, lines: Iterable[JudgedLine], tally: Tally) -> Iterator[str]:
    for line in lines:
        tally.add(line)
        for repair in line.repairs:
            yield f"{path}:{line.number}: fixed {repair.path}: {repair.message}\n"
        for finding in line.findings:
            mend = f" ({finding.mend})" if finding.mend else ""
            yield f"{path}:{line.number}: {finding.code} {_place(finding)}{finding.message}{mend}\n"
    yield from _summary(tally)


def _place(finding: Finding) -> str:
    severity = "warning: " if finding.severity == "warning" else ""
    return f"{severity}{finding.path}: " if finding.path else severity


def _summary(tally: Tally) -> Iterator[str]:
    called, offered = tally.coverage()
    yield f"{tally.traces} traces: {tally.valid} valid, {tally.invalid} invalid; {called} of {offered} tools covered\n"
    for code, count in sorted(tally.by_rule.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {count:>7}  {code}  {RULES[code].summary}\n"
    for name, counts in tally.by_tool().items():
        yield f"  {name or 'a call without a name'}: {counts['valid']} valid, {counts['invalid']} invalid\n"


def github(path: str, lines: Iterable[JudgedLine], tally: Tally) -> Iterator[str]:
    """Workflow commands that annotate the file's lines, https://docs.github.com/actions (workflow commands), with their escapes."""
    for line in lines:
        tally.add(line)
        for finding in line.findings:
            mend = f" ({finding.mend})" if finding.mend else ""
            message = _escaped(f"{_place(finding)}{finding.message}{mend}")
            yield f"::{finding.severity} file={_escaped_property(path)},line={line.number},title={finding.code}::{message}\n"


def _escaped(message: str) -> str:
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(value: str) -> str:
    return _escaped(value).replace(":", "%3A").replace(",", "%2C")


def as_json(path: str, lines: Iterable[JudgedLine], tally: Tally) -> Iterator[str]:  # noqa: ARG001 - one signature for all reports
    """One object; the findings come first, so that none has to be kept."""
    separator = ""
    yield '{"findings": ['
    for line in lines:
        tally.add(line)
        for finding in line.findings:
            yield separator + json.dumps(_row(line.number, finding))
            separator = ", "
    totals = {"traces": tally.traces, "valid": tally.valid, "invalid": tally.invalid, "repaired": tally.repaired}
    rest = {**totals, "by_rule": dict(sorted(tally.by_rule.items())), "by_tool": tally.by_tool()}
    yield "], " + json.dumps(rest)[1:] + "\n"


def _row(number: int, finding: Finding) -> dict[str, Any]:
    named = {name: getattr(finding, name) for name in ("code", "path", "message", "severity", "mend")}
    return {"line": number, **named}


REPORTS: dict[str, Report] = {"text": text, "github": github, "json": as_json}
