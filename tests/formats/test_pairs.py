"""What is rejected in a preference pair stands in the trace itself and is wrong at that place."""

import pytest

from callwright.generator.pairs import PAIRS, pairs
from callwright.generator.rules.transcript import read_transcript

TRACES = {
    "corrected": """
        category: error_recovery
        fault: bad_enum
        user: Make task_12 high priority.
        wrong call: update_task {"task_id": "task_12", "priority": "urgent"}
        result: {"error": "priority must be low, medium or high"}
        call: update_task {"task_id": "task_12", "priority": "high"}
        result: {"task_id": "task_12", "priority": "high"}
        answer: task_12 now has high priority.
        """,
    "called_without_asking": """
        category: clarify
        user: What's the weather?
        ask: For which city?
        user: Oslo.
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
        """,
    "acted_without_confirming": """
        category: confirm
        user: Delete task_9.
        confirm: Delete task_9 for good?
        user: Yes.
        call: delete_task {"task_id": "task_9"}
        result: {"task_id": "task_9", "deleted": true}
        answer: task_9 is deleted.
        """,
    "answered_without_calling": """
        category: single_call
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
        """,
}


@pytest.mark.parametrize("rule", TRACES)
def test_each_rule_makes_its_pair_of_what_stands_in_the_trace(rule: str) -> None:
    trace = read_transcript(TRACES[rule])
    made = {example.note["pair"]: example for example in pairs(trace)}
    *prompt, chosen, rejected = made[rule].trace.messages
    turn = made[rule].note["turn"]
    assert [message.content for message in prompt] == [message.content for message in trace.messages[:turn]]
    stands = [(message.content, message.tool_calls) for message in trace.messages]
    assert (chosen.content, chosen.tool_calls) in stands
    assert (rejected.content, rejected.tool_calls) in stands
    assert (chosen.content, chosen.tool_calls) != (rejected.content, rejected.tool_calls)
    assert (chosen.weight, rejected.weight, {message.weight for message in prompt if message.role == "assistant"} - {0}) == (
        1,
        0,
        set(),
    )
    assert rule in PAIRS


def test_a_correction_that_only_the_error_tells_is_no_pair() -> None:
    """Nobody could have known the priority before the tool refused."""
    told = read_transcript(TRACES["corrected"].replace("Make task_12 high priority.", "Set the priority of task_12, please."))
    assert "corrected" not in {example.note["pair"] for example in pairs(told)}


def test_a_call_whose_value_was_said_already_is_not_rejected_for_a_question() -> None:
    asked = read_transcript(TRACES["called_without_asking"].replace("What's the weather?", "What's the weather in Oslo?"))
    assert "called_without_asking" not in {example.note["pair"] for example in pairs(asked)}


def test_a_refused_confirmation_and_small_talk_make_no_pair() -> None:
    left = "category: confirm\nuser: Delete task_9.\nconfirm: Delete task_9 for good?\nuser: No.\nanswer: I left it."
    assert list(pairs(read_transcript(left))) == []
    assert list(pairs(read_transcript("category: no_call\nuser: Hi!\ndecline: Hello! What can I do?"))) == []
