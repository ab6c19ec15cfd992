"""How the offline teacher speaks of a tool, read from its name and its description."""

import pytest

from callwright.generator.teachers.wishes import _fresh, _with_rest
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import load_phrasebook
from callwright.templates.wording import wording_of
from callwright.tools.tool import Tool


def wording(name: str, description: str = "") -> tuple[str, str, str]:
    """The group of its carriers, the thing it handles, what it does."""
    said = wording_of(Tool(name, description, {"type": "object"}), load_phrasebook())
    return said.group, said.object, said.does


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("create_task", "task"),
        ("validate_address_tool", "address"),
        ("API-coins-list", "coin"),
        ("set_api_key", "api key"),
        ("api_key_create", "api key"),
        ("papers-search-advanced", "paper"),
        ("list_tool", "tool"),
        ("查询", "查询"),
    ],
)
def test_a_thing_is_what_the_name_holds_beside_the_action(name: str, thing: str) -> None:
    assert wording(name)[1] == thing


def test_a_mere_verb_is_told_by_the_description() -> None:
    assert wording("add", "Adds two numbers together.")[::2] == ("fallback", "add two numbers together")
    assert wording("add")[0] == "create"
    assert wording("add_contact", "Adds a contact.")[0] == "create"
    assert wording("search", "Search the web.")[0] == "search"


def test_of_two_actions_described_the_first_is_said() -> None:
    assert wording("fetch", "Retrieves a page and extracts its text.")[2] == "retrieve a page"
    assert wording("fetch", "Retrieve a page and its links.")[2] == "retrieve a page and its links"
    assert wording("fetch", "Retrieves pages and their links.")[2] == "retrieve pages and their links"


@pytest.mark.parametrize(
    ("carrier", "first", "expected"),
    [
        ("open the file", ":", "open the file{rest}"),
        ("open the file", "f", "open the file {rest}"),
        ("can you open it?", ",", "can you open it{rest}?"),
        ("open it {rest} now", "", "open it now"),
    ],
)
def test_what_is_left_to_say_follows_as_its_first_character_wants(carrier: str, first: str, expected: str) -> None:
    assert _with_rest(carrier, first) == expected


def test_a_clause_says_no_word_of_its_carrier_again() -> None:
    carrier = Phrase("send/1", "shoot {recipient} a message")
    assert _fresh(["with the message {v}", "saying {v}"], carrier) == ["saying {v}"]
    assert _fresh(["with the message {v}"], carrier) == ["with the message {v}"]
