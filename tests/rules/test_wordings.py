"""A wording is searched for only in texts that hold one of its telling words, and is found wherever its expression finds it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.generator.rules import conduct
from callwright.generator.rules.speech import Wording, word_lists, wording
from callwright.generator.rules.text import spoken

LISTS = [("narration", name) for name in word_lists()["narration"]] + [("teacher", "talk")]
AROUND = st.sampled_from(["", " ", "!", ", please", "’s", "x", "_y", " Then "])


@pytest.mark.parametrize(("subject", "name"), LISTS)
def test_every_phrase_of_the_lists_is_found_in_any_case(subject: str, name: str) -> None:
    for phrase in word_lists()[subject][name]:
        text = f"Well, {phrase.upper()} (or so)."
        found = wording(subject, name).search(text, frozenset(spoken(text)))
        assert found is not None
        assert found.group().lower() in phrase


@given(st.sampled_from(LISTS), st.data(), AROUND, AROUND)
def test_a_look_at_the_words_hides_no_match(which: tuple[str, str], data: st.DataObject, before: str, after: str) -> None:
    looked_for = wording(*which)
    text = before + data.draw(st.sampled_from(word_lists()[which[0]][which[1]])) + after
    assert bool(looked_for.search(text, frozenset(spoken(text)))) is bool(looked_for.pattern.search(text))


@pytest.mark.parametrize("looked_for", [conduct.PROMISE, conduct.BY_NAME, conduct.YET_PROMISED, conduct.LEAVES_OPEN])
def test_each_branch_of_an_expression_has_a_telling_word(looked_for: Wording) -> None:
    branches = re.findall(r"\(\?:([^()]+)\)", looked_for.pattern.pattern)[0].replace("\\ ", " ").split("|")
    for branch in branches:
        assert looked_for.telling & set(spoken(branch)), branch
