"""The seed tools, implemented: the names, arguments and results that `office.json` states, over one state."""

import inspect
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.office import OfficeState
from callwright.tools.schemas import compiled
from callwright.tools.tool import Tool

FRIDAY = date(2026, 11, 20)
TOOLS = load_tools(SEED_TOOLS)


def value(name: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    match schema:
        case {"enum": members}:
            return st.sampled_from(members)
        case {"format": "date"}:
            return st.dates(date(2026, 11, 1), date(2026, 12, 31)).map(date.isoformat)
        case {"format": "email"}:
            return st.just("ada@example.com")
        case {"pattern": _}:
            return st.integers(1, 4).map("task_{}".format)
        case {"type": "integer"}:
            return st.integers(1, 100)
    return st.sampled_from(["(1 + 2) * 3", "7 / 0", "two"]) if name == "expression" else st.text(max_size=8)


def calls(tool: Tool) -> st.SearchStrategy[ToolCall]:
    drawn = {name: value(name, schema) for name, schema in tool.properties.items()}
    required = {name: drawn.pop(name) for name in tool.required}
    arguments = st.fixed_dictionaries(required, optional=drawn)
    return arguments.map(lambda chosen: ToolCall(tool.name, chosen)).filter(lambda call: not check_call(call, TOOLS))


CALLS = st.sampled_from(sorted(TOOLS)).flatmap(lambda name: calls(TOOLS[name]))


def test_the_implementations_have_the_names_of_the_file_in_its_order() -> None:
    office = OfficeState(FRIDAY)

    assert list(office.implementations) == list(TOOLS)
    assert all(office.tools()[name] == tool and office.tools()[name].implementation for name, tool in TOOLS.items())


@pytest.mark.parametrize("name", list(TOOLS))
def test_the_implementations_take_the_arguments_of_the_file(name: str) -> None:
    parameters = inspect.signature(OfficeState(FRIDAY).implementations[name]).parameters
    named = {key: parameter for key, parameter in parameters.items() if parameter.kind is not inspect.Parameter.VAR_KEYWORD}

    assert {key for key, parameter in named.items() if parameter.default is inspect.Parameter.empty} == set(TOOLS[name].required)
    assert named.keys() <= TOOLS[name].properties.keys()
    assert len(named) < len(parameters) or named.keys() == TOOLS[name].properties.keys()
    for key, schema in TOOLS[name].properties.items():
        assert "default" not in schema or named[key].default == schema["default"]


@given(st.lists(CALLS, max_size=8))
def test_every_result_of_every_valid_call_is_what_the_file_states(sequence: list[ToolCall]) -> None:
    office = OfficeState(FRIDAY)
    for call in sequence:
        stated = TOOLS[call.name].result
        assert stated is not None
        result = office.implementations[call.name](**call.arguments)
        if "error" in result:
            assert result["error"].keys() == {"status", "code", "message"}
        else:
            assert list(compiled({**stated, "additionalProperties": False}).iter_errors(result)) == []


def test_a_task_lives_until_it_is_deleted() -> None:
    office = OfficeState(FRIDAY)
    created = office.create_task(title="Book the venue", due_date="2026-11-27")

    assert created == {
        "task_id": "task_1",
        "title": "Book the venue",
        "due_date": "2026-11-27",
        "priority": "medium",
        "status": "open",
    }
    assert office.update_task(task_id="task_1", status="done") == {**created, "status": "done"}
    assert office.list_tasks()["tasks"] == [{**created, "status": "done"}]
    assert office.delete_task(task_id="task_1") == {"task_id": "task_1", "deleted": True}
    assert office.list_tasks() == {"tasks": []}
    assert office.create_task(title="Next")["task_id"] == "task_2"


@pytest.mark.parametrize("call", ["update_task", "delete_task"])
def test_a_task_that_is_not_there_is_an_error_as_an_api_would_send_it(call: str) -> None:
    result = OfficeState(FRIDAY).implementations[call](task_id="task_9")

    assert result == {"error": {"status": 404, "code": "not_found", "message": "No task with id task_9"}}


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("all", ["late", "today", "sunday", "monday", "some day", "done"]),
        ("overdue", ["late"]),
        ("due_today", ["today"]),
        ("due_this_week", ["late", "today", "sunday"]),
        ("completed", ["done"]),
    ],
)
def test_filters_look_at_the_state_s_own_day(wanted: str, titles: list[str]) -> None:
    office = OfficeState(FRIDAY)
    for title, due in [("late", "2026-11-19"), ("today", "2026-11-20"), ("sunday", "2026-11-22"), ("monday", "2026-11-23")]:
        office.create_task(title=title, due_date=due)
    office.create_task(title="some day")
    office.update_task(task_id=office.create_task(title="done", due_date="2026-11-20")["task_id"], status="done")

    assert [task["title"] for task in office.list_tasks(filter=wanted)["tasks"]] == titles


def test_a_search_counts_all_and_returns_as_many_as_asked_for() -> None:
    office = OfficeState(FRIDAY)

    found = office.search_db(query="coffee", max_results=1)

    assert (len(found["results"]), found["total"]) == (1, 3)
    assert {record["category"] for record in office.search_db(query="coffee", filter_category="products")["results"]} == {
        "products"
    }
    assert office.search_db(query="nobody") == {"results": [], "total": 0}


def test_an_email_is_in_the_outbox() -> None:
    office = OfficeState(FRIDAY)

    assert office.send_email(to="ada@example.com", subject="Hi", body="") == {"message_id": "msg_1", "status": "sent"}
    assert [email["to"] for email in office.outbox] == ["ada@example.com"]


def test_the_weather_of_a_place_is_the_same_all_day_in_both_units() -> None:
    office = OfficeState(FRIDAY)
    celsius, fahrenheit = office.get_weather(location="Oslo"), office.get_weather(location="oslo", unit="fahrenheit")

    assert fahrenheit["temperature"] == round(celsius["temperature"] * 9 / 5 + 32, 1)
    assert celsius["condition"] == fahrenheit["condition"]


def test_arithmetic_is_calculated_and_anything_else_is_an_error() -> None:
    office = OfficeState(FRIDAY)

    assert office.calculate(expression="(12 + 8) * 3") == {"result": 60}
    assert office.calculate(expression="__import__('os')")["error"]["code"] == "invalid_expression"


def test_two_states_share_nothing() -> None:
    one, two = OfficeState(FRIDAY), OfficeState(FRIDAY)
    one.create_task(title="a")
    one.records[0]["name"] = "changed"

    assert two.tasks == {}
    assert two.records[0]["name"] != "changed"
