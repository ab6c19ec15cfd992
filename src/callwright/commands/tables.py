"""Rows as a table in the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

SHOWN = 12
"""Rows of a listing; what is left out is counted."""


def table(title: str, rows: Sequence[Mapping[str, Any]], most: int = SHOWN) -> RenderableType:
    if not rows:
        return f"[italic]{title}[/]: none\n"
    shown = Table(title=title, title_justify="left", caption_justify="left", show_edge=False)
    for name, value in rows[0].items():
        shown.add_column(name.replace("_", " "), justify="right" if isinstance(value, int | float) else "left", no_wrap=True)
    for row in rows[:most]:
        shown.add_row(*(_cell(value) for value in row.values()))
    if len(rows) > most:
        shown.caption = f"and {len(rows) - most} more"
    return shown


def _cell(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else " ".join(str(value).split())
