import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.options import (
    DEFAULT_STORE,
    Count,
    Decontaminate,
    JsonOutput,
    MaxPerPhrasing,
    MaxPerTool,
    Mix,
    Out,
    Quiet,
    RunId,
    StorePath,
)

if TYPE_CHECKING:
    from callwright.store.datasets import DatasetResult


def dataset(
    out: Out,
    count: Count,
    store: StorePath = DEFAULT_STORE,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="The form written; docs/formats.md shows each.")] = "openai",
    licence: Annotated[
        str, typer.Option("--license", metavar="ID", help="For the card, as the Hub names licences: apache-2.0.")
    ] = "",
    push: Annotated[
        str | None, typer.Option("--push", metavar="REPO", help="Upload it to the Hugging Face Hub: user/name.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="With --push: a new repository is public.")] = False,
    mix: Mix = None,
    name: Annotated[str | None, typer.Option("--name", help="The dataset's name in the store; else a hash of its content.")] = None,
    max_per_tool: MaxPerTool = None,
    max_per_phrasing: MaxPerPhrasing = None,
    decontaminate: Decontaminate = None,
    run: RunId = None,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Build a balanced, split, immutable dataset and write train, validation and test."""
    from callwright.settings import check_writable, parse_mix
    from callwright.store.database import Store
    from callwright.store.datasets import build
    from callwright.store.duplicates import deduplicate
    from callwright.store.push import check_push, upload
    from callwright.store.selection import latest_run

    check_writable(out)
    if push:
        check_push(push)
    opened = Store(store)
    run_id = run or latest_run(opened)
    deduplicate(opened, run_id, max_per_phrasing=max_per_phrasing)
    result = build(
        opened, out, count=count, mix=parse_mix(mix), run_id=run_id, form=to, name=name, max_per_tool=max_per_tool,
        decontaminate=decontaminate or (), licence=licence,
    )  # fmt: skip
    url = upload(out, push, private=not public) if push else None
    if json_output:
        typer.echo(json.dumps({**_as_json(result), **({"pushed": url} if url else {})}))
    else:
        _print(result, count, quiet)
        if url:
            typer.echo(url if quiet else f"pushed to {url}")
    if result.shortfall:
        raise typer.Exit(1)


def _as_json(result: "DatasetResult") -> dict[str, object]:
    shortfalls = [
        {"category": short.category, "wanted": short.wanted, "taken": short.taken, "cause": short.cause}
        for short in result.shortfalls
    ]
    return {
        "dataset": result.name,
        "rows": result.counts,
        "shortfall": result.shortfall,
        "shortfalls": shortfalls,
        "not_held": result.not_held,
        "left_out": result.left_out,
        "near_benchmark": [asdict(row) for row in result.near_benchmark],
        "paths": {side: str(path) for side, path in result.files.items()},
    }


def _print(result: "DatasetResult", count: int, quiet: bool) -> None:
    for side, path in result.files.items():
        typer.echo(f"{path}: {result.counts[side]} rows" if not quiet else str(path))
    if not quiet:
        _print_left_out(result)
    for short in result.shortfalls:
        typer.echo(f"{short.category}: {short.taken} of {short.wanted}, {short.cause}", err=True)
    if result.shortfall:
        typer.echo(f"{result.shortfall} rows short of {count}: grow the store by `callwright generate`", err=True)


def _print_left_out(result: "DatasetResult") -> None:
    from rich.console import Console

    from callwright.commands.near_benchmark import near_benchmark_table

    for reason, trace_ids in sorted(result.not_held.items()):
        typer.echo(f"{len(trace_ids)} rows are left out, this form cannot hold them: {reason}; manifest.json lists them")
    for reason, rows in result.left_out.items():
        typer.echo(f"{rows} kept rows are left out: {reason}")
    if result.near_benchmark:
        Console().print(near_benchmark_table(result.near_benchmark))
