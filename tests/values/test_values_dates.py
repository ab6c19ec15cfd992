from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.values import dates
from callwright.tools.values.words import words

FRIDAY = date(2026, 11, 20)
days = st.dates(date(2024, 1, 1), date(2031, 12, 31))


@given(today=days, delta=st.integers(-150, 400), seed=st.integers(0, 10**6))
def test_every_surface_of_a_date_reads_as_that_date(today: date, delta: int, seed: int) -> None:
    day = (today + timedelta(days=delta)).isoformat()
    for surface, form in dates.surfaces(day, today, Random(seed)):
        assert day in dates.readings(surface, today), (surface, form)


@given(today=days, seed=st.integers(0, 10**6), span=st.sampled_from(["future", "past", "any", "near", "birth"]))
def test_a_drawn_date_reads_back_from_its_surface(today: date, seed: int, span: str) -> None:
    rng = Random(seed)
    day, form = dates.draw_day(today, rng, span)
    assert day.isoformat() in dates.readings(dates.say_day(day, form, today, rng)[0], today)


@given(today=days, delta=st.integers(1, 120), seed=st.integers(0, 10**6))
def test_relative_weekday_surfaces_leave_no_doubt(today: date, delta: int, seed: int) -> None:
    day = (today + timedelta(days=delta)).isoformat()
    for surface, form in dates.surfaces(day, today, Random(seed)):
        if form in ("date:next_weekday", "date:this_weekday", "date:in_days", "date:end_of_month", "date:us"):
            assert dates.readings(surface, today) == {day}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-24", {"2026-12-24"}),
        ("12/24/2026", {"2026-12-24"}),
        ("24/12/2026", {"2026-12-24"}),
        ("05/06/2027", {"2027-05-06", "2027-06-05"}),
        ("24 Dec 2026", {"2026-12-24"}),
        ("December 24th, 2026", {"2026-12-24"}),
        ("tomorrow", {"2026-11-21"}),
        ("the day after tomorrow", {"2026-11-22"}),
        ("in three days", {"2026-11-23"}),
        ("in 2 weeks", {"2026-12-04"}),
        ("a week from Monday", {"2026-11-30"}),
        ("the end of the month", {"2026-11-30"}),
        ("the last day of next month", {"2026-12-31"}),
        ("the first of next month", {"2026-12-01"}),
        ("next Friday", {"2026-11-27"}),
        ("Monday next week", {"2026-11-23"}),
        ("yesterday", {"2026-11-19"}),
        ("two weeks ago", {"2026-11-06"}),
        ("New Year's Eve", {"2026-12-31", "2025-12-31"}),
        ("nothing of the kind", set()),
        ("February 30, 2027", set()),
    ],
)
def test_a_phrase_said_on_friday_20_november_2026(text: str, meant: set[str]) -> None:
    assert dates.readings(text, FRIDAY) == meant


def test_an_ambiguous_weekday_has_both_readings() -> None:
    wednesday = date(2026, 11, 18)
    assert dates.readings("next Friday", wednesday) == {"2026-11-20", "2026-11-27"}
    assert "date:next_weekday" not in {form for _, form in dates.surfaces("2026-11-20", wednesday, Random(0))}


def test_several_dates_in_one_sentence_are_all_found() -> None:
    found = dates.readings("move it from tomorrow to Dec 24, 2026 or the day after tomorrow", FRIDAY)
    assert found == {"2026-11-21", "2026-12-24", "2026-11-22"}


def test_every_form_can_be_drawn_by_name() -> None:
    for form in dates.forms(FRIDAY, "any"):
        assert dates.draw_day(FRIDAY, Random(1), "any", form)[1] == form


def test_at_least_thirty_forms_are_drawn_for_due_dates() -> None:
    rng = Random(3)
    drawn = {dates.draw_day(FRIDAY, rng)[1] for _ in range(4000)}
    assert len(drawn) >= 30


def test_every_template_has_a_resolver() -> None:
    from callwright.tools.values.date_forms import RESOLVERS

    lists = words("dates")
    assert set(RESOLVERS) == {*lists["templates"], *lists["only_read"]}


def test_prepositions_tell_what_may_stand_before_a_surface() -> None:
    assert "by" not in dates.prepositions("date:in_days")
    assert {"on", "by", "for"} <= dates.prepositions("date:month_day")
    assert dates.prepositions("date:tomorrow") == {"by", "for", "bare"}
