"""Why a dataset has fewer rows of a category than its share of the mix."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from callwright.generator.apportion import largest_remainder
from callwright.store.balance import Cell
from callwright.store.database import Store

MOST_CODES = 3
OF = "run_id IN (SELECT unnest($run_ids)) AND category = $category AND tool = coalesce($tool, tool)"
STATES = f"""
    SELECT count(*) FILTER (state = 'accepted') AS kept, count(*) FILTER (state = 'rejected') AS rejected FROM plan_row WHERE {OF}
"""
CODES = f"SELECT code FROM rejections WHERE {OF} GROUP BY code ORDER BY sum(rows) DESC, code"
KINDS = f"SELECT kind, count(*) AS rows FROM duplicates WHERE {OF} GROUP BY kind ORDER BY rows DESC, kind"
NOTHING_MORE = "nothing more was made of it"
KIND_TEXT = {"exact": "the same as another", "near": "near another", "phrasing": "over --max-per-phrasing"}


@dataclass(frozen=True)
class Shortfall:
    """A category that gave less than its share of the mix, and what became of the rest of its rows."""

    category: str
    wanted: int
    taken: int
    kept: int
    """Rows that could have been taken."""
    cause: str


def causes_of(store: Store, run_ids: Collection[str], category: str, tool: str | None = None) -> tuple[int, list[str]]:
    """Rows kept of a category, or of one anchor tool in it, and what became of the others: rejected by which rules, dropped
    as duplicates of which kind. None of both: there was nothing more to make."""
    where = {"run_ids": list(run_ids), "category": category, "tool": tool}
    [states] = store.rows(STATES, where)
    codes = [row["code"] for row in store.rows(CODES, where)]
    causes = [f"{states['rejected']} rejected ({', '.join(codes[:MOST_CODES])})"] if states["rejected"] else []
    causes += [f"{row['rows']} {KIND_TEXT[row['kind']]}" for row in store.rows(KINDS, where)]
    return states["kept"], causes


def shortfalls(
    store: Store,
    run_ids: Sequence[str],
    mix: Mapping[str, float],
    count: int,
    take: Mapping[Cell, int],
    left_out: Mapping[tuple[str, str], int],
) -> list[Shortfall]:
    """Each category that gives less than its share of `count`, with its cause. `left_out`: rows by category and reason."""
    taken: Counter[str] = Counter()
    for (category, _), rows in take.items():
        taken[category] += rows
    planned = store.rows(
        "SELECT DISTINCT category FROM plan_row WHERE run_id IN (SELECT unnest(?)) ORDER BY category", [list(run_ids)]
    )
    wanted = largest_remainder({row["category"]: mix.get(row["category"], 0) for row in planned}, count)
    found = []
    for category in wanted:
        if taken[category] < wanted[category]:
            kept, causes = causes_of(store, run_ids, category)
            out = {reason: rows for (mine, reason), rows in left_out.items() if mine == category}
            causes += [f"{rows} left out ({reason})" for reason, rows in out.items()]
            usable = kept - sum(out.values())
            if usable > taken[category]:
                causes.append(f"{usable - taken[category]} over --max-per-tool")
            found.append(Shortfall(category, wanted[category], taken[category], usable, " and ".join(causes) or NOTHING_MORE))
    return found
