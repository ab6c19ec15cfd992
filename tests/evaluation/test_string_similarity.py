from difflib import SequenceMatcher

import pytest
from evaluation_cases import call

from callwright.finetune.metrics.similarity import FUNCTIONAL, FUZZY, key_sorted, ratio, similarity


def test_calls_are_compared_as_key_sorted_json() -> None:
    assert key_sorted(call("search", query="x", limit=3)) == '{"arguments": {"limit": 3, "query": "x"}, "name": "search"}'
    assert ratio(call("search", query="x", limit=3), call("search", limit=3, query="x")) == 1.0


def test_the_ratio_is_twice_the_matching_characters_over_all() -> None:
    """`{"arguments": {"task_id": "task_123"}, "name": "delete_task"}` has 61 characters of which 60 match."""
    one, other = call("delete_task", task_id="task_123"), call("delete_task", task_id="task_124")
    assert len(key_sorted(one)) == 61
    assert ratio(one, other) == pytest.approx(2 * 60 / 122)
    assert ratio(one, other) > FUZZY


def test_another_tool_with_other_arguments_is_below_both_thresholds() -> None:
    one, other = call("calculate", expression="1+1"), call("delete_task", task_id="task_124")
    expected = SequenceMatcher(None, key_sorted(one), key_sorted(other)).ratio()
    assert ratio(one, other) == expected
    assert (
        ratio(call("a", x="qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"), call("b", y="zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")) < FUNCTIONAL
    )


def test_a_call_without_a_partner_counts_nothing() -> None:
    oslo, lima = call("get_weather", location="Oslo"), call("get_weather", location="Lima")
    assert similarity([oslo, lima], [lima]) == 0.5
    assert similarity([oslo], []) == 0.0
    assert similarity([oslo, lima], [lima, oslo]) == 1.0
