from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, Quiet, StorePath, takes_settings

if TYPE_CHECKING:
    from callwright.estimate import Estimate
    from callwright.settings import Settings

UNITS = {
    "requests": "requests", "prompt_tokens": "tokens read", "completion_tokens": "tokens written",
    "seconds": "seconds of answering", "cost": "cost",
}  # fmt: skip


@takes_settings
def estimate(
    settings: "Settings",
    pilot: Annotated[int | None, typer.Option("--pilot", min=1, metavar="ROWS", help="Accepted rows of the pilot; 20.")] = None,
    store: StorePath = DEFAULT_STORE,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Keep the store in DIR instead of --store.")] = None,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Price a run before it: a pilot of 20 rows, what each accepted one took, and the traces to read before more is bought.

    The pilot's rows stay in the store: `generate` with the same settings goes on from them.
    """
    from dataclasses import replace

    from callwright.estimate import PILOT
    from callwright.estimate import estimate as estimated
    from callwright.pipeline import PLACES, generate
    from callwright.progress import Stages
    from callwright.store.database import Store

    path = out / PLACES["store"] if out else store
    stages, rows = Stages(quiet), min(settings.count, pilot or PILOT)
    with stages.stage("pilot", rows) as advance:
        growth = generate(replace(settings, count=rows), path, advance)
    found = estimated(Store(path), growth.run_id)
    if json_output:
        _print_json(found, settings, growth.run_id, path)
    elif quiet:
        typer.echo(str(path))
    else:
        _print_traces(Store(path), growth.run_id)
        _print(found, settings, path)
    if not found.accepted:
        raise typer.Exit(1)


def _print(found: "Estimate", settings: "Settings", path: Path) -> None:
    from rich.console import Console

    from callwright.commands.tables import table
    from callwright.estimate import least_seconds
    from callwright.generator.rules import RULES

    console = Console()
    teacher, count, currency = settings.teacher, settings.count, settings.connection.prices.currency
    limits = settings.connection.limits
    console.print(table(f"Requests to {teacher}, by how they ended", found.outcomes))
    named = [{**row, "that is": RULES[code].summary if (code := str(row["rule"])) in RULES else ""} for row in found.by_rule]
    console.print(table("Rules that a reply broke", named))
    share = found.share
    console.print(
        f"{found.rows} rows asked for, {found.accepted} accepted: {share.value:.0%} ({share.low:.0%} to {share.high:.0%}); "
        f"{found.requests} requests"
    )
    if not found.accepted:
        console.print("[red]No row was accepted: nothing can be said of a larger run. Read the traces above.")
        return
    if not found.requests:
        console.print(
            f"{teacher} makes no requests. What a model would yield, take and cost is unmeasured: name one with --teacher."
        )
        return
    lines = []
    for name, share in found.per_row.items():
        unit = f"{UNITS[name]} ({currency})" if name == "cost" else UNITS[name]
        total = share.times(count)
        lines.append(
            {"": unit, "per accepted row": _number(share.value), "95 %": _range(share.low, share.high),
             f"for {count} rows": f"{_number(total.value)} ({_range(total.low, total.high)})"}
        )  # fmt: skip
    console.print(table("What a run would take, rejected rows, repairs and failed requests included", lines))
    if "cost" in found.per_row:
        console.print(f"The pilot cost {_number(found.per_row['cost'].value * found.accepted)} {currency}.")
    else:
        console.print(f"The price of {teacher!r} is not known: name it in a file of your own and give that with --prices.")
    total = least_seconds(found, count, limits)
    console.print(
        f"With {limits.concurrency} requests in flight {count} rows take at least {_number(total.value)} s "
        f"({_range(total.low, total.high)}), if the server answers as fast then (measured with fewer in flight); waits that it "
        "asks for (429) come on top."
    )
    console.print(
        f"The pilot's rows are in {path}; `callwright generate` with the same options goes on with them. Read them first."
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _range(low: float, high: float) -> str:
    return f"{_number(low)} to {_number(high)}"


def _print_traces(store: Any, run_id: str) -> None:
    """Rejected ones first, with what was found."""
    from callwright.generator.transcript import transcript
    from callwright.store.traces import traces

    rows = store.rows("SELECT trace_id, accepted FROM trace WHERE run_id = ?", [run_id])
    findings = store.rows("SELECT trace_id, code, message FROM finding JOIN trace USING (trace_id) WHERE run_id = ?", [run_id])
    accepted = {row["trace_id"]: row["accepted"] for row in rows}
    for trace in sorted(traces(store, list(accepted)), key=lambda trace: (accepted[trace.trace_id], trace.category)):
        verdict = "" if accepted[trace.trace_id] else "  REJECTED"
        typer.echo(f"{trace.trace_id[:8]}  {trace.category}  {trace.style}{verdict}\n{transcript(trace)}")
        for finding in findings:
            if finding["trace_id"] == trace.trace_id:
                typer.echo(f"          {finding['code']} {finding['message']}")
        typer.echo("")


def _print_json(found: "Estimate", settings: "Settings", run_id: str, path: Path) -> None:
    import json
    from dataclasses import asdict

    named = {"run_id": run_id, "teacher": settings.teacher, "count": settings.count, "store": str(path)}
    document = {**named, "currency": settings.connection.prices.currency, **asdict(found)}
    typer.echo(json.dumps(document))
