import pytest
from evaluation_cases import TOOLS, call
from hypothesis import given
from hypothesis import strategies as st

from callwright.finetune.metrics.execution import argument_counts, same_effect, with_defaults
from callwright.tools.call import ToolCall

BY_NAME = {tool.name: tool for tool in TOOLS}


def test_a_default_passed_or_left_out_is_the_same_call() -> None:
    assert same_effect([call("search", query="x", limit=10)], [call("search", query="x")], BY_NAME)
    assert not same_effect([call("search", query="x", limit=10)], [call("search", query="x", limit=9)], BY_NAME)


@pytest.mark.parametrize("written", ["20 * 3 + 12 * 3", "96", "96.0", "(8+12+12)*3"])
def test_an_expression_counts_by_its_value(written: str) -> None:
    assert same_effect([call("calculate", expression="(20 + 12) * 3")], [call("calculate", expression=written)], BY_NAME)


@pytest.mark.parametrize("written", ["97", "(20 + 12) * ", "ninety-six", 96])
def test_another_value_or_no_expression_is_another_call(written: object) -> None:
    assert not same_effect([call("calculate", expression="(20 + 12) * 3")], [call("calculate", expression=written)], BY_NAME)


def test_only_an_expression_counts_by_its_value() -> None:
    """2026-11-20 and 2026-10-21 are both 1995 when subtracted."""
    assert not same_effect([call("search", query="2026-11-20")], [call("search", query="2026-10-21")], BY_NAME)


def test_accepted_answers_are_as_good_as_the_expected_one() -> None:
    accepted = [{"query": ["unpaid bills", "unpaid invoices"]}]
    assert same_effect([call("search", query="open bills")], [call("search", query="unpaid bills")], BY_NAME, accepted)
    assert not same_effect([call("search", query="open bills")], [call("search", query="paid bills")], BY_NAME, accepted)


def test_accepted_answers_follow_their_call_through_the_pairing() -> None:
    expected = [call("search", query="a"), call("get_weather", location="Oslo")]
    got = [call("get_weather", location="Oslo, Norway"), call("search", query="a")]
    assert same_effect(expected, got, BY_NAME, [{}, {"location": ["Oslo, Norway"]}])
    assert not same_effect(expected, got, BY_NAME, [{"location": ["Oslo, Norway"]}, {}])


@given(st.dictionaries(st.sampled_from(["query", "limit", "other"]), st.integers()))
def test_defaults_never_replace_what_was_passed(arguments: dict[str, int]) -> None:
    filled = with_defaults(arguments, BY_NAME["search"].parameters)
    assert filled == {"limit": 10} | arguments


def test_defaults_of_nested_objects_are_filled_in() -> None:
    schema = {"properties": {"page": {"type": "object", "properties": {"size": {"default": 20}}}}}
    assert with_defaults({"page": {"number": 2}}, schema) == {"page": {"number": 2, "size": 20}}


def test_arguments_count_only_in_the_right_tool_and_parameter() -> None:
    one = [call("move", source="a", target="b")]
    assert argument_counts(one, [call("move", source="a", target="c")], BY_NAME) == (1, 2, 2)
    assert argument_counts(one, [call("move", source="b", target="a")], BY_NAME) == (0, 2, 2)
    assert argument_counts(one, [call("search", source="a", target="b")], BY_NAME) == (0, 2, 2)
    assert argument_counts(one, [], BY_NAME) == (0, 2, 0)
    assert argument_counts(one, [ToolCall("move", "source=a")], BY_NAME) == (0, 2, 1)


def test_arguments_of_parallel_calls_are_counted_over_the_best_pairing() -> None:
    expected = [call("move", source="a", target="b"), call("move", source="c", target="d")]
    assert argument_counts(expected, [call("move", source="c", target="d"), call("move", source="a", target="x")], BY_NAME) == (
        3,
        4,
        4,
    )
