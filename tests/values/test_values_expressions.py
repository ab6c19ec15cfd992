from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.arithmetic import evaluate
from callwright.tools.values import expressions


@given(seed=st.integers(0, 10**6))
def test_words_and_expression_mean_the_same(seed: int) -> None:
    expression, saying = expressions.draw_expression(Random(seed))
    for surface, form in saying():
        assert expression in expressions.readings(surface), (surface, form)


@given(seed=st.integers(0, 10**6))
def test_every_expression_can_be_evaluated(seed: int) -> None:
    assert evaluate(expressions.draw_expression(Random(seed))[0]) is not None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("what is 12 plus 8, times 3", 60),
        ("15% of 240", 36),
        ("120 divided by 4", 30),
        ("half of 90", 45),
        ("7 squared", 49),
        ("the sum of 4 and 6, multiplied by 5", 50),
        ("20% off 50", 40),
        ("3 * (4 + 5)", 27),
        ("1,200 minus 200", 1000),
    ],
)
def test_arithmetic_as_people_say_it(text: str, value: float) -> None:
    assert value in {evaluate(expression) for expression in expressions.readings(text)}


def test_every_expression_of_a_conversation_is_read_and_no_part_of_a_longer_one() -> None:
    asked = "Compute 123.25 times 48, plus 65.25\nAnd what do you get for 684 halved?"
    assert expressions.readings(asked) == {"123.25 * 48 + 65.25", "684 / 2"}
