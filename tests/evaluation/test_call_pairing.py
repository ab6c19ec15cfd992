from itertools import permutations

import pytest
from evaluation_cases import call
from hypothesis import given
from hypothesis import strategies as st

from callwright.finetune.metrics.assignment import best_pairs
from callwright.finetune.metrics.similarity import same_calls

MATRICES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=1, max_size=5)
)


def greatest_sum(scores: list[list[int]]) -> int:
    """By trying every assignment."""
    if len(scores) > len(scores[0]):
        scores = [list(column) for column in zip(*scores, strict=True)]
    places = permutations(range(len(scores[0])), len(scores))
    return max(sum(row[place] for row, place in zip(scores, chosen, strict=True)) for chosen in places)


@given(MATRICES)
def test_pairs_sum_to_the_most_any_assignment_reaches(scores: list[list[int]]) -> None:
    pairs = best_pairs(scores)
    assert len(pairs) == min(len(scores), len(scores[0]))
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert sum(scores[row][column] for row, column in pairs) == greatest_sum(scores)


def test_the_best_pairing_is_not_the_greedy_one() -> None:
    assert best_pairs([[9, 8], [8, 0]]) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("scores", [[], [[]], [[], []]])
def test_nothing_pairs_with_nothing(scores: list[list[float]]) -> None:
    assert best_pairs(scores) == []


def test_parallel_calls_match_in_any_order_but_each_once() -> None:
    oslo, lima = call("get_weather", location="Oslo"), call("get_weather", location="Lima")
    assert same_calls([oslo, lima], [lima, oslo])
    assert not same_calls([oslo, lima], [oslo, oslo])
    assert not same_calls([oslo], [oslo, lima])
