"""What `run` and `generate` print when they are done."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from callwright.commands.near_benchmark import near_benchmark_table
from callwright.commands.tables import table
from callwright.pipeline import Growth, RunResult
from callwright.revision import Revision
from callwright.store.database import Store
from callwright.store.shortfalls import NOTHING_MORE, causes_of

STATES = """
    SELECT category, count(DISTINCT tool) AS tools, count(*) FILTER (state = 'accepted') AS accepted,
           count(*) FILTER (state = 'rejected') AS rejected, count(*) FILTER (state = 'duplicate') AS duplicates
    FROM plan_row WHERE run_id = ? GROUP BY category ORDER BY accepted DESC, category
"""
SPLITS = """
    SELECT category, count(*) AS rows, count(*) / sum(count(*)) OVER () AS share, count(*) FILTER (split = 'train') AS train,
           count(*) FILTER (split = 'validation') AS validation, count(*) FILTER (split = 'test') AS test
    FROM dataset_row JOIN trace USING (trace_id) WHERE dataset = ? GROUP BY category ORDER BY rows DESC, category
"""
REJECTED = """
    SELECT code, sum(rows)::BIGINT AS rows, any_value(example) AS example
    FROM rejections WHERE run_id = ? GROUP BY code ORDER BY rows DESC, code
"""
DUPLICATES = """
    SELECT kind, similarity, request AS dropped, kept_request AS "kept instead"
    FROM duplicates WHERE run_id = ? ORDER BY trace_id
"""


Json = dict[str, Any]


def growth_json(growth: Growth, store: Store, seconds: Mapping[str, float]) -> Json:
    """The `--json` shape of `generate` and `run`, less `paths`."""
    counted = store.rows("SELECT state, count(*) AS rows FROM plan_row WHERE run_id = ? GROUP BY state", [growth.run_id])
    states = {row["state"]: row["rows"] for row in counted}
    return {
        "run_id": growth.run_id,
        "accepted": states.get("accepted", 0),
        "rejected": states.get("rejected", 0),
        "duplicates": states.get("duplicate", 0),
        "shortfalls": [{"category": category, "tool": tool, "rows": rows} for (category, tool), rows in growth.shortfalls.items()],
        **({"revision": asdict(growth.revision)} if growth.revision else {}),
        "seconds": {stage: round(taken, 2) for stage, taken in seconds.items()},
    }


def print_growth(growth: Growth, path: Path, seconds: Mapping[str, float], json_output: bool, quiet: bool = False) -> None:
    store = Store(path)
    if json_output:
        typer.echo(json.dumps({**growth_json(growth, store, seconds), "paths": {"store": str(path)}}))
        return
    if quiet:
        print_quietly([path], store, growth)
        return
    console = Console()
    _print_store(console, store, growth)
    console.print(f"store {path}   {_timed(seconds)}")


def print_quietly(paths: Iterable[Path], store: Store, growth: Growth) -> None:
    """The paths alone; what is short goes to standard error."""
    for path in paths:
        typer.echo(str(path))
    for line in _short(store, growth):
        typer.echo(line, err=True)


def print_run(result: RunResult, json_output: bool, quiet: bool = False) -> None:
    from callwright.finetune.report_table import render_table  # with numpy, which `generate` does without

    store = Store(result.paths["store"])
    if json_output:
        paths = {name: str(path) for name, path in result.paths.items()}
        found = [asdict(row) for row in result.dataset.near_benchmark]
        near = {"near_benchmark": found} if found else {}
        typer.echo(json.dumps({**growth_json(result.growth, store, result.seconds), **near, "paths": paths}))
        return
    if quiet:
        print_quietly(result.paths.values(), store, result.growth)
        return
    console = Console()
    _print_store(console, store, result.growth)
    console.print(table("Class balance of the dataset", store.rows(SPLITS, [result.dataset.name])))
    if result.dataset.near_benchmark:
        console.print(near_benchmark_table(result.dataset.near_benchmark))
    console.print(render_table(result.report))
    _print_places(console, result)


def _print_store(console: Console, store: Store, growth: Growth) -> None:
    run = [growth.run_id]
    console.print(table("Generated", store.rows(STATES, run)))
    console.print(table("Rejected, by rule", store.rows(REJECTED, run)))
    console.print(table("Duplicates dropped, and for which row", store.rows(DUPLICATES, run), most=6))
    for line in _short(store, growth):
        console.print(f"[red]{line}")
    if growth.revision:
        _print_revision(console, growth.revision)


def _short(store: Store, growth: Growth) -> Iterator[str]:
    """Each cell that gave less than asked for, with its cause."""
    for (category, tool), rows in growth.shortfalls.items():
        _, causes = causes_of(store, [growth.run_id], category, tool)
        yield f"{rows} rows short: {category} / {tool}: {' and '.join(causes) or NOTHING_MORE}"


def _print_revision(console: Console, revision: Revision) -> None:
    console.print(
        f"Edited since run {revision.before}: {', '.join(revision.changed) or 'nothing, tools were only added'}. "
        f"{revision.stale} rows called what was edited: {revision.held} of them hold, the others are stale and written anew as far "
        f"as they are asked for. {revision.rendered} rows only offered it at most and were rendered anew."
    )
    if revision.gone:
        console.print(
            f"{revision.gone} other rows are not carried over: their tool is gone, or they declined what a new tool may do."
        )


def _print_places(console: Console, result: RunResult) -> None:
    places = Table("where it lies", "", show_edge=False)
    for name, path in result.paths.items():
        places.add_row(name, str(path))
    console.print(places)
    console.print(_timed(result.seconds))


def _timed(seconds: Mapping[str, float]) -> str:
    stages = "   ".join(f"{stage} {taken:.1f} s" for stage, taken in seconds.items())
    return f"{stages}   all {sum(seconds.values()):.1f} s"
