from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.values import amounts, measures, numbers
from callwright.tools.values.words import words

whole = st.integers(-500, 5000) | st.integers(0, 80).map(lambda n: n * 50000)
fractions = st.integers(1, 4000).map(lambda n: numbers.exact(n / 4))


@given(number=whole | fractions, seed=st.integers(0, 99))
def test_every_surface_of_a_number_reads_as_that_number(number: int | float, seed: int) -> None:
    for surface, form in numbers.surfaces(number, Random(seed)):
        assert number in numbers.readings(surface), (surface, form)


@given(number=whole | fractions, seed=st.integers(0, 99), currency=st.sampled_from([None, "USD", "EUR", "GBP", "CHF"]))
def test_every_surface_of_an_amount_reads_as_that_amount(number: int | float, seed: int, currency: str | None) -> None:
    if number >= 0:
        for surface, form in amounts.surfaces(number, Random(seed), currency):
            assert number in amounts.readings(surface), (surface, form)


@given(unit=st.sampled_from(sorted(words("measures")["units"])), seed=st.integers(0, 999))
def test_every_surface_of_a_measure_reads_in_the_units_wanted(unit: str, seed: int) -> None:
    number = measures.usual(unit, Random(seed))
    for surface, form in measures.surfaces(number, unit, Random(seed)):
        assert number in measures.readings(surface, unit), (surface, form)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("50", 50),
        ("fifty", 50),
        ("twenty-five", 25),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("5k", 5000),
        ("3.5 million", 3500000),
        ("1,250.50", 1250.5),
        ("two hundred and fifty", 250),
        ("a hundred and twenty", 120),
        ("three and a half", 3.5),
        ("two point five", 2.5),
        ("minus 5", -5),
        ("12 %", 0.12),
        ("12 percent", 12),
        ("one thousand two hundred and thirty-four", 1234),
    ],
)
def test_a_number_as_people_say_it(text: str, number: float) -> None:
    assert number in numbers.readings(text)


def test_a_number_in_a_longer_sentence_is_no_other_number() -> None:
    assert numbers.readings("show me at most twenty-five of them, please") == {25}


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("half an hour", "minute", 30),
        ("an hour and a half", "minute", 90),
        ("two weeks", "day", 14),
        ("90 seconds", "second", 90),
        ("a fortnight", "day", 14),
        ("5 km", "metre", 5000),
        ("a quarter of an hour", "minute", 15),
    ],
)
def test_a_duration_is_converted_to_the_unit_wanted(text: str, unit: str, number: int) -> None:
    assert number in measures.readings(text, unit)


def test_the_unit_stands_in_the_name_or_in_the_description() -> None:
    assert measures.unit_of("timeout_seconds", "") == "second"
    assert measures.unit_of("length", "How long, in hours") == "hour"
    assert measures.unit_of("distance_km", "") == "kilometre"
    assert measures.unit_of("min_word_length", "") is None
    assert measures.unit_of("duration_min", "") == "minute"
    assert measures.unit_of("size", "") is None


def test_a_currency_is_said_only_where_the_description_names_one() -> None:
    assert amounts.currency_of("amount", "Amount in USD") == "USD"
    assert amounts.currency_of("amount", "How much to transfer") is None
    assert ("$1,200", "amount:sign") in amounts.surfaces(1200, Random(0), "USD")


def test_ten_forms_of_numbers_are_said() -> None:
    told = {
        form for number in (7, 12, -3, 2.5, 3.25, 1500, 4000, 2500000, 120000) for _, form in numbers.surfaces(number, Random(0))
    }
    assert len(told) >= 10
