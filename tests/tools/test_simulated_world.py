"""The simulated world: it keeps what was done in it, and every result is valid by its schema, whatever that asks."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callwright.tools.load import load_tools
from callwright.tools.schemas import compiled
from callwright.tools.simulation import Simulation
from callwright.tools.tool import Tool

TODAY = date(2026, 11, 20)


def function(tool: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"name": tool, "description": tool, "parameters": {"type": "object", "properties": properties}}


USERS = load_tools(
    [
        function("create_user", name={"type": "string"}, city={"type": "string"}),
        function("get_user", user_id={"type": "string"}),
        function("update_user", user_id={"type": "string"}, city={"type": "string"}),
        function("list_users", city={"type": "string"}),
        function("search_users", query={"type": "string"}),
        function("delete_user", user_id={"type": "string"}),
        function("list_invoices", user_id={"type": "string"}),
    ]
)
"""Without result schemas, as most people's tools are: all results are inferred."""


def world(seed: int) -> Simulation:
    return Simulation(random.Random(seed), TODAY)


def call(there: Simulation, tool: str, **arguments: Any) -> Any:
    return there.result(USERS[tool], arguments)


def id_of(record: dict[str, Any]) -> Any:
    return next(record[name] for name in ("id", "user_id") if name in record)


@pytest.mark.parametrize("seed", range(25))
def test_what_was_created_is_found_listed_changed_and_deleted_under_one_id(seed: int) -> None:
    there = world(seed)
    made = call(there, "create_user", name="Ada", city="Ulm")
    key = id_of(made)
    assert call(there, "get_user", user_id=key)["name"] == "Ada"
    assert key in [id_of(user) for user in call(there, "list_users")]
    assert key in [id_of(user) for user in call(there, "search_users", query="who is ada?")]
    call(there, "update_user", user_id=key, city="Jena")
    assert call(there, "get_user", user_id=key)["city"] == "Jena"
    call(there, "delete_user", user_id=key)
    assert key not in [id_of(user) for user in call(there, "list_users")]
    assert "error" in call(there, "get_user", user_id=key)


@pytest.mark.parametrize("seed", range(25))
def test_a_list_shows_what_its_filter_lets_through_and_nothing_else(seed: int) -> None:
    there = world(seed)
    key = id_of(call(there, "create_user", name="Ada", city="Ulm"))
    assert key not in [id_of(user) for user in call(there, "list_users", city="Jena")]
    assert all(user.get("city", "Jena") == "Jena" for user in call(there, "list_users", city="Jena"))
    assert key not in [id_of(user) for user in call(there, "search_users", query="pumps")]


@pytest.mark.parametrize("seed", range(25))
def test_what_a_list_showed_is_what_a_look_at_one_of_it_shows(seed: int) -> None:
    there = world(seed)
    for user in call(there, "list_users"):
        assert (
            call(there, "get_user", user_id=id_of(user)).items()
            >= {key: user[key] for key in ("name", "city") if key in user}.items()
        )


@pytest.mark.parametrize("seed", range(10))
def test_records_of_different_things_do_not_mix(seed: int) -> None:
    there = world(seed)
    call(there, "create_user", name="Ada", city="Ulm")
    assert all("name" not in invoice for invoice in call(there, "list_invoices", user_id="user_1"))


SCALARS = st.sampled_from(
    [
        {"type": "string"}, {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"},
        {"type": "string", "format": "email"}, {"type": "string", "format": "uri"}, {"type": "string", "enum": ["open", "done"]},
        {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"}, {"type": "string", "minLength": 3, "maxLength": 12},
        {"type": "integer"}, {"type": "integer", "minimum": 3, "maximum": 7}, {"type": "number", "exclusiveMinimum": 0},
        {"type": "number", "multipleOf": 0.5, "maximum": 10}, {"type": "boolean"}, {"type": "null"}, {"const": "v1"},
        {"type": ["string", "null"], "format": "date"}, {"anyOf": [{"type": "integer"}, {"type": "null"}]}, {"enum": [1, "a"]},
    ]
)  # fmt: skip
NAMES = st.sampled_from(["id", "task_id", "title", "status", "total", "due_date", "email", "owner", "notes", "count", "city"])


def containers(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    objects = st.dictionaries(NAMES, inner, max_size=5).flatmap(
        lambda properties: st.lists(st.sampled_from([*properties, ""]), unique=True).map(
            lambda required: {
                "type": "object",
                "properties": properties,
                "required": sorted(set(required) & set(properties)),
                "additionalProperties": False,
            }
        )
    )
    arrays = st.builds(lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 3))
    return objects | arrays


SCHEMAS = st.recursive(SCALARS, containers, max_leaves=12)
ARGUMENTS = st.dictionaries(NAMES, st.sampled_from(["open", "overdue", "2026-12-01", "x", 4, 2.5, True, None, ["a"]]), max_size=4)


@settings(max_examples=300, deadline=None)
@given(SCHEMAS, st.lists(ARGUMENTS, min_size=1, max_size=3), st.sampled_from(["create_task", "list_tasks", "get_task", "run"]))
def test_every_result_is_valid_by_the_result_schema(schema: dict[str, Any], calls: list[dict[str, Any]], name: str) -> None:
    parameters = {"type": "object", "properties": {key: {} for arguments in calls for key in arguments}}
    tool = Tool(name, name, parameters, result=schema)
    validator = compiled(schema)
    there = world(1)
    for arguments in calls:
        result = there.result(tool, arguments)
        assert validator.is_valid(result), (schema, result)


def test_the_least_result_keeps_to_a_pattern_too() -> None:
    seat = {"id": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"}, "held_for": {"type": "null"}}
    record = {"type": "object", "properties": seat, "required": ["id", "held_for"]}
    schema = {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 1, "items": record}}
    tool = Tool("list_seats", "List the seats.", {"type": "object", "properties": {}}, result=schema)
    assert compiled(schema).is_valid(world(1).result(tool, {}))


def test_another_search_finds_other_things_and_the_same_one_the_same() -> None:
    flight = {
        "type": "object",
        "properties": {"flight_id": {"type": "string"}, "price": {"type": "number"}},
        "required": ["flight_id"],
    }
    properties = {"origin": {"type": "string"}, "destination": {"type": "string"}}
    parameters = {"type": "object", "properties": properties, "required": ["origin", "destination"]}
    result = {"type": "object", "properties": {"flights": {"type": "array", "items": flight}}, "required": ["flights"]}
    search = Tool("search_flights", "Search flights.", parameters, result)
    world = Simulation(random.Random(1), TODAY)
    there, elsewhere, again = (
        {found["flight_id"] for found in world.result(search, {"origin": "Oslo", "destination": to})["flights"]}
        for to in ("Rome", "Cork", "Rome")
    )
    assert there.isdisjoint(elsewhere)
    assert there <= again
