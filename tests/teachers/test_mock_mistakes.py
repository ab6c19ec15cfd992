"""The mistakes that are made on purpose: they spoil what they say, nothing else, and the rules find most of them."""

import pytest
from briefed_rows import offline_words, planned_rows

from callwright.generator.generate import build
from callwright.generator.rules import judge
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.brief import brief_of
from callwright.generator.teachers.mock_mistakes import MISTAKES, make_mistake
from callwright.generator.teachers.teacher import Words

FOUND = {"wrong_value": 0.8, "swap": 0.1, "extra_optional": 0.33, "narrate": 0.8, "names_tool": 0.75, "invented_result": 0.7}
"""Shares that have to be caught: below what `make caught` measures of more rows (of swaps 16.5 % [14, 20]), as few vary more."""


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_changes_one_turn_and_tells_what_it_did(kind: str) -> None:
    made = 0
    for row in planned_rows(150):
        texts = offline_words(row).texts
        mistake = make_mistake(kind, brief_of(row), texts)
        if mistake is None:
            continue
        made += 1
        assert mistake == make_mistake(kind, brief_of(row), texts)
        assert sum(mistake.texts[index] != text for index, text in texts.items()) == 1, mistake.detail
        assert mistake.detail
        assert list(mistake.texts) == list(texts)
    assert made > 15


@pytest.mark.parametrize("kind", FOUND)
def test_the_rules_find_most_of_each_kind(kind: str) -> None:
    verdicts = []
    for row in planned_rows(500):
        words = offline_words(row)
        if mistake := make_mistake(kind, brief_of(row), words.texts):
            verdicts.append(judge(build(row, Words(mistake.texts, words.phrasing), "mock", SystemText())))
    assert sum(not verdict.accepted for verdict in verdicts) >= FOUND[kind] * len(verdicts)
