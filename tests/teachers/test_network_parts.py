"""The parts of the traffic with a server, one by one: gate, pace, budget, failures, ways of asking, replies, prompts."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from briefed_rows import planned_rows

from callwright.errors import TeacherError, TemplateError
from callwright.generator.teachers.brief import brief_of, read_brief
from callwright.generator.teachers.network.budget import Budget, OverBudgetError
from callwright.generator.teachers.network.dialect import Dialect, answer_of
from callwright.generator.teachers.network.failure import FailedError, RefusedError, failure_of
from callwright.generator.teachers.network.gate import Gate, Place
from callwright.generator.teachers.network.journal import Answer, Exchange, Journal
from callwright.generator.teachers.network.limits import Limits
from callwright.generator.teachers.network.pace import Pace
from callwright.generator.teachers.network.teacher import phrasing_of
from callwright.generator.teachers.prompt import OURS, Prompts
from callwright.generator.teachers.reply import Forms, Reply
from callwright.generator.teachers.request import Request


def forms_of_ours() -> Forms:
    return Forms(Prompts().notes)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


# The gate


def test_the_gate_doubles_with_each_round_until_the_server_objects_and_then_halves() -> None:
    gate = Gate(start=8, most=64)
    for _ in range(8):
        gate.grow()
    assert gate.limit == 16
    gate.cut(Place(epoch=0, number=16))
    assert gate.limit == 8
    for _ in range(8):
        gate.grow()
    assert 11 < gate.limit <= 12


def test_the_gate_tries_a_limit_again_that_was_objected_to_but_ever_more_rarely() -> None:
    gate, rounds = Gate(start=4, most=64), []
    for epoch in range(4):  # the server takes four at once
        grown = 0
        while gate.limit < 5:
            gate.grow()
            grown += 1
        rounds.append(grown)
        gate.cut(Place(epoch, number=5))
    assert rounds[1] < rounds[2] < rounds[3]
    for _ in range(2000):  # now it takes all there are
        gate.grow()
    assert gate.limit == 64


def test_objections_that_do_not_depend_on_how_many_are_in_flight_do_not_close_the_gate() -> None:
    rng, gate, limits = Random(0), Gate(start=4, most=64), []
    epoch = 0
    for _ in range(4000):
        number = rng.randint(1, int(gate.limit))
        if rng.random() < 0.01:
            gate.cut(Place(epoch, number))
            epoch += 1
        else:
            gate.grow()
        limits.append(gate.limit)
    assert sum(limits) / len(limits) > 12


def test_what_was_sent_before_a_halving_halves_nothing_again() -> None:
    gate = Gate(start=64, most=64)
    for _ in range(10):
        gate.cut(Place(epoch=0, number=64))
    assert gate.limit == 32
    gate.cut(Place(epoch=1, number=32))
    assert gate.limit == 16


def test_the_gate_never_closes_for_good_and_never_passes_its_most() -> None:
    gate = Gate(start=4, most=6)
    for epoch in range(20):
        gate.cut(Place(epoch, number=1))
    assert gate.limit == 1
    for _ in range(1000):
        gate.grow()
    assert gate.limit == 6


def test_no_more_are_in_flight_than_the_limit_says() -> None:
    async def work() -> int:
        gate, most = Gate(start=3, most=3), 0

        async def one() -> None:
            nonlocal most
            await gate.enter()
            most = max(most, gate.in_flight)
            await asyncio.sleep(0.001)
            gate.leave()

        await asyncio.gather(*(one() for _ in range(20)))
        assert gate.in_flight == 0
        return most

    assert run(work()) == 3


def test_who_gives_up_waiting_leaves_his_place_to_others() -> None:
    async def work() -> None:
        gate = Gate(start=1, most=1)
        await gate.enter()
        waiting = asyncio.create_task(gate.enter())
        await asyncio.sleep(0)
        waiting.cancel()
        other = asyncio.create_task(gate.enter())
        await asyncio.sleep(0)
        gate.leave()
        await asyncio.wait_for(other, 1)
        assert gate.in_flight == 1

    run(work())


def test_nobody_enters_while_the_server_asks_to_wait() -> None:
    async def work() -> float:
        gate, loop = Gate(start=4, most=4), asyncio.get_running_loop()
        start = loop.time()
        gate.close(0.05)
        await gate.enter()
        return loop.time() - start

    assert run(work()) >= 0.05


# Pace and budget


def test_a_pace_is_kept_after_the_first_second_worth() -> None:
    async def work() -> float:
        pace, loop = Pace(per_minute=6000), asyncio.get_running_loop()
        start = loop.time()
        for _ in range(120):
            await pace.take()
        return loop.time() - start

    assert run(work()) >= (120 - 101) / 100


def test_without_a_limit_nobody_waits() -> None:
    async def work() -> float:
        pace, loop = Pace(None), asyncio.get_running_loop()
        start = loop.time()
        await pace.take(10**9)
        return loop.time() - start

    assert run(work()) < 0.5


def test_the_budget_counts_what_is_in_flight_at_the_most_it_can_cost() -> None:
    async def work() -> None:
        budget = Budget(most=1.0)
        await budget.hold(0.6)
        waiting = asyncio.create_task(budget.hold(0.6))
        await asyncio.sleep(0)
        assert not waiting.done()
        budget.settle(0.6, 0.1)
        await asyncio.wait_for(waiting, 1)
        budget.settle(0.6, 0.6)
        assert budget.spent == pytest.approx(0.7)
        with pytest.raises(OverBudgetError):
            await budget.hold(0.6)

    run(work())


def test_what_earlier_starts_spent_is_spent() -> None:
    with pytest.raises(OverBudgetError, match=r"0\.9500 is spent"):
        run(Budget(most=1.0, spent=0.95).hold(0.1))


def test_waits_grow_are_random_and_have_an_end() -> None:
    limits = Limits(first_wait=1, longest_wait=8)
    for tries, most in ((1, 1), (2, 2), (3, 4), (4, 8), (9, 8)):
        waits = {limits.wait(tries) for _ in range(20)}
        assert len(waits) > 1
        assert all(most / 2 <= wait <= most for wait in waits)


# Failures


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "7"}, 7.0),
        (429, {"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        (429, {"retry-after": "soon"}, None),
        (503, {}, None),
    ],
)
def test_retry_after_is_read(status: int, headers: dict[str, str], seconds: float | None) -> None:
    failure = failure_of(status, headers, b"")
    assert isinstance(failure, FailedError)
    assert failure.retry_after == seconds
    assert failure.overload


def test_retry_after_may_be_a_date() -> None:
    at = datetime.now(UTC) + timedelta(seconds=30)
    failure = failure_of(429, {"retry-after": format_datetime(at, usegmt=True)}, b"")
    assert failure.retry_after == pytest.approx(30, abs=2)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_wrong_key_or_model_ends_the_run(status: int) -> None:
    refused = failure_of(status, {}, b'{"error": {"message": "no such model", "code": "model_not_found"}}')
    assert isinstance(refused, RefusedError)
    assert refused.ends_the_run
    assert str(refused) == f"status {status}: no such model"


def test_an_account_without_money_is_not_waited_for() -> None:
    refused = failure_of(429, {}, b'{"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}')
    assert isinstance(refused, RefusedError)
    assert refused.ends_the_run


@pytest.mark.parametrize("body", [b"", b"<html>oops", b"[1]", b'{"detail": "x"}', b'{"error": "x"}', b"\xff\xfe"])
def test_any_body_of_an_error_can_be_read(body: bytes) -> None:
    assert isinstance(failure_of(500, {}, body), FailedError)


# Ways of asking


def test_auto_goes_from_schema_to_tool_to_words_as_the_server_refuses() -> None:
    form, dialect = forms_of_ours().of(planned_rows(1)[0]), Dialect()
    seen = []
    while True:
        body = dialect.body(form, 100)
        seen.append("tools" if "tools" in body else body["response_format"]["type"])
        if not dialect.refused("response_format is not supported", body):
            break
    assert seen == ["json_schema", "tools", "json_object"]


def test_what_has_worked_is_kept() -> None:
    form, dialect = forms_of_ours().of(planned_rows(1)[0]), Dialect()
    dialect.worked()
    assert not dialect.refused("content policy", dialect.body(form, 100))
    for _ in range(5):
        dialect.misunderstood("json_schema")
    assert dialect.mode == "json_schema"


def test_a_server_that_ignores_the_schema_is_asked_in_another_way() -> None:
    dialect = Dialect()
    dialect.misunderstood("json_schema")
    assert dialect.mode == "json_schema"
    dialect.misunderstood("json_schema")
    assert dialect.mode == "tools"


def test_an_older_name_of_the_limit_is_taken_where_the_server_asks_for_it() -> None:
    form, dialect = forms_of_ours().of(planned_rows(1)[0]), Dialect("json")
    body = dialect.body(form, 100)
    assert dialect.refused("Unrecognized argument: max_completion_tokens", body)
    assert dialect.body(form, 100)["max_tokens"] == 100


def test_an_answer_is_read_from_text_and_from_a_call() -> None:
    text = {"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]}
    call = {"choices": [{"message": {"tool_calls": [{"function": {"name": "words", "arguments": "{}"}}]}}]}
    assert answer_of(text) == answer_of(call) == Answer("{}", "stop")


@pytest.mark.parametrize(
    "completion", [{}, {"choices": []}, {"choices": [{}]}, {"choices": None}, [], None, {"choices": [{"message": None}]}]
)
def test_what_is_no_completion_is_a_failure_of_the_server(completion: Any) -> None:
    with pytest.raises(FailedError):
        answer_of(completion)


# Replies


@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here you are: {} Enjoy."])
def test_a_reply_is_found_whatever_stands_around_it(around: str) -> None:
    form = forms_of_ours().of(planned_rows(1)[0])
    reply = form.read(around.replace("{}", '{"turn_0": " Do it. ", "turn_3": "Done."}'))
    assert isinstance(reply, Reply)
    assert reply.texts() == {0: "Do it.", 3: "Done."}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "holds no JSON object"),
        ('{"turn_0": "Do it."}', "turn_3: Field required"),
        ('{"turn_0": "Do it.", "turn_3": " "}', "turn_3: String should have at least 1 character"),
        ('{"turn_0": "Do it.", "turn_3": "Done.", "turn_9": "x"}', "turn_9: Extra inputs"),
        ('{"turn_0": "Do it.", "turn_3": "Don', "no JSON object"),
        (None, "no JSON object"),
    ],
)
def test_a_reply_that_is_none_says_why(text: str | None, problem: str) -> None:
    found = forms_of_ours().of(planned_rows(1)[0]).read(text)
    assert isinstance(found, str)
    assert problem in found


def test_a_form_is_made_once_for_a_template_and_its_tools() -> None:
    forms = forms_of_ours()
    rows = [row for row in planned_rows(300) if row.template == "single_call.request"]
    made = {id(forms.of(row)) for row in rows}
    assert len(rows) > len(made) == len({row.tool for row in rows})


def test_a_schema_is_strict_and_tells_of_the_tools_own_parameters() -> None:
    row = next(row for row in planned_rows(300) if row.tool == "create_task" and row.template == "single_call.request")
    schema = forms_of_ours().of(row).schema
    assert schema["required"] == ["turn_0", "turn_3"]
    assert schema["additionalProperties"] is False
    assert "due date" in schema["properties"]["turn_0"]["description"]
    assert "create_task" not in str(schema)


# Prompts


def test_a_prompt_names_every_value_as_it_has_to_be_said_and_ends_with_the_brief() -> None:
    prompts = Prompts()
    for row in planned_rows(200):
        system, task = prompts.messages(row)
        assert read_brief(task["content"]) == brief_of(row)
        assert task["content"].endswith("```")
        before = task["content"].rpartition("```json")[0]
        for index in row.scenario.open_turns:
            turn = row.scenario.turns[index]
            assert f'"turn_{index}"' in before
            if turn.role == "user" and turn.says == "request":
                assert all(value.surface in before for call in turn.calls for value in call.values)
        assert row.scenario.category in OURS_KINDS
        assert "{" not in system["content"]


OURS_KINDS = {path.stem for path in (OURS / "kinds").glob("*.j2")}


def test_a_templates_own_prompt_takes_the_place_of_its_categorys() -> None:
    row = planned_rows(1)[0]
    scenario = replace(row.scenario, prompt="Mine, of {{ category }}.")
    text = Prompts().messages(replace(row, scenario=scenario))[0]["content"]
    assert f"Mine, of {row.category}." in text
    assert "One request, one call, one report" not in text


@pytest.mark.parametrize("prompt", ["{{ nobody }}", "{{ ''.__class__.__mro__ }}", "{% for %}"])
def test_a_prompt_that_cannot_be_rendered_or_reaches_out_is_refused(prompt: str) -> None:
    row = planned_rows(1)[0]
    with pytest.raises(TemplateError, match=f"{row.template}: its prompt cannot be rendered"):
        Prompts().messages(replace(row, scenario=replace(row.scenario, prompt=prompt)))


def test_the_same_words_around_other_values_are_one_phrasing() -> None:
    rows = [row for row in planned_rows(400) if row.tool == "create_task" and row.template == "single_call.request"]
    titled = [(row, value) for row in rows for value in row.scenario.turns[0].calls[0].values if value.path == "title"]
    said = {phrasing_of(row, {0: f"Note down {value.surface}", 3: "x"}) for row, value in titled}
    assert len(titled) > 2
    assert len(said) == len({value.kind for _, value in titled})


# The journal


def request(plan: str, number: int) -> Request:
    return Request(f"run.{plan}.{number}", plan, number, "m", 1, "v", "lost")


def test_a_journal_knows_what_came_back_and_what_did_not(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", "run")
    for number in (1, 2):
        journal.sent(request("a", number))
    journal.ended(Exchange(replace(request("a", 1), outcome="answered"), Answer("text", "stop")))
    journal.sent(request("b", 1))
    journal.close()
    again = Journal(tmp_path / "j", "run", stored={"b"})
    assert [exchange.answer for exchange in again.past["a"]] == [Answer("text", "stop"), None]
    assert [lost.request_id for lost in again.lost] == ["run.a.2"]
    again.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_journal_is_one_processes(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", "run")
    with pytest.raises(TeacherError, match="another process is at this run"):
        Journal(tmp_path / "j", "run")
    journal.close()
