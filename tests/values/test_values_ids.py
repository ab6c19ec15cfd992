import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.values import ids, pattern

TASK = {"type": "string", "pattern": "^task_[0-9]+$"}


@given(number=st.integers(1, 99999), seed=st.integers(0, 99))
def test_every_surface_of_an_id_reads_as_that_id(number: int, seed: int) -> None:
    for surface, form in ids.surfaces(f"task_{number}", TASK, Random(seed)):
        assert f"task_{number}" in ids.readings(surface, TASK["pattern"]), (surface, form)


def test_an_id_is_said_by_its_number_only_where_the_pattern_allows_no_other() -> None:
    assert {form for _, form in ids.surfaces("task_17", TASK, Random(0))} > {"id:verbatim", "id:hash", "id:word_number"}
    assert ids.surfaces("task_17", {"type": "string"}, Random(0)) == [("task_17", "id:verbatim")]


def test_each_id_of_a_sentence_is_read() -> None:
    assert ids.readings("close task 17, #18 and task_19.", TASK["pattern"]) == {"task_17", "task_18", "task_19"}


def test_an_id_like_an_example_keeps_its_shape() -> None:
    assert re.fullmatch(r"ORD-\d{4}", ids.like("ORD-1234", Random(2)))
    assert re.fullmatch(r"[0-9a-f]{8}", ids.like("3f2a9c1b", Random(2)))


@pytest.mark.parametrize(
    "regex",
    [
        r"^task_[0-9]+$",
        r"^0x[a-fA-F0-9]{40}$",
        r"^([01]\d|2[0-3]):([0-5]\d)$",
        r"[A-Z]{2}-\d{3,5}",
        r"^\d{1,4}\d{6,15}$",
        r"(red|green)-[^aeiou]\w*",
        r"^\d+$",
    ],
)
def test_sampled_texts_match_their_pattern(regex: str) -> None:
    rng = Random(5)
    assert all(re.search(regex, pattern.sample(regex, rng)) for _ in range(50))


def test_a_pattern_with_look_ahead_is_refused() -> None:
    with pytest.raises(pattern.UnsampledPatternError):
        pattern.sample(r"^(?=a)b$", Random(0))
