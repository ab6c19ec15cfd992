"""What `--plan-only` prints."""

import json

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from callwright.commands.edges import print_edges
from callwright.generator.capacity import MANY
from callwright.generator.outlook import Outlook
from callwright.pipeline import Planned

NAMED = 8
"""Uncovered points that are named of each kind; --json has all."""


def print_plan(planned: Planned, json_output: bool, quiet: bool) -> None:
    """Quietly nothing, for nothing is written."""
    if json_output:
        edges = [edge.to_json() for edge in planned.edges]
        typer.echo(json.dumps({**planned.outlook.to_json(), "edges": edges}, ensure_ascii=False))
        return
    if quiet:
        return
    console = Console()
    console.print(_cells(planned.outlook))
    console.print(_coverage(planned.outlook))
    print_edges(planned.edges, console)


def _cells(outlook: Outlook) -> Table:
    table = Table(title=f"Plan for {outlook.count} rows", title_justify="left", show_edge=False)
    for name in ("category", "tool"):
        table.add_column(name)
    for name in ("ways", "capacity", "rows", "short"):
        table.add_column(name, justify="right")
    for cell in outlook.cells:
        room = f"{cell.capacity:,}" if cell.capacity < MANY else "many"
        table.add_row(cell.category, escape(cell.tool), str(cell.ways), room, str(cell.rows), str(cell.short or ""))
    return table


def _coverage(outlook: Outlook) -> Table:
    title = f"What {outlook.count} rows show"
    table = Table(title=title, title_justify="left", show_edge=False)
    for name in ("covered", "of", "", "uncovered"):
        table.add_column(name, justify="right" if name in ("covered", "of") else "left", overflow="fold")
    for kind, total in outlook.wanted.items():
        if total:
            left = outlook.uncovered[kind]
            named = ", ".join(left[:NAMED]) + (f" and {len(left) - NAMED} more" if len(left) > NAMED else "")
            table.add_row(str(total - len(left)), str(total), kind, escape(named))
    return table
