from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.values import times


@given(minutes=st.integers(0, 1439), seed=st.integers(0, 99))
def test_every_surface_of_a_time_reads_as_that_time(minutes: int, seed: int) -> None:
    moment = f"{minutes // 60:02}:{minutes % 60:02}"
    for surface, form in times.surfaces(moment, Random(seed)):
        assert moment in times.readings(surface), (surface, form)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14:30", {"14:30"}),
        ("2:30 pm", {"14:30"}),
        ("7 a.m.", {"07:00"}),
        ("noon", {"12:00"}),
        ("half past two in the afternoon", {"14:30"}),
        ("a quarter to six in the evening", {"17:45"}),
        ("half past two", {"02:30", "14:30"}),
        ("at five", {"05:00", "17:00"}),
        ("10 at night", {"22:00"}),
    ],
)
def test_a_time_as_people_say_it(text: str, meant: set[str]) -> None:
    assert times.readings(text) == meant
