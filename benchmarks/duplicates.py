"""Deduplication on rows of our own generator: seconds, peak memory and growth; recall and precision against brute force.

    python benchmarks/duplicates.py                      # 10,000 and 100,000 rows, recall and precision on 5,000
    python benchmarks/duplicates.py --rows 1000000       # a size of your own

The corpus: the office tools (tools/office.json), offline teacher, seed 0, 1, ... of 100,000 rows each; every row the plan gives,
as a run stores them before any is dropped. Generated once into `--folder`, each size its own store. Templates make large buckets:
that is the point of not using random text. The time is that of one `deduplicate` in a process of its own: reading, hashing,
pairing, verifying and writing down the outcome.
"""

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from callwright.generator.generate import generate
from callwright.generator.plan import DEFAULT_MIX, Plan, PlanRow
from callwright.generator.rows import Row, call_rows, trace_row
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.trace import Trace, Verdict
from callwright.growth import shares_of
from callwright.store.contamination import grams
from callwright.store.database import Store
from callwright.store.duplicates import NEAR, deduplicate
from callwright.store.runs import begin_run
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools

RUN, PER_SEED, BATCH = "run", 100_000, 5_000
COMPARED = 5_000
"""Rows of the brute force: twelve million pairs."""
READ = 1.2
"""Places of the plan read for each row: some cannot be played."""
Block = tuple[str, str, str]


def planned(rows: int) -> Iterator[PlanRow]:
    """Rows of the default mix in plan order, seed after seed."""
    for seed in range(-(-rows // PER_SEED)):
        plan = Plan(load_tools(str(SEED_TOOLS)), load_templates(()), load_phrasebook(), seed=seed)
        wanted = min(PER_SEED, rows - seed * PER_SEED)
        read = shares_of(plan.cells, DEFAULT_MIX, round(READ * wanted))
        yield from islice(plan.rows(read), wanted)


def corpus(folder: Path, rows: int) -> Store:
    """A store of `rows` accepted rows, made where it is not there yet."""
    store = Store(folder / f"{rows}.duckdb")
    if store.path.exists() and store.rows("SELECT count(*) AS n FROM trace")[0]["n"] == rows:
        return store
    store.path.unlink(missing_ok=True)
    begin_run(store, RUN, "benchmark", {}, 0, "offline")
    started, made = time.perf_counter(), 0
    judged = generate(planned(rows), OfflineTeacher(load_phrasebook()))
    while batch := list(islice(zip(range(made, rows), judged, strict=False), BATCH)):
        store.append(_tables([(number, trace, verdict) for number, (trace, verdict) in batch]))
        made += len(batch)
    print(f"{made:,} rows generated in {time.perf_counter() - started:.0f} s")
    return store


def _tables(batch: Sequence[tuple[int, Trace, Verdict]]) -> dict[str, list[Row]]:
    names = ("plan_id", "category", "tool", "template", "pattern", "fault", "style", "side")
    alike = {"run_id": RUN, "twin_of": "", "state": "accepted"}
    return {
        "plan_row": [{**{name: getattr(trace, name) for name in names}, **alike, "position": number} for number, trace, _ in batch],
        "trace": [trace_row(trace, verdict) for _, trace, verdict in batch],
        "call": [call for _, trace, _ in batch for call in call_rows(trace)],
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
    compared = corpus(given.folder, COMPARED)
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
