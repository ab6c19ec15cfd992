"""Values that stand in the request, but for another parameter or another item (CW404, CW405, CW406)."""

import json
from typing import Any

import pytest

from callwright.generator.formats.openai import parse
from callwright.generator.rules import judge
from callwright.generator.rules.transcript import read_transcript

TASKS = '{"tasks": [{"task_id": "task_1", "title": "Renew the visas"}, {"task_id": "task_2", "title": "Pay the rent"}]}'


def codes(request: str, arguments: dict[str, Any]) -> set[str]:
    call = {"id": "a", "type": "function", "function": {"name": "act", "arguments": json.dumps(arguments)}}
    messages = [
        {"role": "system", "content": "Today is 2026-11-20 (Friday)."},
        {"role": "user", "content": request},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": "ok"},
        {"role": "assistant", "content": "That is done."},
    ]
    schema = {"type": "object", "properties": {name: {} for name in arguments}}
    tools = [{"type": "function", "function": {"name": "act", "description": "Acts.", "parameters": schema}}]
    return {finding.code for finding in judge(parse({"messages": messages, "tools": tools}), select=["CW404", "CW405"]).findings}


@pytest.mark.parametrize(
    ("request_text", "arguments"),
    [
        ("Get me a train from Leeds to York", {"from_city": "York", "to_city": "Leeds"}),
        ("Move 40 euros from savings to checking", {"source_account": "checking", "target_account": "savings"}),
        ("A room from 2026-12-01 to 2026-12-05", {"start_date": "2026-12-05", "end_date": "2026-12-01"}),
    ],
)
def test_the_two_sides_of_a_pair_swapped_are_found(request_text: str, arguments: dict[str, Any]) -> None:
    assert "CW404" in codes(request_text, arguments)


@pytest.mark.parametrize(
    ("request_text", "arguments"),
    [
        ("Get me a train from Leeds to York", {"from_city": "Leeds", "to_city": "York"}),
        ("York is where I want to go, Leeds is where I am", {"from_city": "Leeds", "to_city": "York"}),
        ("From Leeds to York and from York to Leeds, please", {"from_city": "York", "to_city": "Leeds"}),
        ("A train to York", {"to_city": "York"}),
    ],
)
def test_sides_that_are_right_or_cannot_be_told_are_let_pass(request_text: str, arguments: dict[str, Any]) -> None:
    assert codes(request_text, arguments) == set()


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"start_date": "2026-12-05", "end_date": "2026-12-01"}, True),
        ({"start_date": "2026-12-01", "end_date": "2026-12-01"}, False),
        ({"min_price": 90, "max_price": 20}, True),
        ({"min_price": 20, "max_price": 90.5}, False),
        ({"start_time": "22:00", "end_time": "06:00"}, False),
        ({"start_date": "2026-12-05", "due_date": "2026-12-01"}, False),
    ],
)
def test_a_range_runs_forward(arguments: dict[str, Any], found: bool) -> None:
    assert ("CW405" in codes("Do it", arguments)) is found


def item_codes(request: str, task_id: str) -> set[str]:
    trace = read_transcript(
        f"""
        user: {request}
        call: list_tasks {{}}
        result: {TASKS}
        call: update_task {{"task_id": "{task_id}", "status": "done"}}
        result: {{"task_id": "{task_id}", "status": "done"}}
        answer: It is done.
        """
    )
    return {finding.code for finding in judge(trace, select=["CW406"]).findings}


@pytest.mark.parametrize(
    ("request_text", "task_id", "found"),
    [
        ("Close the task about the visas.", "task_2", True),
        ("Close the task about the visas.", "task_1", False),
        ("List my tasks and close the first one.", "task_2", True),
        ("List my tasks and close the first one.", "task_1", False),
        ("List my tasks and close the last one.", "task_1", True),
        ("Look through my tasks and close the easiest.", "task_2", False),
        ("Look at my tasks, then close task_2.", "task_2", False),
        ("Close one of my tasks, I don't care which.", "task_2", False),
    ],
)
def test_the_id_is_that_of_the_item_spoken_of(request_text: str, task_id: str, found: bool) -> None:
    assert ("CW406" in item_codes(request_text, task_id)) is found
