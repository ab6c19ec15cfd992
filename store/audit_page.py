"""The audits as one page that needs nothing beside itself: no script, no font, no picture from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from callwright.store.audit import AuditResult
from callwright.store.database import Store
from callwright.store.selection import chosen_runs

LISTED = 60
"""Rows of one audit shown; what is left out is counted."""
LONGEST = 90
"""Characters of a cell."""
HEAT = """
    SELECT category, tool, sum(rows)::BIGINT AS rows,
           coalesce(sum(rows) FILTER (side = 'train'), 0)::BIGINT AS train,
           coalesce(sum(rows) FILTER (side = 'validation'), 0)::BIGINT AS validation,
           coalesce(sum(rows) FILTER (side = 'test'), 0)::BIGINT AS test
    FROM class_balance WHERE run_id IN (SELECT unnest(?)) GROUP BY category, tool ORDER BY category, tool
"""
RUNS = "SELECT run_id, seed, teacher, state FROM run WHERE run_id IN (SELECT unnest(?)) ORDER BY run_id"


@dataclass(frozen=True)
class HeatMap:
    categories: Sequence[str]
    tools: Sequence[str]
    cells: Mapping[tuple[str, str], Mapping[str, Any]]
    """Category and anchor tool -> rows in all and by side; a cell without rows is not in it."""

    @property
    def most(self) -> int:
        return max((cell["rows"] for cell in self.cells.values()), default=1)

    def row(self, category: str) -> int:
        return sum(cell["rows"] for (mine, _), cell in self.cells.items() if mine == category)

    def column(self, tool: str) -> int:
        return sum(cell["rows"] for (_, mine), cell in self.cells.items() if mine == tool)


def render_page(store: Store, run_id: str, results: Sequence[AuditResult]) -> str:
    run_ids = chosen_runs(store, run_id)
    environment = Environment(
        loader=PackageLoader("callwright.store", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": shown}
    return environment.get_template("audit_page.html.j2").render(
        runs=store.rows(RUNS, [run_ids]),
        heat=_heat_map(store, run_ids),
        checks=sorted((result for result in results if result.is_check), key=lambda result: not result.failed),
        tables=[result for result in results if not result.is_check],
        listed=LISTED,
        bar=bar,
    )


def _heat_map(store: Store, run_ids: list[str]) -> HeatMap:
    cells = {(row["category"], row["tool"]): row for row in store.rows(HEAT, [run_ids])}
    found = HeatMap(sorted({category for category, _ in cells}), sorted({tool for _, tool in cells}), cells)
    return HeatMap(sorted(found.categories, key=found.row, reverse=True), found.tools, cells)


def bar(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> float | None:
    """Length of a row's bar in percent of the longest one: by share, else by the first of its counts."""
    name = next((name for name in ("share", "median", "rows", "requests") if isinstance(row.get(name), int | float)), None)
    return None if name is None else 100 * row[name] / (max(other[name] for other in rows) or 1)


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
