"""Rows as a table in the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

SHOWN = 12
"""Rows of a listing; what is left out is counted."""


def table(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    shown = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ("none",):
        shown.add_column(name.replace("_", " "), overflow="ellipsis", no_wrap=True)
    for row in rows[:SHOWN]:
        shown.add_row(*(_cell(value) for value in row.values()))
    if len(rows) > SHOWN:
        shown.caption = f"and {len(rows) - SHOWN} more"
    return shown


def _cell(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
