"""Mistakes that teachers make, and what is no mistake beside them: each case one transcript and the codes it brings."""

import pytest

from callwright.generator.rules import judge
from callwright.generator.rules.transcript import read_transcript

WEATHER = 'call: get_weather {"location": "Oslo"}\nresult: {"location": "Oslo", "temperature": 4}\n'
CREATED = 'result: {"task_id": "task_4", "title": "Pay rent", "priority": "medium", "status": "open"}\nanswer: It is on your list.'
TODAY = "system: You are an assistant with access to tools. Today is 2026-11-20 (Friday).\n"


def codes(transcript: str, *select: str) -> list[str]:
    return [finding.code for finding in judge(read_transcript(transcript), select=select).findings]


@pytest.mark.parametrize(
    "said",
    [
        "Create a task: Pay rent, due by Friday",
        "Create a high priority task: Pay rent",
        "Add Pay rent. Priority: urgent",
        "Pay rent goes on my list, deadline 30 November",
    ],
)
def test_what_is_said_for_an_optional_parameter_and_not_passed_is_missed(said: str) -> None:
    assert codes(f'{TODAY}user: {said}\ncall: create_task {{"title": "Pay rent"}}\n{CREATED}', "CW408") == ["CW408"]


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("Create a task: Pay rent, due by Friday", '{"title": "Pay rent", "due_date": "2026-11-27"}'),
        ("Create a task: file the high priority mail by Friday", '{"title": "file the high priority mail by Friday"}'),
        ("Create a task to pay rent. That is all for today.", '{"title": "Pay rent"}'),
        ("I have to leave by five, so be quick: task Pay rent", '{"title": "Pay rent"}'),
        ("Add an urgent one, Pay rent", '{"title": "Pay rent", "priority": "high"}'),
    ],
)
def test_what_is_passed_or_said_of_something_else_is_not_missed(said: str, arguments: str) -> None:
    assert codes(f"{TODAY}user: {said}\ncall: create_task {arguments}\n{CREATED}", "CW408") == []


@pytest.mark.parametrize(
    "answer",
    [
        "Let me get the weather for you. It is 4 degrees.",
        "Calling get_weather now. It is 4 degrees.",
        "I'm on it! It is 4 degrees.",
    ],
)
def test_an_answer_that_announces_what_was_done_already_is_narration(answer: str) -> None:
    assert codes(f"user: Weather in Oslo?\n{WEATHER}answer: {answer}", "CW501") == ["CW501"]


@pytest.mark.parametrize("answer", ["It is 4 degrees. I'd take a coat.", "It is 4 degrees. If you like I'll get tomorrow's, too."])
def test_advice_and_offers_are_no_narration(answer: str) -> None:
    assert codes(f"user: Weather in Oslo?\n{WEATHER}answer: {answer}", "CW501") == []


@pytest.mark.parametrize("decline", ["Sure, I'll book that now.", "I've gone ahead and taken care of it."])
def test_a_refusal_that_promises_or_claims_is_narration(decline: str) -> None:
    assert codes(f"user: Book a flight to Rome.\ndecline: {decline}", "CW501") == ["CW501"]


@pytest.mark.parametrize(
    "decline", ["Sorry, none of my tools books flights.", "I'll have to pass on this one, I have no tool for it."]
)
def test_a_refusal_is_no_narration(decline: str) -> None:
    assert codes(f"user: Book a flight to Rome.\ndecline: {decline}", "CW501") == []


@pytest.mark.parametrize(
    ("request_text", "found"),
    [
        ("With the get weather tool, Oslo please", True),
        ("Use fetch_news: Oslo", True),
        ("I need the tool list for Oslo's weather", False),
        ("Get weather for Oslo", False),
        ("mail jane_doe@x.org about Oslo", False),
    ],
)
def test_a_tool_is_named_by_its_spoken_name_or_as_a_function(request_text: str, found: bool) -> None:
    assert codes(f"user: {request_text}\n{WEATHER}answer: 4 degrees.", "CW507") == ["CW507"] * found


def test_a_confirmation_speaks_of_what_the_user_spoke_of() -> None:
    for asked, expected in (("task_9", []), ("task_19", ["CW403"])):
        assert codes(f"user: Delete task_9.\nconfirm: Delete {asked}?\nuser: No.\ndecline: It stays.", "CW403") == expected


@pytest.mark.parametrize(("answer", "expected"), [("All done, it went through.", ["CW407"]), ("It isn't there any more.", [])])
def test_success_after_nothing_but_failure_is_a_false_claim(answer: str, expected: list[str]) -> None:
    call = 'call: update_task {"task_id": "task_77", "status": "done"}\nresult: {"error": "task_77 does not exist"}\n'
    assert codes(f"user: Close task_77.\n{call}answer: {answer}", "CW407") == expected


def test_a_value_named_as_another_parameters_is_swapped() -> None:
    sent = 'result: {"status": "sent"}\nanswer: Sent.'
    call = f'call: send_email {{"to": "ann@firm.example", "subject": "We meet at noon", "body": "Lunch"}}\n{sent}'
    assert codes(f"user: Write to ann@firm.example, subject: Lunch, body: We meet at noon\n{call}", "CW404") == ["CW404", "CW404"]
    assert codes(f"user: Write to ann@firm.example, subject: We meet at noon, body: Lunch\n{call}", "CW404") == []


def test_a_value_behind_a_name_that_has_its_own_value_before_it_is_not_swapped() -> None:
    sent = 'call: send_email {"to": "ann@firm.example", "subject": "Lunch", "body": "We meet at noon"}\n'
    said = "Write to ann@firm.example with Lunch as the subject: We meet at noon"
    assert codes(f'user: {said}\n{sent}result: {{"status": "sent"}}\nanswer: Sent.', "CW404") == []
    made = 'call: create_task {"title": "buy milk", "priority": "high"}\nresult: {"task_id": "task_1"}\nanswer: Done.'
    assert codes(f"user: new one, high priority: buy milk\n{made}", "CW404") == []
