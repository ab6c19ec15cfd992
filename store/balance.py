"""Which of the kept rows make a dataset of exactly N: categories by their shares, within a category evenly over the tools."""

from collections.abc import Mapping, Sequence

from callwright.generator.apportion import largest_remainder, water_fill

Cell = tuple[str, str]
"""Category and anchor tool."""


def balanced(capacities: Mapping[Cell, int], mix: Mapping[str, float], count: int) -> dict[Cell, int]:
    """Rows to take of each cell. What a category cannot fill is shared out among those that have more, so that the sum is
    `count` wherever the capacities of the mix's categories allow it."""
    room = {category: sum(n for cell, n in capacities.items() if cell[0] == category) for category, share in mix.items() if share}
    taken = _by_category({category: n for category, n in room.items() if n}, mix, count)
    return {
        cell: rows
        for category, total in taken.items()
        for cell, rows in water_fill({cell: n for cell, n in capacities.items() if cell[0] == category}, total).items()
    }


def _by_category(room: Mapping[str, int], mix: Mapping[str, float], count: int) -> dict[str, int]:
    wanted = largest_remainder({category: mix[category] for category in room}, count)
    short = [category for category in room if wanted[category] > room[category]]
    if not short:
        return wanted
    fixed = {category: room[category] for category in short}
    rest = {category: n for category, n in room.items() if category not in fixed}
    return fixed | (_by_category(rest, mix, count - sum(fixed.values())) if rest else {})


def first_in_plan_order(rows: Sequence[tuple[Cell, int, str]], take: Mapping[Cell, int]) -> set[str]:
    """Trace ids of the first `take` rows of each cell. `rows`: cell, plan position, trace id."""
    left = dict(take)
    chosen = set()
    for cell, _, trace_id in sorted(rows, key=lambda row: row[1]):
        if left.get(cell, 0) > 0:
            left[cell] -= 1
            chosen.add(trace_id)
    return chosen
