import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callwright.commands.extras import require
from callwright.commands.options import DEFAULT_STORE, JsonOutput, Quiet, RunId, StorePath
from callwright.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from callwright.store.audit import AuditResult
    from callwright.store.database import Store

BAR = 24
"""Characters of a bar for a share of 1."""


def audit(
    store: StorePath = DEFAULT_STORE,
    run: RunId = None,
    shortcuts: Annotated[
        bool, typer.Option("--shortcuts", help="Instead: can labels be guessed from tool count, length, style, opener, ...?")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit code 1 where an audit fails.")] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page with heat map and plots too.")] = None,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Look at what the store holds: balance, coverage, leakage, duplicates; or what its labels could be guessed from."""
    from rich.console import Console

    from callwright.store.audit import audit as run_audits
    from callwright.store.database import Store
    from callwright.store.selection import latest_run

    opened = Store(store)
    run_id = run or latest_run(opened)
    results = _shortcuts(opened, run_id) if shortcuts else run_audits(opened, run_id)
    if html is not None:
        _write_page(html, opened, run_id, results)
    failed = [result.name for result in results if result.failed]
    if json_output:
        typer.echo(
            json.dumps([{"audit": r.name, "title": r.title, "failed": r.failed, "rows": r.rows} for r in results], default=str)
        )
    elif not quiet:
        console = Console()
        for result in results:
            _PRINTED.get(result.name, _print)(result, console)
    if html is not None and not json_output:
        typer.echo(f"page: {html}" if not quiet else str(html))
    if check and failed:
        typer.echo(f"failed: {', '.join(failed)}", err=True)
        raise typer.Exit(1)


def _shortcuts(store: "Store", run_id: str) -> "list[AuditResult]":
    """With those of the saved audits that look at twins: a pair differs in its label and not in its words."""
    from callwright.store.audit import audit as run_audits

    require("audit --shortcuts", "audit", "sklearn")
    from callwright.store.shortcuts import shortcut_audits

    return shortcut_audits(store, run_id) + run_audits(store, run_id, "twin")


def _write_page(file: Path, store: "Store", run_id: str, results: "list[AuditResult]") -> None:
    from callwright.store.audit_page import render_page

    page = render_page(store, run_id, results)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}") from None


def _print(result: "AuditResult", console: "Console") -> None:
    from callwright.commands.tables import table

    verdict = "" if not result.is_check else "[red]failed:[/] " if result.failed else "[green]passed:[/] "
    if result.rows:
        console.print(table(verdict + result.title, [_with_bar(row) for row in result.rows]))
    else:
        console.print(f"{verdict}{result.title}" + ("" if result.is_check else ": none"))


def _with_bar(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row that states a share shows it as a bar too."""
    return {**row, "": "█" * round(BAR * float(row["share"]))} if "share" in row else row


def _print_shortcuts(result: "AuditResult", console: "Console") -> None:
    from callwright.commands.tables import table

    rows: Sequence[Mapping[str, Any]] = [
        {
            "from": row["feature"],
            "label": row["label"],
            "rows": row["rows"],
            "guessed, %": f"{100 * row['accuracy']:.0f} [{100 * row['low']:.0f}, {100 * row['high']:.0f}]",
            "chance": f"{100 * row['chance']:.0f}",
            "": "a seam" if row["seam"] else "natural" if row["natural"] else "",
        }
        for row in result.rows
    ]
    console.print(table(f"{result.title}, in phrasings not seen before", rows, most=len(rows)))


def _print_seams(result: "AuditResult", console: "Console") -> None:
    for row in result.rows:
        console.print(f"[red]a seam:[/] {row['seam']}", highlight=False)
        for evidence in row["evidence"]:
            console.print(f"    {evidence}", highlight=False)
    if not result.rows:
        _print(result, console)


_PRINTED = {"shortcuts": _print_shortcuts, "seams": _print_seams}
"""Audits that are more than one table."""
