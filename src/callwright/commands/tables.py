"""Rows as a table in the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

SHOWN = 12
"""Rows of a listing; what is left out is counted."""
WIDEST = 27
"""Characters of a text; four columns, two of them texts, fit a terminal of 80."""


def table(title: str, rows: Sequence[Mapping[str, Any]], most: int = SHOWN) -> RenderableType:
    if not rows:
        return f"[italic]{title}[/]: none\n"
    shown = Table(title=title, title_justify="left", caption_justify="left", show_edge=False)
    for name, value in rows[0].items():
        justify: Literal["left", "right"] = "right" if isinstance(value, int | float) else "left"
        shown.add_column(name.replace("_", " "), justify=justify, no_wrap=True)
    for row in rows[:most]:
        shown.add_row(*(_cell(value) for value in row.values()))
    if len(rows) > most:
        shown.caption = f"and {len(rows) - most} more"
    return shown


def _cell(value: Any) -> str:
    text = f"{value:.2f}" if isinstance(value, float) else " ".join(str(value).split())
    return escape(text if len(text) <= WIDEST else text[: WIDEST - 1] + "…")
