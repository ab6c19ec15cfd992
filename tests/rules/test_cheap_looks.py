"""What is looked for before a text is read in full finds nothing that reading would not."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from callwright.generator.rules.evidence import Evidence, evidence_of, sources_of
from callwright.generator.rules.explain import explain, plainly_said
from callwright.generator.rules.measures import stands_in_digits, stated_number
from callwright.generator.rules.quantities import numbers_in
from callwright.generator.trace import Message
from callwright.tools.values.numbers import mentions, surfaces

WORDS = (
    "minus", "negative", "a", "third", "of", "the", "top", "5", "5.", "(5)", "5%", ".5", "1,250", "1 250", "12th", "3k", "v2", "-5",
    "5 m", "half", "a dozen", "two", "hundred", "and", "point", "once", "task_12", "2026-11-27", "Ünï", "(1", "+", "2)", "*",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
VALUES = st.one_of(TEXTS, st.sampled_from(WORDS), st.integers(-60, 3000), st.sampled_from([0.5, 2.5, 1250.0, True, None]))


def requested(text: str) -> Evidence:
    return evidence_of(sources_of([Message("system", "Today is 2026-11-20 (Friday)."), Message("user", text)]))


@given(TEXTS, st.sampled_from(("5", "12", "1250", "1,250", "3", "3k", "6", "two", "half", "100", "0.5")))
@settings(max_examples=400, deadline=None)
def test_a_number_that_stands_in_digits_is_stated(text: str, written: str) -> None:
    if stands_in_digits(written, requested(text)):
        [(_, value)] = mentions(written)
        assert stated_number(value, requested(text))


@given(TEXTS, VALUES)
@settings(max_examples=400, deadline=None)
def test_what_is_plainly_said_is_found(text: str, value: Any) -> None:
    for schema in ({}, {"enum": ["5", "the top", value]}, {"type": "string", "default": "x"}):
        if plainly_said(value, requested(text)):
            assert explain(value, "query", schema, requested(text)).verdict != "not_found"


@given(
    st.lists(st.sampled_from(("about", "we", "all", "a", "and", "minus", "point")), max_size=5), st.integers(0, 5000), st.randoms()
)
@settings(deadline=None)
def test_no_number_is_passed_over(around: list[str], number: int, rng: Random) -> None:
    for said, _ in surfaces(number, rng):
        text = " ".join([*around, said, *around])
        assert mentions(text)
        assert list(numbers_in(text))
