"""What a teacher over the network costs the client, beside a bare HTTP client and beside other libraries, in one run.

    python benchmarks/teacher.py
    python -m venv rivals && rivals/bin/pip install "distilabel[openai]" bespokelabs-curator
    python benchmarks/teacher.py --rivals rivals/bin/python

They have an environment of their own: they want another openai than we do.

First the processor time of one first attempt: prompt, sending, journal, reading, with the validator and without, against aiohttp
posting the same bodies and reading the JSON. Then whole processes against `callwright mock-teacher` at 200 ms: 2,000 requests, 256
in flight, ours planned, validated, deduplicated and durably in DuckDB; the others ask for the same prompts in the form their
documentation shows and keep the answers as they do. Time is wall clock from start to end of the process, beside it processor time
(what can be compared on a machine that has other work too), memory the largest sum of resident memory over the process and its
children. The server runs on the same machine: its own processor time is in the column `server`. Our modules are compiled
first, as pip compiles those of the others.
"""

import argparse
import asyncio
import compileall
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import callwright
from callwright.generator.generate import review
from callwright.generator.plan import Plan, PlanRow
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.mock_serving import serving
from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.dialect import Dialect
from callwright.generator.teachers.network.journal import Journal
from callwright.generator.teachers.network.limits import Limits
from callwright.generator.teachers.network.teacher import NetworkTeacher
from callwright.generator.teachers.prompt import Prompts
from callwright.generator.teachers.reply import Forms
from callwright.generator.teachers.teacher import Words
from callwright.generator.trace import Trace, Verdict
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools

MODEL = "mock-teacher"
LATENCY = 0.2
HERE = Path(__file__).parent
ROOT = Path(callwright.__file__).parent
RIVALS = {"curator": ("bespokelabs.curator", "rival_curator.py"), "distilabel": ("distilabel", "rival_distilabel.py")}
LOOKED = 0.05
"""Seconds between two looks at a process's memory."""


FORM = (0, 3)
"""The open turns of a row of the benchmark: a request and a report. The others need one response model for all."""


def planned(count: int) -> list[PlanRow]:
    plan = Plan(load_tools(SEED_TOOLS), load_templates(), load_phrasebook())
    cells = [cell for cell in plan.cells if cell[0] == "single_call"]
    rows = plan.rows(dict.fromkeys(cells, count))
    return list(islice((row for row in rows if tuple(row.scenario.open_turns) == FORM), count))


def processor(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def bare(bodies: Sequence[dict[str, Any]], url: str, in_flight: int) -> float:
    """Processor seconds that aiohttp alone takes."""
    import aiohttp

    async def post_all() -> None:
        waiting: Iterator[dict[str, Any]] = iter(bodies)
        connector = aiohttp.TCPConnector(limit=in_flight)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def work() -> None:
                for body in waiting:
                    async with session.post(f"{url}/chat/completions", json=body) as response:
                        json.loads(json.loads(await response.read())["choices"][0]["message"]["content"])

            await asyncio.gather(*(work() for _ in range(in_flight)))

    start = processor()
    asyncio.run(post_all())
    return processor() - start


def ours(rows: Sequence[PlanRow], url: str, in_flight: int, reviewer: Callable[..., tuple[Trace, Verdict]]) -> float:
    """Processor seconds that the teacher takes for the rows."""
    limits = Limits(concurrency=in_flight, start_share=1.0)
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal", "run")
        teacher = NetworkTeacher(MODEL, Connection(base_url=url, mode="json_schema", limits=limits), journal, reviewer, versions={})
        start = processor()
        written = sum(1 for _ in teacher.write(rows))
        used = processor() - start
        teacher.close()
        journal.close()
    assert written == len(rows)
    return used


def attempts(rows: Sequence[PlanRow], in_flight: int) -> Table:
    prompts, dialect, system = Prompts(), Dialect("json_schema"), SystemText()
    forms = Forms(prompts.notes)
    bodies = [{"model": MODEL, "messages": prompts.messages(row), **dialect.body(forms.of(row), 1024)} for row in rows]
    trace = review(rows[0], Words({}, ""), MODEL, system)[0]

    def accept(*_: Any) -> tuple[Trace, Verdict]:
        return trace, Verdict()

    def judged(row: PlanRow, words: Words, name: str) -> tuple[Trace, Verdict]:
        return review(row, words, name, system)

    with serving(latency=LATENCY) as mock:
        ours(rows[:50], mock.url, in_flight, judged)
        measured = {
            "aiohttp, bare": bare(bodies, mock.url, in_flight),
            "a first attempt": ours(rows, mock.url, in_flight, accept),
            "a first attempt, validated": ours(rows, mock.url, in_flight, judged),
        }
    table = Table("client", "ms of CPU a request", "times aiohttp", title=f"{len(rows)} requests, {in_flight} in flight")
    for name, seconds in measured.items():
        table.add_row(name, f"{1000 * seconds / len(rows):.2f}", f"{seconds / measured['aiohttp, bare']:.1f}")
    return table


@dataclass(frozen=True)
class Measured:
    seconds: float
    processor: float
    megabytes: float
    requests: int
    server: float
    """Processor seconds of the server meanwhile."""
    failed: str = ""


def process(command: Sequence[str], latency: float = LATENCY) -> Measured:
    """A whole process against a server of its own; `URL` in the command becomes the server's."""
    with serving(latency=latency) as mock:
        served = _taken(mock.process.pid)
        start, used = time.monotonic(), processor(resource.RUSAGE_CHILDREN)
        environment = {**os.environ, "OPENAI_API_KEY": "none", "TOKENIZERS_PARALLELISM": "false"}
        running = subprocess.Popen(
            [part.replace("URL", mock.url) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=environment,
        )  # fmt: skip
        peak = _Peak(running.pid)
        said, _ = running.communicate()
        seconds, used = time.monotonic() - start, processor(resource.RUSAGE_CHILDREN) - used
        failed = "" if running.returncode == 0 else " ".join(said.split())[-200:]
        served = _taken(mock.process.pid) - served
        return Measured(seconds, used, peak.ended() / 2**20, mock.stats()["completed"], served, failed)


class _Peak(threading.Thread):
    """The largest resident memory of a process and all below it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self._over = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.wait(LOOKED):
            self.most = max(self.most, sum(_resident(pid) for pid in _tree(self.pid)))

    def ended(self) -> int:
        self._over.set()
        self.join()
        return self.most


def _tree(root: int) -> list[int]:
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(rest[1]), []).append(pid)
    found = [root]
    for pid in found:
        found += below.get(pid, [])
    return found


def _taken(pid: int) -> float:
    """Processor seconds that a process has taken so far."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def processes(rows: Sequence[PlanRow], in_flight: int, rivals: str | None) -> Table:
    table = Table(
        "process",
        "s",
        "s of CPU",
        "MB",
        "requests",
        "server",
        "",
        title=f"{len(rows)} rows, {in_flight} in flight, {LATENCY * 1000:.0f} ms",
    )
    for room in (ROOT, *filter(Path.is_dir, ROOT.iterdir())):
        compileall.compile_dir(room.resolve(), quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "callwright.cli", "generate", str(SEED_TOOLS), "--mix", "single_call=1", "--quiet"]
        command += ["--count", str(len(rows)), "--concurrency", str(in_flight), "--out", folder]
        command += ["--teacher", MODEL, "--base-url", "URL"]
        _add(table, "callwright generate", process(command))
        prompts = Path(folder) / "prompts.jsonl"
        told = Prompts()
        prompts.write_text("".join(json.dumps({"id": row.plan_id, "messages": told.messages(row)}) + "\n" for row in rows), "utf-8")
        for name, (module, script) in RIVALS.items():
            if not rivals or subprocess.run([rivals, "-c", f"import {module}"], capture_output=True).returncode:
                table.add_row(name, "-", "-", "-", "-", "-", "not installed")
                continue
            _add(table, name, process([rivals, str(HERE / script), str(prompts), "URL", MODEL, str(in_flight)]))
    return table


def _add(table: Table, name: str, measured: Measured) -> None:
    figures = (
        f"{measured.seconds:.1f}",
        f"{measured.processor:.1f}",
        f"{measured.megabytes:.0f}",
        str(measured.requests),
        f"{measured.server:.1f}",
    )
    table.add_row(name, *figures, measured.failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, default=256)
    parser.add_argument("--rivals", metavar="PYTHON", help="an interpreter that has curator or distilabel")
    options = parser.parse_args()
    asked = planned(options.count)
    Console().print(attempts(asked, options.in_flight))
    Console().print(processes(asked, options.in_flight, options.rivals))
