"""Lines of several forms beside each other: broken to the width of a column, tools by name, provenance left out."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from callwright.generator.trace import Trace

INLINE_TOOLS = re.compile(r"<tools>.*?</tools>", re.DOTALL)


def shortened(line: Mapping[str, Any], trace: Trace) -> dict[str, Any]:
    """The line with its tools as their names, wherever the form has them, and without provenance."""
    names = f"{len(trace.tools)} tools: {', '.join(tool.name for tool in trace.tools)}"
    short = {name: names if name == "tools" else _without_schemas(value, names) for name, value in line.items()}
    short.pop("metadata", None)
    return short


def _without_schemas(value: Any, names: str) -> Any:
    if isinstance(value, str):
        return INLINE_TOOLS.sub(lambda _: f"<tools>{names}</tools>", value)
    if isinstance(value, list):
        return [_without_schemas(each, names) for each in value]
    return {name: _without_schemas(each, names) for name, each in value.items()} if isinstance(value, dict) else value


def fitted(value: Any, width: int, indent: int = 0, lead: int = 0) -> str:
    """JSON in as few lines as the width allows: what fits stands on one line. `lead` characters stand before it on its line.

    >>> print(fitted({"role": "user", "content": "What's the weather in Oslo?"}, 40))
    {
      "role": "user",
      "content": "What's the weather in Oslo?"
    }
    """
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or indent + lead + len(flat) <= width:
        return flat
    inner = indent + 2
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {fitted(each, width, inner, len(name) + 4)}" for name, each in value.items()]
    else:
        parts = [fitted(each, width, inner) for each in value]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return f"{opening}\n" + ",\n".join(" " * inner + part for part in parts) + f"\n{' ' * indent}{closing}"


def print_side_by_side(written: Mapping[str, Sequence[Mapping[str, Any]] | str], trace: Trace) -> None:
    """Form -> its lines, or why there are none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    width = (console.width - 1) // len(written) - 3
    table = Table(expand=True)
    for name in written:
        table.add_column(name, ratio=1, overflow="fold")
    table.add_row(*(Text(_column(lines, trace, width)) for lines in written.values()))
    console.print(table)
    console.print("Tools are named and provenance is left out; a single --to prints the line as it is.", style="dim")


def _column(lines: Sequence[Mapping[str, Any]] | str, trace: Trace, width: int) -> str:
    return lines if isinstance(lines, str) else "\n\n".join(fitted(shortened(line, trace), width) for line in lines)
