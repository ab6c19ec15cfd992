import json
from typing import Annotated

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, StorePath
from callwright.errors import InputError


def show(
    trace: Annotated[str, typer.Argument(metavar="TRACE", help="A trace id, or as much of its beginning as is unique.")],
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="FORMAT", help="A form; give several to see them side by side.")
    ] = None,
    store: StorePath = DEFAULT_STORE,
    run: Annotated[str | None, typer.Option("--run", metavar="ID|all", help="Look in this run only; else in all.")] = None,
    json_output: JsonOutput = False,
) -> None:
    """Print one trace, also side by side in several formats."""
    from callwright.generator.formats import FORMS
    from callwright.generator.transcript import transcript
    from callwright.store.database import Store
    from callwright.store.selection import ALL
    from callwright.store.traces import find_trace

    for name in to or ():
        if name not in FORMS:
            raise InputError(f"--to {name!r}: there is {', '.join(FORMS)}")
    found = find_trace(Store(store), trace, run or ALL)
    if json_output:
        forms = {name: FORMS[name].render(found) if FORMS[name].holds(found) else None for name in to or ("openai",)}
        typer.echo(json.dumps(forms if to else forms["openai"], ensure_ascii=False))
        return
    if not to:
        typer.echo(transcript(found))
        return
    rendered = {
        name: json.dumps(FORMS[name].render(found), ensure_ascii=False, indent=2) for name in to if FORMS[name].holds(found)
    }
    _print_side_by_side({name: rendered.get(name, "cannot hold this trace") for name in to})


def _print_side_by_side(rendered: dict[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if len(rendered) == 1:
        typer.echo(next(iter(rendered.values())))
        return
    table = Table(*rendered, show_lines=True)
    table.add_row(*(Text(text) for text in rendered.values()))
    Console().print(table)
