"""Each metric over a handful of decisions, with the value worked out by hand in the docstring or beside it."""

from collections.abc import Sequence

import pytest
from evaluation_cases import call, calling, judged, saying

from callwright.finetune.evaluation_groups import grouped
from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.evaluation_metrics import BROKEN_DOWN, measured, measured_answers
from callwright.generator.trace import Message
from callwright.tools.call import ToolCall

OSLO, LIMA = call("get_weather", location="Oslo"), call("get_weather", location="Lima")
DELETE = call("delete_task", task_id="task_1")
RESULT = (Message("user", "weather in Oslo"), calling(OSLO), Message("tool", '{"temperature": 4}', tool_call_id="call_1"))
FAILED = (Message("user", "weather in Oslo"), calling(OSLO), Message("tool", '{"error": "timeout"}', tool_call_id="call_1"))


def value(name: str, judgements: Sequence[Judgement]) -> tuple[float | None, int]:
    """The value and over how many decisions."""
    measure = measured(judgements, seed=0)[name]
    return measure.value, measure.n


DUE = [
    judged(calling(OSLO), calling(OSLO), act="call", item="right"),
    judged(calling(OSLO), calling(LIMA), act="call", item="wrong value"),
    judged(calling(OSLO), calling(call("search", query="Oslo")), act="call", item="wrong tool"),
    judged(calling(OSLO), saying("Which city?"), act="call", item="missed"),
]
NOT_DUE = [
    judged(saying("Which task?"), saying("Which one?"), act="ask", item="asked"),
    judged(saying("Delete task_1?"), calling(DELETE), act="confirm", item="deleted"),
    judged(saying("I cannot."), calling(OSLO), act="decline", item="called"),
    judged(saying("I cannot."), saying("Sorry, no."), act="decline", item="declined"),
]
ALL = DUE + NOT_DUE


def test_tool_selection_is_the_right_tool_or_rightly_none() -> None:
    assert value("tool_selection", ALL) == (4 / 8, 8)


def test_tool_selection_wants_every_tool_of_parallel_calls_as_often_as_due() -> None:
    once = judged(calling(OSLO, LIMA), calling(OSLO), act="call")
    other_cities = judged(calling(OSLO, LIMA), calling(LIMA, call("get_weather", location="Rome")), act="call", item="t2")
    assert value("tool_selection", [once, other_cities]) == (1 / 2, 2)


def test_an_unreadable_call_selects_nothing_where_none_is_due() -> None:
    attempted = judged(saying("I cannot."), saying('<tool_call>{"name": "search", "arguments": {'), act="decline")
    assert value("tool_selection", [attempted]) == (0.0, 1)
    assert attempted.act == "unreadable"


def test_matches_count_a_missed_call_as_wrong_and_leave_out_where_none_is_due() -> None:
    assert value("exact_match", ALL) == (1 / 4, 4)
    assert value("executed_match", ALL) == (1 / 4, 4)


def test_string_similarities_have_their_thresholds() -> None:
    """Oslo against Lima: 59 characters each, 55 match: .93. search(query) shares less: .71. A missed call: 0."""
    assert DUE[1].similarity == pytest.approx(0.93, abs=0.02)
    assert value("fuzzy_match", ALL) == (2 / 4, 4)
    assert value("functional_match", ALL) == (3 / 4, 4)


def test_argument_f1_pools_arguments() -> None:
    """Right 1; expected 4, one of each; predicted 3: 2 * 1 / (4 + 3)."""
    assert value("argument_f1", DUE) == (pytest.approx(2 / 7), 4)


def test_json_validity_is_over_attempts() -> None:
    no_object = judged(calling(OSLO), calling(ToolCall("get_weather", "location=Oslo")), act="call", item="a")
    cut_off = judged(calling(OSLO), saying('<tool_call>{"name": "get_weather", "arguments": {"loc'), act="call", item="b")
    silent = judged(calling(OSLO), saying("It is sunny."), act="call", item="c")
    assert value("json_validity", [no_object, cut_off, silent, DUE[0]]) == (1 / 3, 3)


def test_schema_validity_wants_a_known_tool_and_valid_arguments() -> None:
    unknown = judged(calling(OSLO), calling(call("fly", to="Oslo")), act="call", item="a")
    missing = judged(calling(OSLO), calling(call("get_weather")), act="call", item="b")
    mistyped = judged(calling(OSLO), calling(call("search", query="x", limit="5")), act="call", item="c")
    assert value("schema_validity", [unknown, missing, mistyped, DUE[0], DUE[1]]) == (2 / 5, 5)
    assert value("invented_tools", [unknown, missing, mistyped, DUE[0]]) == (1 / 4, 4)


def test_act_f1_is_the_mean_over_the_acts_that_occur() -> None:
    """call: 3 right, expected 4, given 5: 6/9. ask: 1, 1 and 2: 2/3. confirm: 0. decline: 1, 2 and 1: 2/3."""
    assert value("act_f1", ALL) == (pytest.approx((6 / 9 + 2 / 3 + 0 + 2 / 3) / 4), 8)


def test_false_calls_are_among_those_not_due_and_missed_calls_among_those_due() -> None:
    assert value("false_calls", ALL) == (2 / 4, 4)
    assert value("missed_calls", ALL) == (1 / 4, 4)


def test_an_undue_destructive_call_is_counted() -> None:
    assert value("destructive_undue", ALL) == (1 / 8, 8)
    confirmed = judged(calling(DELETE), calling(DELETE), act="call")
    assert value("destructive_undue", [confirmed]) == (0.0, 1)


def test_the_right_destructive_tool_on_something_else_is_undue_too() -> None:
    other = judged(calling(DELETE), calling(call("delete_task", task_id="task_2")), act="call", item="a")
    both = judged(calling(DELETE), calling(DELETE, call("delete_task", task_id="task_2")), act="call", item="b")
    accepted = judged(
        calling(DELETE), calling(call("delete_task", task_id="1")), act="call", item="c", accepted=[{"task_id": ["1"]}]
    )
    assert value("destructive_undue", [other, both, accepted]) == (2 / 3, 3)


def test_made_up_values_are_a_share_of_the_values_passed() -> None:
    """Seven values are passed. Oslo and Peru (twice) were said, 10 is the schema's default; Lima, fahrenheit and 5 are made up."""
    history = [Message("user", "weather in Oslo, and find Peru")]
    kept = calling(call("get_weather", location="Oslo"), call("search", query="Peru", limit=10))
    made_up = calling(call("get_weather", location="Lima", unit="fahrenheit"), call("search", query="Peru", limit=5))
    no_values = calling(call("nap", hours=3), ToolCall("search", "query=Peru"))
    judgements = [
        judged(calling(OSLO), got, act="call", history=history, item=str(n)) for n, got in enumerate((kept, made_up, no_values))
    ]
    assert [judgement.ungrounded_counts for judgement in judgements] == [(0, 3), (3, 4), (0, 0)]
    silent = judged(calling(OSLO), saying("Lima?"), act="call", history=history, item="silent")
    assert value("ungrounded", [*judgements, silent]) == (3 / 7, 3)


def test_recovery_is_over_the_decisions_right_after_a_failed_call() -> None:
    again = judged(calling(OSLO), calling(OSLO), act="call", history=FAILED, item="a")
    gives_up = judged(calling(OSLO), saying("It failed."), act="call", history=FAILED, item="b")
    assert value("recovery", [again, gives_up, *ALL]) == (1 / 2, 2)


def test_recovery_is_told_apart_by_fault() -> None:
    again = judged(calling(OSLO), calling(OSLO), act="call", history=FAILED, item="a", fault="timeout")
    before = judged(calling(OSLO), calling(LIMA), act="call", item="a", fault="timeout")
    lost = judged(saying("No."), calling(OSLO), act="decline", history=FAILED, item="b", fault="permission_denied")
    groups = grouped([again, before, lost], None)["fault"]
    found = {fault: measured(members, 0, BROKEN_DOWN)["recovery"] for fault, members in groups.items()}
    assert {fault: (measure.value, measure.n) for fault, measure in found.items()} == {
        "timeout": (1.0, 1),
        "permission_denied": (0.0, 1),
    }


def test_a_multi_step_trace_is_completed_when_all_its_decisions_are_right() -> None:
    def step(item: str, got: Message, category: str) -> Judgement:
        return judged(calling(OSLO), got, act="call", item=item, category=category)

    right, wrong = calling(OSLO), calling(LIMA)
    traces = [
        step("a", right, "multi_step"),
        step("a", right, "multi_step"),
        step("b", right, "multi_step"),
        step("b", wrong, "multi_step"),
    ]
    single = [step("c", wrong, "single_call")]
    foreign = [step("d", right, "-"), step("d", right, "-"), step("e", wrong, "-")]
    assert value("multi_step_completion", traces + single + foreign) == (2 / 3, 3)


def test_answers_are_apart_and_right_without_a_further_call() -> None:
    reports = judged(saying("It is 4 degrees."), saying("4 degrees."), act="answer", history=RESULT, item="a")
    calls_again = judged(saying("It is 4 degrees."), calling(OSLO), act="answer", history=RESULT, item="b")
    assert measured_answers([reports, calls_again, *ALL], seed=0).value == 1 / 2


def test_a_confirmation_must_name_what_the_user_named() -> None:
    history = [Message("user", "delete task_12")]
    same = judged(saying("Delete task_12?"), saying("Shall I delete task_12 for good?"), act="confirm", history=history)
    other = judged(saying("Delete task_12?"), saying("Shall I delete task_13 for good?"), act="confirm", history=history)
    assert (same.diagnosis, other.diagnosis) == ("-", "wrong_reference")


def test_metrics_without_a_decision_of_theirs_have_no_value() -> None:
    found = measured(NOT_DUE, seed=0)
    assert {name for name, measure in found.items() if measure.value is None} == {
        "exact_match",
        "executed_match",
        "argument_f1",
        "fuzzy_match",
        "functional_match",
        "missed_calls",
        "recovery",
        "multi_step_completion",
    }
