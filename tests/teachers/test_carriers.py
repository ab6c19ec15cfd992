"""What an offline request may hold beside the values: articles that fit them, and no word that the call would have to pass."""

import pytest

from callwright.generator.teachers.carriers import Fit, Wanted, carriers
from callwright.generator.teachers.fitting import said_with
from callwright.generator.teachers.unsaid import unsaid
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.tool import Tool

BOOK = load_phrasebook()
TEXT = {"type": "string"}
ADD_TO_PLAYLIST = Tool(
    "add_to_playlist",
    "Add a track to a playlist.",
    {
        "type": "object",
        "properties": {
            "track": TEXT,
            "playlist": TEXT,
            "owner": TEXT | {"description": "Whose playlist it is, as said (my, Jerry's)"},
            "item": TEXT | {"description": "Kind of thing to add, as said (song, album)"},
        },
    },
)


@pytest.mark.parametrize(
    ("carrier", "words", "said"),
    [
        ("play a {kind}", {"kind": "album"}, "play an album"),
        ("play a {kind}", {"kind": "songs"}, "play songs"),
        ("play a {genre} {kind}", {"genre": "indie", "kind": "track"}, "play an indie track"),
        ("add this {kind}", {"kind": "tracks"}, "add these tracks"),
        ("rate this {series}", {"series": "series"}, "rate this series"),
        ("at the {near} {screen}", {"near": "the nearest", "screen": "cinema"}, "at the nearest cinema"),
        ("set a {duration} timer", {"duration": "ten minutes"}, "set a ten minutes timer"),
    ],
)
def test_articles_follow_the_words_behind_them(carrier: str, words: dict[str, str], said: str) -> None:
    assert said_with(carrier, words, BOOK) == said


def test_what_a_parameter_takes_as_said_is_not_said_where_it_is_not_given() -> None:
    assert {"my", "our", "song", "album"} <= unsaid(ADD_TO_PLAYLIST, frozenset({"track"}))
    assert unsaid(ADD_TO_PLAYLIST, frozenset({"owner", "item"})) == frozenset()


@pytest.mark.parametrize(("given", "owned"), [({"track", "playlist"}, False), ({"track", "playlist", "owner"}, True)])
def test_nobody_says_my_playlist_where_no_owner_is_passed(given: set[str], owned: bool) -> None:
    slots = frozenset({"title", "playlist"} | ({"whose"} if owned else set()))
    wanted = Wanted(("add_to",), "never", "train", slots, ("imperative",), "most", "playlist", at_once=True)
    able = carriers(wanted, Fit(unsaid=unsaid(ADD_TO_PLAYLIST, frozenset(given))), BOOK)
    assert len(able) > 5
    assert all(("{whose}" in carrier.text) == owned for carrier in able)
    assert not any(" my " in carrier.text for carrier in able)
