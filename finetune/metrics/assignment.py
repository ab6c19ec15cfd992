"""Pairing expected with predicted calls: parallel calls have no order, so each is compared with the one that suits it best."""

from collections.abc import Callable, Sequence

from callwright.tools.call import ToolCall

Pair = tuple[int, int]


def pair_calls(expected: Sequence[ToolCall], got: Sequence[ToolCall], score: Callable[[ToolCall, ToolCall], float]) -> list[Pair]:
    """Index pairs, as many as the shorter side has, whose scores sum to the most."""
    return best_pairs([[score(one, other) for other in got] for one in expected])


def best_pairs(scores: Sequence[Sequence[float]]) -> list[Pair]:
    """The assignment of rows to columns with the greatest sum, by row.

    The Hungarian method with potentials (Kuhn 1955, Munkres 1957), O(rows squared * columns).
    """
    rows, columns = len(scores), len(scores[0]) if scores else 0
    if rows > columns:
        transposed = [[row[column] for row in scores] for column in range(columns)]
        return sorted((row, column) for column, row in best_pairs(transposed))
    costs = [[-score for score in row] for row in scores]
    row_potential, column_potential = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0] = row
        _augment(costs, row_potential, column_potential, owner)
    return sorted((row - 1, column - 1) for column, row in enumerate(owner) if row and column)


def _augment(costs: list[list[float]], row_potential: list[float], column_potential: list[float], owner: list[int]) -> None:
    """Finds a place for the row in `owner[0]`, moving others along the cheapest alternating path. Column 0 is no column."""
    columns = len(owner)
    slack, came_from, done = [float("inf")] * columns, [0] * columns, [False] * columns
    column = 0
    while owner[column]:
        done[column] = True
        row = owner[column]
        for other in (other for other in range(1, columns) if not done[other]):
            reduced = costs[row - 1][other - 1] - row_potential[row] - column_potential[other]
            if reduced < slack[other]:
                slack[other], came_from[other] = reduced, column
        following = min((other for other in range(1, columns) if not done[other]), key=slack.__getitem__)
        step = slack[following]
        for other in range(columns):
            if done[other]:
                row_potential[owner[other]] += step
                column_potential[other] -= step
            else:
                slack[other] -= step
        column = following
    while column:
        owner[column] = owner[came_from[column]]
        column = came_from[column]
