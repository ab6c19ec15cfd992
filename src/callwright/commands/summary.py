"""What `run` and `generate` print when they are done."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from callwright.commands.tables import table
from callwright.finetune.report_table import render_table
from callwright.pipeline import Growth, RunResult
from callwright.store.database import Store

BALANCE = """
    SELECT category, count(*) FILTER (state = 'accepted') AS kept, count(*) FILTER (state = 'rejected') AS rejected,
           count(*) FILTER (state = 'duplicate') AS duplicates, count(DISTINCT tool) AS tools
    FROM plan_row WHERE run_id = ? GROUP BY category ORDER BY kept DESC
"""
REJECTED = """
    SELECT finding.code, count(DISTINCT finding.plan_id) AS traces, any_value(finding.message) AS for_instance
    FROM finding JOIN plan_row USING (plan_id)
    WHERE run_id = ? AND plan_row.state = 'rejected' AND severity = 'error' GROUP BY code ORDER BY traces DESC, code
"""
DUPLICATES = """
    SELECT dropped.request AS dropped, kept.request AS kept, cluster.kind, cluster.similarity
    FROM cluster JOIN trace AS dropped USING (trace_id) JOIN trace AS kept ON kept.trace_id = cluster.kept_trace_id
    JOIN plan_row ON plan_row.plan_id = dropped.plan_id
    WHERE plan_row.run_id = ? AND cluster.trace_id <> cluster.kept_trace_id ORDER BY plan_row.position
"""


def growth_json(growth: Growth, store: Store, seconds: Mapping[str, float]) -> dict[str, Any]:
    """The `generate` and `run` shape of `--json`; `paths` is the caller's."""
    states = {
        row["state"]: row["n"]
        for row in _rows(store, "SELECT state, count(*) AS n FROM plan_row WHERE run_id = ? GROUP BY state", growth)
    }
    return {
        "run_id": growth.run_id,
        "accepted": states.get("accepted", 0),
        "rejected": states.get("rejected", 0),
        "duplicates": states.get("duplicate", 0),
        "shortfalls": [{"category": category, "tool": tool, "rows": rows} for (category, tool), rows in growth.shortfalls.items()],
        "seconds": {stage: round(taken, 2) for stage, taken in seconds.items()},
    }


def print_growth(growth: Growth, path: Path, seconds: Mapping[str, float], json_output: bool) -> None:
    store = Store(path)
    if json_output:
        typer.echo(json.dumps({**growth_json(growth, store, seconds), "paths": {"store": str(path)}}))
        return
    console = Console()
    _print_store(console, store, growth)
    console.print(f"store {path}   {_timed(seconds)}")


def print_run(result: RunResult, json_output: bool) -> None:
    store = Store(result.paths["store"])
    if json_output:
        paths = {name: str(path) for name, path in result.paths.items()}
        typer.echo(json.dumps({**growth_json(result.growth, store, result.seconds), "paths": paths}))
        return
    console = Console()
    _print_store(console, store, result.growth)
    console.print(render_table(result.report))
    _print_places(console, result)


def _print_store(console: Console, store: Store, growth: Growth) -> None:
    console.print(table("Class balance", _rows(store, BALANCE, growth)))
    console.print(table("Rejected, by rule", _rows(store, REJECTED, growth)))
    console.print(table("Duplicates dropped, and for which row", _rows(store, DUPLICATES, growth)))
    for (category, tool), rows in growth.shortfalls.items():
        console.print(f"[red]short by {rows}: {category} / {tool} (no more distinct rows to make)")


def _print_places(console: Console, result: RunResult) -> None:
    places = Table("where it lies", "")
    for name, path in result.paths.items():
        places.add_row(name, str(path))
    console.print(places)
    console.print(_timed(result.seconds))


def _timed(seconds: Mapping[str, float]) -> str:
    stages = "   ".join(f"{stage} {taken:.1f} s" for stage, taken in seconds.items())
    return f"{stages}   all {sum(seconds.values()):.1f} s"


def _rows(store: Store, sql: str, growth: Growth) -> list[dict[str, Any]]:
    return store.rows(sql, [growth.run_id])
