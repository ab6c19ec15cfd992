from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.finetune.metrics.equality import same

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=3), children, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5", 5),
        ("-5", "5"),
        (True, 1),
        (False, 0),
        (1, True),
        ([True], [1]),
        ({"a": 1}, {"a": True}),
        ("Oslo", "oslo"),
        ([1, 2], [2, 1]),
    ],
)
def test_values_that_only_look_alike_differ(one: Any, other: Any) -> None:
    assert not same(one, other)


def test_a_number_is_its_value_and_keys_have_no_order() -> None:
    assert same({"a": 5, "b": [1.0, None]}, {"b": [1, None], "a": 5.0})


@given(JSON)
def test_every_value_is_itself(value: Any) -> None:
    assert same(value, value)


@given(JSON, JSON)
def test_order_of_comparison_does_not_matter(one: Any, other: Any) -> None:
    assert same(one, other) is same(other, one)
