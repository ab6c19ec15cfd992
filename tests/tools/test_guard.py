"""A guard in a user's own agent loop: invalid calls are refused, destructive ones wait for a yes."""

import runpy
from pathlib import Path

import pytest

from callwright.tools.call import ToolCall, parse_call
from callwright.tools.guard import guard
from callwright.tools.load import SEED_TOOLS, load_tools

TOOLS = load_tools(SEED_TOOLS)
DELETION = ToolCall("delete_task", {"task_id": "task_7"})


def test_a_valid_call_runs() -> None:
    ruling = guard(TOOLS).check(ToolCall("get_weather", {"location": "Oslo"}))

    assert (ruling.verdict, ruling.findings, ruling.message) == ("run", (), "")


def test_an_invalid_call_is_refused_with_what_the_model_needs_to_correct_it() -> None:
    ruling = guard(TOOLS).check(ToolCall("create_task", {"title": "a", "priority": "urgent"}))

    assert ruling.verdict == "refuse"
    assert ruling.message == (
        'The call of create_task is not valid. arguments.priority: expected one of "low", "medium", "high", got string "urgent"'
    )


def test_a_destructive_call_is_held_until_it_is_confirmed_and_runs_once() -> None:
    guarded = guard(TOOLS)

    held = guarded.check(DELETION)
    guarded.confirm(held.call)

    assert held.verdict == "hold"
    assert held.message == 'delete_task with {"task_id": "task_7"} was not run: ask the user to confirm it first.'
    assert [guarded.check(DELETION).verdict for _ in range(2)] == ["run", "hold"]


def test_a_yes_to_one_deletion_is_no_yes_to_another() -> None:
    guarded = guard(TOOLS)
    guarded.confirm(DELETION)

    assert guarded.check(ToolCall("delete_task", {"task_id": "task_8"})).verdict == "hold"
    assert guarded.check(ToolCall("delete_task", {"task_id": "task_7"}, id="another")).verdict == "run"


def test_a_confirmed_call_that_is_invalid_is_refused_all_the_same() -> None:
    guarded = guard(TOOLS)
    broken = ToolCall("delete_task", {"task_id": "7"})
    guarded.confirm(broken)

    assert guarded.check(broken).verdict == "refuse"


def test_a_tool_only_guessed_destructive_is_not_held() -> None:
    assert guard(load_tools({"name": "delete_file"})).check(ToolCall("delete_file", {})).verdict == "run"


@pytest.mark.parametrize(
    "call",
    [
        {"id": "c", "type": "function", "function": {"name": "delete_task", "arguments": '{"task_id": "task_7"}'}},
        {"type": "function_call", "call_id": "c", "name": "delete_task", "arguments": '{"task_id": "task_7"}'},
        {"type": "tool_use", "id": "c", "name": "delete_task", "input": {"task_id": "task_7"}},
    ],
)
def test_calls_are_taken_as_the_apis_hand_them_over(call: dict[str, object]) -> None:
    assert parse_call(call) == ToolCall("delete_task", {"task_id": "task_7"}, "c")
    assert guard(TOOLS).check(call).verdict == "hold"


def test_arguments_that_are_no_json_are_refused() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "delete_task", "arguments": '{"task_id": '}}

    assert [finding.code for finding in guard(TOOLS).check(call).findings] == ["CW202"]


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(Path(__file__).parents[2] / "examples" / "guard.py"), run_name="__main__")

    assert capsys.readouterr().out.splitlines() == [
        "create_task -> task_1",
        'refused: The call of create_task is not valid. arguments.due_date: expected a value of format date, got string "Friday"',
        'held: delete_task with {"task_id": "task_1"} was not run: ask the user to confirm it first.',
        "delete_task -> task_1",
    ]
