"""Whether the offline teacher can speak of real tools: one accepted single_call trace for each tool of a file of MCP servers.

    python benchmarks/single_calls.py ../shared/data/mcp_tools.jsonl [--show 40]

Every server's tools are a toolset of their own, as an agent would have them. A tool has TRIES rows; what every one of them was
rejected for is the reason printed. `--show` prints that many of the accepted requests, spread over the file.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from callwright.generator.generate import generate
from callwright.generator.plan import Plan
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.templates.wording import wording_of
from callwright.tools.load import read_tools

TRIES = 8


@dataclass
class Tally:
    tools: int = 0
    accepted: int = 0
    rows: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    spoken_by: Counter[str] = field(default_factory=Counter)
    """Tools by the group of carriers that speaks of them: an intent, `fallback` (its description) or `thing` (its name)."""
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    """Server, tool and reason."""
    requests: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    start, tally = time.perf_counter(), Tally()
    for server, tools in _servers(options.file):
        _speak(server, tools, tally)
    _print(tally, options.show, time.perf_counter() - start)


def _servers(path: Path) -> Iterator[tuple[str, list[object]]]:
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        yield document["server"], [document]


def _speak(server: str, documents: list[object], tally: Tally) -> None:
    """One single_call cell for each tool, read until a row is accepted."""
    book = load_phrasebook()
    tools = read_tools(*documents).tools
    templates = [template for template in load_templates() if template.category in ("single_call", "confirm")]
    plan = Plan(tools, templates, book)
    cells = {tool: cell for cell in plan.cells for tool in [cell[1]]}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    accepted: set[str] = set()
    teacher = OfflineTeacher(book)
    for trace, verdict in generate(plan.rows(dict.fromkeys(plan.cells, TRIES)), teacher):
        tally.rows += 1
        codes = {finding.code for finding in verdict.findings if finding.severity == "error"}
        tally.rejected.update(codes)
        found[trace.tool].update(codes)
        if verdict.accepted and trace.tool not in accepted:
            accepted.add(trace.tool)
            tally.requests.append(f"{trace.tool} [{trace.style}] {trace.request}")
    for name, tool in tools.items():
        tally.tools += 1
        tally.spoken_by[wording_of(tool, book).group] += 1
        if name in accepted:
            tally.accepted += 1
        else:
            reason = ", ".join(f"{code} {n}x" for code, n in found[name].most_common()) if name in found else "no values"
            tally.failed.append((server, name, reason if name in cells else "nothing can be planned: no values fit its schema"))


def _print(tally: Tally, show: int, seconds: float) -> None:
    share = f"{tally.accepted / tally.tools:.1%}"
    print(f"{tally.accepted} of {tally.tools} tools have an accepted single call ({share}), {seconds:.0f} s")
    print(f"{tally.rows} rows, rejected by rule: {', '.join(f'{code} {n}' for code, n in tally.rejected.most_common()) or 'none'}")
    by = tally.spoken_by
    print(f"spoken of by an intent: {tally.tools - by['fallback'] - by['thing']}; by their description: {by['fallback']}", end="")
    print(f"; by their name: {by['thing']}")
    for server, name, reason in tally.failed:
        print(f"  without: {server} / {name}: {reason}")
    step = max(1, len(tally.requests) // show) if show else 1
    for line in tally.requests[::step][:show]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
