import json
from typing import Annotated

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, RunId, StorePath


def audit(
    store: StorePath = DEFAULT_STORE,
    run: RunId = None,
    check: Annotated[bool, typer.Option("--check", help="Exit code 1 where an audit fails.")] = False,
    json_output: JsonOutput = False,
) -> None:
    """Look at what the store holds: balance, coverage, leakage, duplicates."""
    from rich.console import Console

    from callwright.commands.tables import table
    from callwright.store.audit import audit as run_audits
    from callwright.store.database import Store
    from callwright.store.runs import latest_run

    opened = Store(store)
    results = run_audits(opened, run or latest_run(opened))
    if json_output:
        typer.echo(
            json.dumps([{"audit": r.name, "title": r.title, "failed": r.failed, "rows": r.rows} for r in results], default=str)
        )
    else:
        console = Console()
        for result in results:
            verdict = "" if not result.is_check else "[red]failed:[/] " if result.failed else "[green]passed:[/] "
            console.print(table(verdict + result.title, result.rows) if result.rows else verdict + result.title)
    if check and any(result.failed for result in results):
        raise typer.Exit(1)
