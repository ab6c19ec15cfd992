import json
from typing import Annotated

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, Quiet, StorePath


def reject(
    trace: Annotated[str, typer.Argument(metavar="TRACE", help="A trace id, or as much of its beginning as is unique.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it is stored with the trace.")],
    store: StorePath = DEFAULT_STORE,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Take a row out by hand; the next dataset is filled up with another."""
    from callwright.store.database import Store
    from callwright.store.runs import reject_by_hand
    from callwright.store.traces import find_trace

    opened = Store(store)
    found = find_trace(opened, trace)
    reject_by_hand(opened, found, why)
    if json_output:
        typer.echo(json.dumps({"trace_id": found.trace_id, "why": why}))
    elif not quiet:
        typer.echo(f"{found.trace_id}: rejected")
