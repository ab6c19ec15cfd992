"""Parameters that are passed in the user's own words, and kinds that a description's examples tell."""

from datetime import date
from random import Random

import pytest

from callwright.templates.filling import chosen
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.kinds import kind_of
from callwright.tools.values.listed import is_verbatim, said_alternatives, said_examples

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("name", "description", "kind"),
    [
        ("time_range", "When, as said", "when"),
        ("day", "Natural language date", "when"),
        ("range", "How close, as said (nearby, within walking distance)", "nearness"),
        ("item", "Kind of thing to add, as said (song, album, tune)", "music_kind"),
        ("unit", "Stars or points, as said", "points"),
        ("owner", "Whose it is, as said (my, Jerry's)", "whose"),
        ("kind", "What to look for, e.g. book, movie, song", "work_kind"),
        ("order", "One of (first, last)", "phrase"),
        ("position", "Where it goes, e.g. first", "phrase"),
        ("state", "", "state"),
        ("state", "State of the issue", "status"),
        ("year", "Year or decade, as said", "spoken_year"),
    ],
)
def test_the_description_tells_the_kind(name: str, description: str, kind: str) -> None:
    schema = {"type": "string", **({"description": description} if description else {})}
    assert kind_of(name, schema) == kind


def test_what_is_passed_as_said_is_passed_word_for_word() -> None:
    said = {"type": "string", "description": "Number of people, as said"}
    drawn = [draw("party_size", said, Random(seed), TODAY) for seed in range(40)]
    assert all(value is not None and value.canonical == value.surface for value in drawn)
    assert any(value is not None and value.surface.isalpha() for value in drawn)
    number = [draw("party_size", {"type": "string"}, Random(seed), TODAY) for seed in range(40)]
    assert any(value is not None and value.canonical != value.surface for value in number)


def test_what_descriptions_list() -> None:
    assert said_examples("Ranking, as said (best, top-rated)") == ("best", "top-rated")
    assert said_alternatives("series, chronicle or saga, as said") == ("series", "chronicle", "saga")
    assert is_verbatim("The time in natural language")
    assert not is_verbatim("Language the page is said to be in")


@pytest.mark.parametrize(("optional", "given"), [(4, 2.0), (6, 3.0), (15, 3.0)])
def test_of_many_optional_parameters_a_handful_is_given(optional: int, given: float) -> None:
    names = [f"p{n}" for n in range(optional)]
    tool = Tool("t", "", {"type": "object", "properties": {name: {"type": "string"} for name in names}})
    counts = [len(chosen(tool, Random(seed), None, frozenset(), ())) for seed in range(400)]
    assert sum(counts) / len(counts) == pytest.approx(given, rel=0.15)
