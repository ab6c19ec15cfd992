import json
from typing import Annotated

import typer

from callwright.commands.options import DEFAULT_STORE, Count, JsonOutput, Mix, Out, RunId, StorePath
from callwright.errors import InputError

FORMATS = ("openai",)


def dataset(
    out: Out,
    count: Count,
    store: StorePath = DEFAULT_STORE,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="The form written: openai.")] = "openai",
    mix: Mix = None,
    run: RunId = None,
    json_output: JsonOutput = False,
) -> None:
    """Build a balanced, split, immutable dataset and write train, validation and test."""
    from callwright.settings import check_writable, parse_mix
    from callwright.store.database import Store
    from callwright.store.datasets import build
    from callwright.store.runs import latest_run

    if to not in FORMATS:
        raise InputError(f"--to {to!r}: there is {', '.join(FORMATS)}")
    check_writable(out)
    opened = Store(store)
    result = build(opened, out, count=count, mix=parse_mix(mix), run_id=run or latest_run(opened))
    if json_output:
        paths = {side: str(path) for side, path in result.files.items()}
        typer.echo(json.dumps({"dataset": result.name, "rows": result.counts, "shortfall": result.shortfall, "paths": paths}))
    else:
        for side, path in result.files.items():
            typer.echo(f"{path}: {result.counts[side]} rows")
    if result.shortfall:
        typer.echo(f"{result.shortfall} rows short of {count}: grow the store by `callwright generate`", err=True)
        raise typer.Exit(1)
