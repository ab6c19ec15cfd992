"""Grounding agrees with people on the labelled set, and its verdicts explain themselves."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from callwright.generator.rules import judge
from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.grounding import grounding_of
from callwright.generator.rules.transcript import read_transcript

BENCHMARK = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "grounding.py"))


def test_labelled_set_is_large_and_broad() -> None:
    rows = [case.row for case in BENCHMARK["cases"]()]
    assert len(rows) >= 300
    assert len({row["domain"] for row in rows}) >= 10
    assert {row["verdict"] for row in rows} == {"grounded", "derived", "not_found"}


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned on", "held out"])
def test_not_found_is_precise_and_complete(held_out: bool) -> None:
    score: Any = BENCHMARK["score"](case for case in BENCHMARK["cases"]() if case.held_out is held_out)
    assert score.precision >= 0.97
    assert score.recall >= 0.9


def groundings(transcript: str) -> dict[str, tuple[str, str]]:
    conversation = Conversation(read_transcript(transcript))
    return {
        path.removeprefix("arguments."): (grounding.verdict, grounding.by)
        for path, grounding in grounding_of(conversation, conversation.trained[-1]).items()
    }


def test_verdicts_say_where_and_by_what() -> None:
    found = groundings(
        """
        system: You are an assistant with access to tools. Today is 2026-11-20 (Friday).
        user: Create an urgent task to renew the visas by next Friday.
        call: create_task {"title": "Renew the visas", "due_date": "2026-11-27", "priority": "high"}
        """
    )
    assert found == {
        "title": ("grounded", "request messages[1]"),
        "due_date": ("derived", "a date said on 2026-11-20"),
        "priority": ("derived", "'urgent' means it"),
    }


def test_ids_come_from_earlier_results() -> None:
    found = groundings(
        """
        user: Close the task about the visas.
        call: list_tasks {}
        result: {"tasks": [{"task_id": "task_31", "title": "Renew the visas"}]}
        call: update_task {"task_id": "task_31", "status": "done"}
        """
    )
    assert found["task_id"] == ("grounded", "result messages[2]")


def test_later_results_ground_nothing() -> None:
    found = groundings(
        """
        user: Close the task about the visas.
        call: update_task {"task_id": "task_31", "status": "done"}
        result: {"task_id": "task_31", "title": "Renew the visas"}
        """
    )
    assert found["task_id"][0] == "not_found"


def test_default_counts_unless_another_member_is_said() -> None:
    assert groundings('user: List my tasks.\ncall: list_tasks {"filter": "all"}')["filter"] == ("grounded", "the schema's default")
    assert groundings('user: List my overdue tasks.\ncall: list_tasks {"filter": "all"}')["filter"][0] == "not_found"


def test_wrong_call_of_a_recovery_is_not_judged_but_its_correction_is() -> None:
    trace = read_transcript(
        """
        category: error_recovery
        fault: unknown_id
        user: Close task_12.
        wrong call: update_task {"task_id": "task_17", "status": "done"}
        result: {"error": "task_17 does not exist"}
        call: update_task {"task_id": "task_12", "status": "done"}
        result: {"task_id": "task_12", "title": "Pay the rent", "priority": "low", "status": "done"}
        answer: task_12 is closed.
        """
    )
    assert judge(trace).findings == ()


def test_averages_and_sums_stand_on_their_numbers() -> None:
    average = groundings('user: The average of 42, 51 and 369?\ncall: calculate {"expression": "(42 + 51 + 369) / 3"}')
    misread = groundings('user: The sum of 42 and 51?\ncall: calculate {"expression": "42 + 15"}')
    assert (average["expression"][0], misread["expression"][0]) == ("derived", "not_found")


def test_verdicts_do_not_depend_on_the_clock_where_no_today_is_stated() -> None:
    [finding] = judge(
        read_transcript(
            """
            user: Create a task to pay the rent.
            call: create_task {"title": "Pay the rent", "due_date": "2026-12-01"}
            result: {"task_id": "task_4", "title": "Pay the rent", "priority": "low", "status": "open"}
            answer: It is on your list.
            """
        )
    ).findings
    assert (finding.code, finding.path) == ("CW401", "messages[1].tool_calls[0].arguments.due_date")
