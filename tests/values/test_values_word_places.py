"""Phrases and numbers are tried only where a word stands that one can begin with; nothing is missed by it."""

import re
import string

from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.values.numbers import mentions
from callwright.tools.values.word_places import FIGURE, blanking, first_words, places

FIRST = frozenset({"in", "the", "twenty", FIGURE})


def one_by_one(text: str) -> list[tuple[int, str]]:
    words = [(word.start(), FIGURE if word[0][0].isdecimal() else word[0]) for word in re.finditer(r"\w+", text)]
    return [(start, word) for start, word in words if word in FIRST]


@given(
    st.lists(st.sampled_from(["in", "the", "in_the", "twenty-first", "3rd", "v2", "x", " ", "-", "_", "’s", "½", "é", "70"])).map(
        "".join
    )
)
def test_places_are_those_found_word_by_word(text: str) -> None:
    assert places(text, FIRST) == one_by_one(text)


@given(st.text(alphabet=string.printable + "éßİ’–№™²Ⅷ", max_size=40))
def test_blanks_part_a_text_as_a_search_for_words_does(text: str) -> None:
    assert blanking()(text).split() == re.findall(r"\w+", text)


def test_first_words_tell_figures_from_words() -> None:
    assert first_words(["a quarter", "twenty-first", "3rd"]) == {"a", "twenty", FIGURE}


def test_a_sign_before_a_number_is_its_own_and_a_hyphen_within_a_name_is_not() -> None:
    assert mentions("from -5 to minus three, in web-07 on 2026-11-20") == (
        ("-5", -5), ("minus three", -3), ("07", 7), ("2026", 2026), ("11", 11), ("20", 20),
    )  # fmt: skip
