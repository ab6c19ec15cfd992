"""Take what people already have: from files, folders, dicts, functions, models and servers to one checked toolset.

>>> load_tools(SEED_TOOLS, only=["*_task"])
Toolset(create_task, update_task, delete_task)
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from callwright.errors import ToolsError
from callwright.tools.documents import read_documents
from callwright.tools.hints import with_guesses
from callwright.tools.lint import lint, lint_toolset
from callwright.tools.readers.forms import OPENAPI, form_named
from callwright.tools.reading import BrokenToolError, Candidate, Reading, ToolFinding
from callwright.tools.results import with_results
from callwright.tools.sources import Source, candidates
from callwright.tools.tool import JsonSchema, Tool, Toolset

SEED_TOOLS = Path(__file__).with_name("office.json")
"""The eight tools of the demo."""
MOST_DEFINITIONS = 20_000

Results = str | Path | Mapping[str, JsonSchema] | None
log = logging.getLogger("callwright.tools")


def load_tools(
    *sources: Source,
    form: str | None = None,
    only: Sequence[str] = (),
    except_: Sequence[str] = (),
    strict: bool = False,
    results: Results = None,
) -> Toolset:
    """The tools of all sources; what is left out is logged. `read_tools` takes the same and hands over the findings as well.

    Raises ToolsError where a source cannot be opened, no tool is left, or with `strict` any tool is broken.
    """
    reading = read_tools(*sources, form=form, only=only, except_=except_, results=results)
    if strict:
        refuse_broken(reading)
    if not reading.tools:
        raise ToolsError(f"no usable tool: {_line(reading.errors[0])}" if reading.errors else "the sources hold no tools")
    for finding in reading.errors:
        log.warning("left out: %s", _line(finding))
    return reading.tools


def refuse_broken(reading: Reading) -> None:
    """Raises ToolsError where a tool was left out."""
    if reading.errors:
        raise ToolsError(f"{len(reading.left_out)} of the tools are broken, first {_line(reading.errors[0])}")


def read_tools(
    *sources: Source, form: str | None = None, only: Sequence[str] = (), except_: Sequence[str] = (), results: Results = None
) -> Reading:
    """Like `load_tools`, but a broken tool is a finding and an empty toolset is an answer.

    `form` forces the form of definitions, `only` and `except_` are patterns such as `list_*`, `results` gives result schemas by
    tool's name, as a dict or a file.
    """
    if form not in (None, OPENAPI):
        form_named(str(form))
    found = _chosen(_all_candidates(sources, form), only, except_)
    findings: list[ToolFinding] = []
    named: dict[str, Tool] = {}
    repeated: Counter[str] = Counter()
    for candidate in found:
        tool, new = _read(candidate)
        if tool is not None:
            tool, clash = _named(tool, candidate, named, repeated)
            new = [*new, *clash]
        if tool is not None:
            named[tool.name] = tool
        findings += new
    findings += [_repetition(name, times) for name, times in repeated.items()]
    tools = with_results(list(named.values()), _overrides(results))
    return Reading(Toolset(tools), (*findings, *lint_toolset(tools)))


def _all_candidates(sources: Iterable[Source], form: str | None) -> list[Candidate]:
    found: list[Candidate] = []
    for source in sources:
        found += candidates(source, form)
    if len(found) > MOST_DEFINITIONS:
        raise ToolsError(f"{len(found):,} tools are more than {MOST_DEFINITIONS:,}: split them")
    return found


def _chosen(found: list[Candidate], only: Sequence[str], except_: Sequence[str]) -> list[Candidate]:
    for pattern in (*only, *except_):
        if not any(fnmatchcase(candidate.name, pattern) for candidate in found):
            raise ToolsError(f"no tool matches {pattern!r}: there are {', '.join(candidate.name for candidate in found[:20])}")
    return [candidate for candidate in found if (not only or _matches(candidate, only)) and not _matches(candidate, except_)]


def _matches(candidate: Candidate, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(candidate.name, pattern) for pattern in patterns)


def _read(candidate: Candidate) -> tuple[Tool | None, list[ToolFinding]]:
    try:
        tool = candidate.read()
    except BrokenToolError as fault:
        return None, [ToolFinding(candidate.name, fault.code, fault.message, candidate.place, fault.path, fault.mend)]
    findings = lint(tool, candidate.place)
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    if any(finding.code == "CW016" for finding in findings):
        tool = replace(tool, result=None)
    return replace(tool, hints=with_guesses(tool.name, tool.hints)), findings


def _named(
    tool: Tool, candidate: Candidate, named: Mapping[str, Tool], repeated: Counter[str]
) -> tuple[Tool | None, list[ToolFinding]]:
    """The tool under a name that is free, None where there is no such name or the same tool is there already."""
    if named.get(tool.name, tool) == tool:
        if tool.name not in named:
            return tool, []
        repeated[tool.name] += 1
        return None, []
    qualified = re.sub(r"[^A-Za-z0-9_-]+", "_", candidate.origin).strip("_")[: 62 - len(tool.name)] + f"__{tool.name}"
    if not candidate.origin or qualified in named or len(tool.name) > 60:
        message = f"{tool.name!r} is already the name of a different tool"
        return None, [ToolFinding(tool.name, "CW003", message, candidate.place, mend="rename one of them or leave one out")]
    message = f"{tool.name!r} is taken by a different tool: that of {candidate.origin} is offered as {qualified!r}"
    return replace(tool, name=qualified), [
        ToolFinding(qualified, "CW014", message, candidate.place, mend="nothing, or leave one out")
    ]


def _repetition(name: str, times: int) -> ToolFinding:
    return ToolFinding(
        name, "CW015", f"given {times + 1} times, each time the same: kept once", mend="nothing, or remove the repetitions"
    )


def _overrides(results: Results) -> Mapping[str, JsonSchema]:
    if results is None or isinstance(results, Mapping):
        return results or {}
    documents: list[tuple[str, Any]] = list(read_documents(Path(results)))
    schemas = documents[0][1]
    if not isinstance(schemas, dict) or not all(isinstance(schema, dict) for schema in schemas.values()):
        raise ToolsError(f"{results}: expected an object of tool name -> result schema")
    return schemas


def _line(finding: ToolFinding) -> str:
    return f"{finding.tool} ({finding.place}): {finding.code} {finding.message}"
