"""Which result can feed which argument, as `tools` and `--plan-only` print it."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from callwright.templates.chains import Edge


def print_edges(edges: Sequence[Edge], console: Console) -> None:
    """Which result can feed which argument; guessed ones rest on a result schema that nobody stated."""
    if not edges:
        console.print("chains: no result of one tool fits an argument of another")
        return
    guessed = sum(edge.guessed for edge in edges)
    console.print(f"chains: {len(edges)} edges, {guessed} of them guessed from results that nobody stated")
    for edge in edges:
        console.print(escape(f"  {edge}{'  (guessed)' if edge.guessed else ''}"), soft_wrap=True)
