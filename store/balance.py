"""Which of the kept rows make a dataset of exactly N: categories by their shares, within a category evenly over the tools."""

from collections.abc import Mapping, Sequence

from callwright.generator.apportion import largest_remainder, over_tools

Cell = tuple[str, str]
"""Category and anchor tool."""


def balanced(
    capacities: Mapping[Cell, int],
    mix: Mapping[str, float],
    count: int,
    max_per_tool: int | None = None,
    served: Sequence[str] = (),
) -> dict[Cell, int]:
    """Rows to take of each cell. What a category cannot fill is shared out among those that have more, so that the sum
    is `count` wherever the capacities of the mix's categories allow it. `max_per_tool` caps a tool over all categories.
    The order of `capacities` and `mix` does not count. What does not divide evenly goes to the tools that stand first among those
    `served`, then by name: a tool that gets another name keeps its rows."""
    places = {tool: place for place, tool in enumerate(served)}
    capacities = dict(sorted(capacities.items(), key=lambda cell: (cell[0][0], places.get(cell[0][1], len(places)), cell[0][1])))
    if max_per_tool is not None:
        capacities = _capped(capacities, mix, max_per_tool)
    room = {
        category: sum(n for cell, n in capacities.items() if cell[0] == category)
        for category, share in sorted(mix.items())
        if share
    }
    taken = _by_category({category: n for category, n in room.items() if n}, mix, count)
    return {
        (category, tool): rows
        for category, total in taken.items()
        for tool, rows in over_tools(
            category, {tool: n for (mine, tool), n in capacities.items() if mine == category}, total
        ).items()
    }


def _capped(capacities: Mapping[Cell, int], mix: Mapping[str, float], most: int) -> dict[Cell, int]:
    """Each tool's cap dealt to its cells by the shares of their categories, as far as they reach."""
    capped = {cell: rows for cell, rows in capacities.items() if cell[1] == "-"}
    for tool in dict.fromkeys(tool for _, tool in capacities if tool != "-"):
        room = {category: rows for (category, name), rows in capacities.items() if name == tool and mix.get(category)}
        capped |= {(category, tool): rows for category, rows in _by_category(room, mix, most).items()}
    return capped


def _by_category(room: Mapping[str, int], mix: Mapping[str, float], count: int) -> dict[str, int]:
    """By the shares of the mix; what a category has no room for goes to the others."""
    wanted = largest_remainder({category: mix[category] for category in room}, min(count, sum(room.values())))
    short = [category for category in room if wanted[category] > room[category]]
    if not short:
        return wanted
    fixed = {category: room[category] for category in short}
    rest = {category: n for category, n in room.items() if category not in fixed}
    return fixed | (_by_category(rest, mix, count - sum(fixed.values())) if rest else {})


def first_of_each(rows: Sequence[tuple[Cell, str]], take: Mapping[Cell, int]) -> set[str]:
    """Trace ids of the first `take` rows of each cell. `rows`: cell and trace id, in the order of choosing."""
    left = dict(take)
    chosen = set()
    for cell, trace_id in rows:
        if left.get(cell, 0) > 0:
            left[cell] -= 1
            chosen.add(trace_id)
    return chosen
