"""Calls that are written differently and do the same: on the office, on a user's own functions, on simulated tools."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from evaluation_cases import calling, judged

from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.metrics.effects import same_end
from callwright.finetune.metrics.execution import Accepted
from callwright.finetune.world_office import is_office_tool
from callwright.generator.trace import Message
from callwright.tools.call import ToolCall
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import JsonSchema, Tool

OFFICE = load_tools(SEED_TOOLS)
HISTORY = (Message("system", "Today is 2026-11-20 (Friday)."), Message("user", "please"))
STRING: JsonSchema = {"type": "string"}


def call(name: str, /, **arguments: Any) -> ToolCall:
    return ToolCall(name, arguments)


def in_office(expected: Sequence[ToolCall], got: Sequence[ToolCall], history: Sequence[Message] = HISTORY) -> bool:
    return same_end(expected, got, OFFICE, history)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ([call("create_task", title="Rent")], [call("create_task", title="Rent", priority="medium")]),
        ([call("send_email", to="a@b.org", body="Hi")], [call("send_email", to="a@b.org", body="Hi", subject="")]),
        ([call("get_weather", location="Oslo")], [call("get_weather", location="oslo", unit="celsius")]),
        ([call("search_db", query="coffee harbour")], [call("search_db", query="Harbour  coffee", max_results=10)]),
        ([call("list_tasks")], [call("list_tasks", filter="all")]),
        (
            [call("update_task", task_id="task_9", status="done", priority="high")],
            [call("update_task", task_id="task_9", priority="high"), call("update_task", task_id="task_9", status="done")],
        ),
        (
            [call("delete_task", task_id="task_9")],
            [call("update_task", task_id="task_9", title="x"), call("delete_task", task_id="task_9")],
        ),
        (
            [call("create_task", title="a"), call("create_task", title="b")],
            [call("create_task", title="b"), call("create_task", title="a")],
        ),
    ],
)
def test_the_office_ends_the_same(expected: list[ToolCall], got: list[ToolCall]) -> None:
    assert in_office(expected, got)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ([call("create_task", title="Rent")], [call("create_task", title="Rent", priority="low")]),
        ([call("create_task", title="Rent")], [call("create_task", title="rent")]),
        ([call("create_task", title="Rent")], [call("create_task", title="Rent"), call("create_task", title="Rent")]),
        ([call("create_task", title="Rent")], []),
        ([call("update_task", task_id="task_9", status="done")], [call("update_task", task_id="task_8", status="done")]),
        (
            [call("update_task", task_id="task_9", status="done")],
            [call("update_task", task_id="task_9", status="done", priority="low")],
        ),
        (
            [call("update_task", task_id="task_9", status="done")],
            [call("update_task", task_id="task_9", status="done", priority="high")],
        ),
        ([call("get_weather", location="Oslo")], [call("get_weather", location="Lima")]),
        ([call("get_weather", location="Oslo")], [call("get_weather", location="Oslo", unit="fahrenheit")]),
        ([call("search_db", query="harbour coffee")], [call("search_db", query="harbour")]),
        ([call("search_db", query="nothing like it")], [call("search_db", query="unheard of")]),
        ([call("search_db", query="coffee")], [call("search_db", query="coffee", max_results=44)]),
        ([call("search_db", query="coffee")], [call("search_db", query="coffee", filter_category="invoices")]),
        ([call("list_tasks", filter="due_today")], [call("list_tasks", filter="overdue")]),
        ([call("list_tasks", filter="due_today")], [call("list_tasks", filter="due_this_week")]),
        ([call("get_weather", location="Oslo")], [call("get_weather", location="Oslo"), call("create_task", title="Rain")]),
        ([call("get_weather", location="Oslo")], [call("search_db", query="Oslo")]),
        ([call("calculate", expression="1/0")], [call("calculate", expression="2/0")]),
    ],
)
def test_the_office_ends_otherwise(expected: list[ToolCall], got: list[ToolCall]) -> None:
    assert not in_office(expected, got)


@pytest.mark.parametrize("wrong", [call("create_task"), call("fly", to="Oslo"), ToolCall("create_task", "title=Rent")])
def test_a_call_that_its_tool_refuses_is_not_tried(wrong: ToolCall) -> None:
    assert not in_office([call("create_task", title="Rent")], [wrong])


def test_what_the_conversation_returned_is_there() -> None:
    listed = Message("tool", '{"tasks": [{"task_id": "task_7", "title": "Rent", "priority": "low"}]}', tool_call_id="call_1")
    expected = [call("update_task", task_id="task_7", status="done")]
    unchanged = [call("update_task", task_id="task_7", status="done", priority="low")]
    assert in_office(expected, unchanged, (*HISTORY, listed))
    assert not in_office(expected, unchanged)


def test_a_foreign_task_that_is_due_at_no_date_does_no_harm() -> None:
    listed = Message("tool", '{"tasks": [{"task_id": "task_7", "due_date": "soon"}, {"task_id": "task_8", "due_date": 5}]}')
    assert in_office([call("list_tasks", filter="overdue")], [call("list_tasks", filter="overdue")], (*HISTORY, listed))


def test_an_accepted_answer_leaves_the_same() -> None:
    expected, got = [call("create_task", title="Rent")], [call("create_task", title="Pay rent", priority="medium")]
    accepted: list[Accepted] = [{"title": ["Pay rent"]}]
    assert same_end(expected, got, OFFICE, HISTORY, accepted)
    assert not same_end(expected, got, OFFICE, HISTORY)


def test_tools_are_the_offices_only_with_its_parameters() -> None:
    other = Tool("get_weather", "Weather.", {"type": "object", "properties": {"location": STRING}})
    assert all(map(is_office_tool, OFFICE.values()))
    assert not is_office_tool(other)


def lookup(city: str, limit: int = 5) -> dict[str, Any]:  # noqa: ARG001
    return {"found": f"{city.lower()} {len(city)}"}


def canned(city: str) -> dict[str, Any]:  # noqa: ARG001
    return {"temperature": 20}


def crashing(city: str) -> dict[str, Any]:
    raise RuntimeError(city)


def own(name: str, implementation: Any, **properties: JsonSchema) -> Mapping[str, Tool]:
    return {name: Tool(name, "", {"type": "object", "properties": properties}, implementation=implementation)}


def test_a_users_own_function_is_run() -> None:
    tools = own("get_city", lookup, city=STRING, limit={"type": "integer"})
    assert same_end([call("get_city", city="Oslo")], [call("get_city", city="OSLO")], tools, HISTORY)
    assert not same_end([call("get_city", city="Oslo")], [call("get_city", city="Lima")], tools, HISTORY)


def test_an_argument_that_changes_nothing_in_the_result_is_no_proof() -> None:
    tools = own("get_city", lookup, city=STRING, limit={"type": "integer"})
    assert not same_end([call("get_city", city="Oslo", limit=1)], [call("get_city", city="Oslo", limit=2)], tools, HISTORY)
    assert not same_end(
        [call("get_city", city="Oslo")], [call("get_city", city="Lima")], own("get_city", canned, city=STRING), HISTORY
    )


def test_a_function_that_raises_proves_nothing() -> None:
    tools = own("get_city", crashing, city=STRING)
    assert not same_end([call("get_city", city="Oslo")], [call("get_city", city="oslo")], tools, HISTORY)


RECORD: JsonSchema = {"type": "object", "properties": {"user_id": STRING, "name": STRING, "role": STRING}, "required": ["user_id"]}
SIMULATED = {
    name: Tool(name, "", {"type": "object", "properties": dict.fromkeys(parameters, STRING)}, result=RECORD)
    for name, parameters in {
        "add_user": ["name", "role"],
        "update_user": ["user_id", "name", "role"],
        "delete_user": ["user_id"],
        "warn_user": ["user_id", "text"],
        "get_user": ["user_id"],
    }.items()
}


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (
            [call("update_user", user_id="u1", name="Ada", role="admin")],
            [call("update_user", user_id="u1", role="admin"), call("update_user", user_id="u1", name="Ada")],
            True,
        ),
        ([call("update_user", user_id="u1", name="Ada")], [call("update_user", user_id="u2", name="Ada")], False),
        (
            [call("delete_user", user_id="u1")],
            [call("update_user", user_id="u1", name="x"), call("delete_user", user_id="u1")],
            True,
        ),
        ([call("delete_user", user_id="u1")], [call("update_user", user_id="u1", name="x")], False),
        ([call("warn_user", user_id="u1", text="a")], [call("warn_user", user_id="u1", text="a")] * 2, False),
        ([call("add_user", name="a"), call("add_user", name="b")], [call("add_user", name="b"), call("add_user", name="a")], True),
        ([call("add_user", name="a")], [call("add_user", name="a")] * 2, False),
        ([call("get_user", user_id="u1")], [call("get_user", user_id="U1")], False),
    ],
)
def test_simulated_tools_leave_what_their_calls_say(expected: list[ToolCall], got: list[ToolCall], same: bool) -> None:
    assert same_end(expected, got, SIMULATED, HISTORY) is same


def test_a_tool_that_can_neither_run_nor_be_simulated_is_judged_by_its_arguments() -> None:
    bare = {"set_mode": Tool("set_mode", "", {"type": "object", "properties": {"a": STRING, "b": STRING}})}
    assert not same_end([call("set_mode", a="1", b="2")], [call("set_mode", a="1"), call("set_mode", b="2")], bare, HISTORY)


def test_a_decision_is_right_where_its_calls_end_the_same() -> None:
    expected, got = calling(call("create_task", title="Rent")), calling(call("create_task", title="Rent", priority="medium"))
    judgement = judged(expected, got, act="call", history=HISTORY, tools=tuple(OFFICE.values()))
    assert isinstance(judgement, Judgement)
    assert (judgement.exact, judgement.executed, judgement.diagnosis) == (False, True, "-")
