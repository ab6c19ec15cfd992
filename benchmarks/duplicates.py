"""Deduplication on rows of our own generator: seconds, peak memory and growth; recall and precision against brute force.

    python benchmarks/duplicates.py                      # 10,000 and 100,000 rows, recall and precision on 5,000 and 20,000
    python benchmarks/duplicates.py --rows 1000000       # a size of your own

The corpus: the office tools (tools/office.json), offline teacher, seed 0, 1, ... of 100,000 rows each; every row the plan gives.
What deduplication reads is stored as a run stores it: request, gold calls, category, anchor, side, phrasing, content hash. Left
out is what it never looks at: the validator's verdict (all rows stand as accepted; about one in a thousand would not be), system
text, results and answers. A row takes 1.1 ms of one core. Each size is made once into `--folder`; one that was stopped goes on.
Templates make large buckets: that is the point of not using random text. The time is that of one `deduplicate` in a process of its
own: reading, hashing, pairing, verifying and writing down the outcome.
"""

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from callwright.generator.generate import build
from callwright.generator.outlook import shares_of
from callwright.generator.plan import DEFAULT_MIX, Plan, PlanRow
from callwright.generator.rows import Row, call_rows, trace_row
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.teachers.teacher import Words
from callwright.generator.trace import Trace, Verdict
from callwright.progress import Stages
from callwright.store.contamination import grams
from callwright.store.database import Store
from callwright.store.duplicates import NEAR, deduplicate
from callwright.store.runs import begin_run, known_plan_ids
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools

RUN, PER_SEED, BATCH = "run", 100_000, 10_000
SYSTEM = SystemText()
COMPARED = (5_000, 20_000)
"""Rows of the brute force; among the fewer there are hardly any duplicates to be missed."""
READ = 1.2
"""Places of the plan read for each row: some cannot be played."""
Block = tuple[str, str, str]


def planned(rows: int, known: frozenset[str]) -> Iterator[PlanRow]:
    """Rows of the default mix in plan order, seed after seed, less those whose id is known: the first so many."""
    for seed in range(len(known) // PER_SEED, -(-rows // PER_SEED)):
        plan = Plan(load_tools(str(SEED_TOOLS)), load_templates(()), load_phrasebook(), seed=seed)
        wanted = min(PER_SEED, rows - seed * PER_SEED)
        made = min(max(len(known) - seed * PER_SEED, 0), wanted)
        read = shares_of(plan.cells, DEFAULT_MIX, round(READ * wanted))
        yield from islice(plan.rows(read, known), wanted - made)


def corpus(folder: Path, rows: int) -> Store:
    """A store of `rows` accepted rows, made as far as it is not there yet."""
    store = Store(folder / f"{rows}.duckdb")
    begin_run(store, RUN, "benchmark", {}, 0, "offline")
    known = frozenset(known_plan_ids(store, RUN))
    if len(known) == rows:
        return store
    started, teacher = time.process_time(), OfflineTeacher(load_phrasebook())
    said = (_said(row, words, teacher.name) for row, words in teacher.write(planned(rows, known)))
    with Stages().stage(f"{rows:,} rows", rows) as advance:
        for start in range(len(known), rows, BATCH):
            store.append(_tables(start, list(islice(said, BATCH))))
            advance(min(start + BATCH, rows))
    print(f"{rows - len(known):,} rows made in {time.process_time() - started:.0f} s of processor")
    return store


def _said(row: PlanRow, words: Words, teacher: str) -> Trace:
    """The trace without system text and tools, which deduplication does not look at."""
    return build(replace(row, scenario=replace(row.scenario, offered=())), words, teacher, SYSTEM)


def _tables(start: int, batch: Sequence[Trace]) -> dict[str, list[Row]]:
    names = ("plan_id", "category", "tool", "template", "pattern", "fault", "style", "side")
    alike = {"run_id": RUN, "twin_of": "", "state": "accepted"}
    return {
        "plan_row": [
            {**{name: getattr(trace, name) for name in names}, **alike, "position": position}
            for position, trace in enumerate(batch, start)
        ],
        "trace": [{**trace_row(trace, Verdict()), "messages": "[]"} for trace in batch],
        "call": [call for trace in batch for call in call_rows(trace)],
    }


def timed(path: Path) -> dict[str, float]:
    """Run in a process of its own, so that the peak is this deduplication's."""
    started = time.perf_counter()
    deduplicate(Store(path), RUN)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "cpu": time.process_time(), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def recall_and_precision(store: Store) -> dict[str, float]:
    """Against every pair of a block compared: a row is rightly dropped where a kept row before it, with the same gold calls, is as
    similar as the threshold. Brute force keeps and drops by the same rule, in the same order."""
    rows = store.rows("""
        SELECT trace_id, request, trace.category, trace.tool, content_hash,
               coalesce((SELECT string_agg(call.tool || ' ' || call.arguments, chr(10) ORDER BY turn, call.tool, call.arguments)
                         FROM call WHERE call.trace_id = trace.trace_id AND weight = 1), '') AS calls
        FROM trace JOIN plan_row USING (run_id, plan_id)
        ORDER BY list_position(['test', 'validation', 'train'], trace.side), plan_row.position""")
    kept: dict[Block, list[frozenset[str]]] = {}
    contents: set[str] = set()
    dropped = set()
    for row in rows:
        mine, others = grams(row["request"]), kept.setdefault((row["category"], row["tool"], row["calls"]), [])
        if row["content_hash"] in contents or any(len(mine & other) >= NEAR * len(mine | other) for other in others):
            dropped.add(row["trace_id"])
        else:
            others.append(mine)
        contents.add(row["content_hash"])
    found = {row["trace_id"] for row in store.rows("SELECT trace_id FROM cluster")}
    right, counts = len(found & dropped), {"rows": len(rows), "dropped": len(dropped), "found": len(found)}
    return {**counts, "recall": right / len(dropped), "precision": right / len(found)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path, default=Path("out/duplicates"))
    given = parser.parse_args()
    for rows in COMPARED:
        compared = corpus(given.folder, rows)
        deduplicate(compared, RUN)
        print(json.dumps(recall_and_precision(compared)))
    before = None
    for rows in given.rows:
        store = corpus(given.folder, rows)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            measured = pool.apply(timed, (store.path,))
        [dropped] = store.rows("SELECT count(*) AS n FROM cluster")
        growth = f", {measured['cpu'] / before:.1f} times the size before" if before else ""
        before = measured["cpu"]
        print(
            f"{rows:>9,} rows: {measured['seconds']:.1f} s ({measured['cpu']:.1f} s of processor{growth}), "
            f"peak {measured['peak_mb']:,.0f} MB, {dropped['n']:,} dropped"
        )


if __name__ == "__main__":
    main()
