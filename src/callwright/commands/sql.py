import json
from typing import Annotated

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, StorePath


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SQL statement over the store's tables and views.")],
    store: StorePath = DEFAULT_STORE,
    json_output: JsonOutput = False,
) -> None:
    """Ask the store anything, in SQL. Read-only."""
    from rich.console import Console
    from rich.table import Table

    from callwright.store.database import Store
    from callwright.store.query import query as ask

    answer = ask(Store(store), query)
    if json_output:
        typer.echo(json.dumps(answer.objects(), default=str))
        return
    table = Table(*answer.columns)
    for row in answer.rows:
        table.add_row(*(str(value) for value in row))
    Console().print(table)
