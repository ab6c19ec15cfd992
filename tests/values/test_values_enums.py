from random import Random

from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.values import enums
from callwright.tools.values.words import words

known = sorted({*words("enums")["synonyms"], *words("enums")["before"], *words("enums")["after"], "USD", "EUR", "due_next_week"})


@given(
    members=st.lists(st.sampled_from(known), min_size=2, max_size=6, unique=True),
    name=st.sampled_from(["filter", "status", "priority", "kind"]),
    seed=st.integers(0, 99),
)
def test_no_surface_says_two_members(members: list[str], name: str, seed: int) -> None:
    said = {}
    for member in members:
        for surface, form in enums.surfaces(member, members, name, "", Random(seed)):
            assert said.setdefault(surface.lower(), member) == member, (surface, form)
            assert member in enums.readings(surface, members, name, "")


def test_a_synonym_that_fits_another_member_is_not_used() -> None:
    said = {surface for surface, _ in enums.sayings("high", ("low", "high", "urgent"), "priority", "")}
    assert "urgent" not in said
    assert "urgent" in {surface for surface, _ in enums.sayings("high", ("low", "high"), "priority", "")}


def test_a_description_that_labels_codes_gives_their_words() -> None:
    description = "Priority: 1 = low, 2 = medium, 3 = high"
    assert ("high", "enum:synonym") in enums.surfaces(3, [1, 2, 3], "priority", description, Random(0))
    assert enums.readings("make it high please", [1, 2, 3], "priority", description) == {3}


def test_a_state_that_filters_stands_before_or_behind_the_noun() -> None:
    members = ["all", "due_today", "overdue"]
    forms = {form for _, form in enums.surfaces("overdue", members, "filter", "", Random(0))}
    assert forms == {"enum:before", "enum:after"}
    assert {form for _, form in enums.surfaces("due_today", members, "filter", "", Random(0))} == {"enum:after"}
    assert {form for _, form in enums.surfaces("all", members, "filter", "", Random(0))} == {"enum:before"}


def test_identifiers_are_said_in_words_and_still_read_as_written() -> None:
    members = ["open", "in_progress"]
    assert "in_progress" not in {surface for surface, _ in enums.surfaces("in_progress", members, "status", "", Random(0))}
    assert enums.readings("set it to in_progress", members, "status", "") == {"in_progress"}


def test_several_members_in_one_text_are_all_read() -> None:
    assert enums.readings("from Celsius to °F", ["celsius", "fahrenheit"], "unit", "") == {"celsius", "fahrenheit"}
