from hypothesis import given
from hypothesis import strategies as st

from callwright.generator.apportion import SHARE_WITHOUT_TOOL
from callwright.store.balance import Cell, balanced, first_of_each

CATEGORIES = ("single_call", "no_call", "confirm")
cells = st.tuples(st.sampled_from(CATEGORIES), st.sampled_from(("-", "find", "send", "delete")))
capacities = st.dictionaries(cells, st.integers(0, 60))
mixes = st.fixed_dictionaries(dict.fromkeys(CATEGORIES, st.integers(1, 50)))


@given(capacities, mixes, st.integers(0, 300))
def test_the_sum_is_what_was_asked_for_wherever_there_are_enough_rows(
    rows: dict[Cell, int], mix: dict[str, int], count: int
) -> None:
    taken = balanced(rows, mix, count)
    assert sum(taken.values()) == min(count, sum(rows.values()))
    assert all(taken[cell] <= rows[cell] for cell in taken)


@given(capacities, mixes, st.integers(0, 300))
def test_no_tool_is_starved_while_another_of_its_category_overflows(rows: dict[Cell, int], mix: dict[str, int], count: int) -> None:
    taken = balanced(rows, mix, count)
    for (category, _), amount in taken.items():
        for other, less in taken.items():
            if other[0] == category and less < rows[other] and category not in SHARE_WITHOUT_TOOL:
                assert amount <= less + 1


@given(capacities, mixes, st.integers(0, 300), st.integers(1, 40))
def test_no_tool_has_more_than_its_cap(rows: dict[Cell, int], mix: dict[str, int], count: int, most: int) -> None:
    taken = balanced(rows, mix, count, max_per_tool=most)
    for tool in ("find", "send", "delete"):
        assert sum(amount for cell, amount in taken.items() if cell[1] == tool) <= most


@given(capacities, mixes, st.integers(0, 300))
def test_the_order_of_what_is_given_does_not_count(rows: dict[Cell, int], mix: dict[str, int], count: int) -> None:
    backwards = dict(reversed(rows.items())), dict(reversed(mix.items()))
    assert balanced(*backwards, count) == balanced(rows, mix, count)


def test_shares_hold_where_there_are_rows_enough() -> None:
    rows = {("single_call", "find"): 100, ("no_call", "-"): 100}
    assert balanced(rows, {"single_call": 70, "no_call": 30}, 50) == {("single_call", "find"): 35, ("no_call", "-"): 15}


def test_a_category_without_a_share_gives_nothing() -> None:
    assert balanced({("single_call", "find"): 5, ("no_call", "-"): 5}, {"single_call": 1}, 8) == {("single_call", "find"): 5}


def test_rows_are_taken_in_plan_order() -> None:
    cell = ("single_call", "find")
    assert first_of_each([(cell, "a"), (cell, "b"), (cell, "c")], {cell: 2}) == {"a", "b"}
