"""The offline teacher: traces a second on one core with validation and storage, what each stage takes, how varied the requests are.

    python benchmarks/offline.py [TOOLS] [--count 4000]

Processor seconds of this process are counted, so that what else runs on the machine does not matter. Duplicates are looked for
at the end, as a run does after each round. Requests are distinct after lower-casing; masked, with every value the user states
replaced by its parameter's name.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from callwright.collection import collect_seldom
from callwright.generator.generate import Written, build
from callwright.generator.outlook import shares_of
from callwright.generator.plan import DEFAULT_MIX, Plan, PlanRow
from callwright.generator.rules import judge
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.growth import BATCH, batch_rows
from callwright.store.database import Store
from callwright.store.duplicates import deduplicate
from callwright.store.runs import begin_run
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools

RUN = "benchmark"
Item = TypeVar("Item")


class Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[name] += time.process_time() - start

    def timed(self, name: str, items: Iterable[Item]) -> Iterator[Item]:
        iterator = iter(items)
        while True:
            with self.stage(name):
                item = next(iterator, None)
            if item is None:
                return
            yield item


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("tools", nargs="?", default=str(SEED_TOOLS))
    parser.add_argument("--count", type=int, default=4000)
    options = parser.parse_args()
    collect_seldom()
    clock, variety = Clock(), Variety()
    with tempfile.TemporaryDirectory() as folder:
        accepted, peaks = _make(options.tools, options.count, Store(Path(folder) / "store.duckdb"), clock, variety)
    total = sum(clock.seconds.values())
    print(f"{accepted} accepted traces in {total:.1f} s of one core: {accepted / total:,.0f} a second")
    for name, seconds in clock.seconds.items():
        print(f"  {name:<12} {seconds:6.2f} s  {seconds / total:6.1%}  {1e6 * seconds / accepted:7.0f} us a trace")
    print(f"peak memory {peak_memory():,.0f} MiB; after each quarter of the rows {', '.join(f'{peak:,.0f}' for peak in peaks)}")
    variety.print()


def peak_memory() -> float:
    """MiB, so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _make(tools: str, count: int, store: Store, clock: Clock, variety: "Variety") -> tuple[int, list[float]]:
    """Accepted traces, and the peak of memory after each quarter of the rows."""
    accepted, made, peaks = 0, 0, list[float]()
    with clock.stage("start"):
        book = load_phrasebook()
        plan = Plan(load_tools(tools), load_templates(), book)
        begin_run(store, RUN, "generate", {}, 0, "offline")
    teacher, system, stored = OfflineTeacher(book), SystemText(), set[str]()
    rows = clock.timed("plan", plan.rows(shares_of(plan.cells, DEFAULT_MIX, count)))
    while batch := list(islice(rows, BATCH)):
        with clock.stage("words"):
            written = list(teacher.write(batch))
        with clock.stage("build"):
            traces = [build(row, words, teacher.name, system) for row, words in written]
        with clock.stage("validate"):
            judged = [Written(row, words, trace, judge(trace)) for (row, words), trace in zip(written, traces, strict=True)]
        with clock.stage("store"):
            store.append(batch_rows(RUN, stored, judged))
        for row, words, _, verdict in judged:
            if verdict.accepted:
                accepted += 1
                variety.add(row, words.texts)
        made += len(batch)
        peaks += [peak_memory()] * (4 * made // count - len(peaks))
    with clock.stage("duplicates"):
        deduplicate(store, RUN)
    return accepted, peaks


class Variety:
    """Requests, as they stand and with their values masked: their hashes, and the texts of those that came again."""

    def __init__(self) -> None:
        self.total = 0
        self.requests: set[int] = set()
        self.masked: set[int] = set()
        self.again: Counter[str] = Counter()

    def add(self, row: PlanRow, texts: Mapping[int, str]) -> None:
        first = next(index for index, turn in enumerate(row.scenario.turns) if turn.role == "user")
        text = (row.scenario.turns[first].content or texts[first]).lower()
        self.total += 1
        self.requests.add(hash(text))
        for call in row.scenario.turns[first].calls:
            for value in sorted(call.values, key=lambda value: -len(value.surface)):
                text = text.replace(value.surface.lower(), f"{{{value.path}}}")
        if hash(text) in self.masked:
            self.again[text] += 1
        self.masked.add(hash(text))

    def print(self) -> None:
        distinct, masked = len(self.requests) / self.total, len(self.masked) / self.total
        print(f"distinct requests {distinct:.1%}, with values masked {masked:.1%} of {self.total}")
        for text, times in self.again.most_common(3):
            print(f"  {times + 1}x {text[:110]}")


if __name__ == "__main__":
    main()
