from typing import Any

import pytest

from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.grammar import FILES, MADE, SLOT
from callwright.tools.values.kinds import kind_of, kinds_of, table
from callwright.tools.values.words import words

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("name", "schema", "kind"),
    [
        ("title", TEXT, "title"),
        ("assignee", TEXT, "person"),
        ("to", {"type": "string", "format": "email"}, "email"),
        ("due_date", {"type": "string", "format": "date"}, "due_date"),
        ("dueDate", TEXT, "due_date"),
        ("location", {"type": "string", "description": "City name, e.g. Lyon"}, "city"),
        ("max_results", {"type": "integer"}, "count"),
        ("amount", {"type": "number"}, "amount"),
        ("task_id", {"type": "string", "pattern": "^task_[0-9]+$"}, "id"),
        ("expression", TEXT, "expression"),
        ("query", TEXT, "query"),
        ("startTime", {"type": "string", "format": "date-time"}, "datetime"),
        ("targetLanguage", TEXT, "language"),
        ("notify", {"type": "boolean"}, "boolean"),
        ("tags", {"type": "array", "items": TEXT}, "list"),
        ("address", {"type": "object", "properties": {}}, "object"),
        ("level", {"enum": ["a", "b"]}, "choice"),
        ("x", {"type": ["null", "integer"]}, "number"),
        ("x", {"anyOf": [{"type": "null"}, {"type": "string", "format": "uri"}]}, "phrase"),
        ("recipientEmail", TEXT, "email"),
        ("duration_minutes", {"type": "integer"}, "duration"),
    ],
)
def test_the_kind_of_a_parameter(name: str, schema: dict[str, Any], kind: str) -> None:
    assert kind_of(name, schema) == kind


def test_the_description_decides_where_the_name_says_nothing() -> None:
    assert kind_of("x", TEXT, "Email address of the new member") == "email"


def test_numbers_get_no_kind_of_text() -> None:
    assert table()[kind_of("city", {"type": "integer"})].family == "number"


def test_every_kind_has_a_word_list_to_start_from_and_every_slot_is_filled() -> None:
    symbols = {symbol for file in FILES for symbol in words(file)}
    rows = [*words("kinds")["kinds"].values(), *words("kinds")["extra"].values()]
    starts = {start for row in rows for start in (row.get("start"), *row.get("starts", {}).values()) if start}
    slots = {slot.partition("|")[0] for file in FILES for entries in words(file).values() for slot in SLOT.findall(str(entries))}
    assert starts <= symbols
    assert {slot for slot in slots if not MADE.fullmatch(slot)} <= symbols


def test_no_symbol_is_defined_in_two_files() -> None:
    symbols = [symbol for file in FILES for symbol in words(file)]
    assert len(symbols) == len(set(symbols))


def test_no_name_belongs_to_two_kinds() -> None:
    names = [name for row in words("kinds")["kinds"].values() for name in row["names"]]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize(
    ("tool", "parameter", "kind"),
    [
        ("create_event", {"title": {"type": "string"}}, "event"),
        ("create_task", {"title": {"type": "string"}}, "title"),
        ("get-npm-package-details", {"name": {"type": "string"}}, "package"),
        ("lookup_players", {"name": {"type": "string"}}, "person"),
        ("create_event", {"title": {"type": "string", "description": "Title of the song"}}, "song"),
        ("hello", {"name": {"type": "string"}}, "name"),
    ],
)
def test_a_name_or_title_is_that_of_the_thing_the_tool_handles(tool: str, parameter: dict[str, JsonSchema], kind: str) -> None:
    (name,) = parameter
    assert kinds_of(Tool(tool, "", {"type": "object", "properties": parameter}))[name] == kind
