"""Asking a real server on loopback."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from evaluation_cases import TOOLS, assistant, calling, user, wire_call, write
from evaluation_server import CALL, Server, serving
from typer.testing import CliRunner

from callwright.cli import app
from callwright.errors import StudentError
from callwright.finetune.answerbook import Answerbook
from callwright.finetune.evaluation_endpoint import Endpoint, retry_after
from callwright.finetune.evaluation_sampling import SamplingEndpoint
from callwright.generator.trace import Message
from callwright.tools.call import ToolCall


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as server:
        yield server


HISTORY = [Message("system", "Be brief."), Message("user", "weather in Oslo?")]


def test_calls_come_back_with_parsed_arguments(server: Server) -> None:
    response = Endpoint("m", server.url).respond(HISTORY, TOOLS)
    assert response.message == calling(ToolCall("get_weather", {"location": "Oslo"}, "call_1"))
    assert (response.prompt_tokens, response.completion_tokens) == (11, 7)
    assert response.seconds > 0


def test_the_server_is_sent_the_protocol_and_no_more(server: Server) -> None:
    Endpoint("m", server.url).respond(
        [*HISTORY, Message("assistant", "Which Oslo?", weight=0), Message("user", "Norway")], TOOLS[4:]
    )
    [request] = server.requests
    assert request == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "weather in Oslo?"},
            {"role": "assistant", "content": "Which Oslo?"},
            {"role": "user", "content": "Norway"},
        ],
        "tools": [
            {
                "type": "function",
                "function": {"name": "delete_task", "description": TOOLS[4].description, "parameters": TOOLS[4].parameters},
            }
        ],
        "temperature": 0,
    }


def test_arguments_that_are_no_json_stay_text(server: Server) -> None:
    server.message = {
        "role": "assistant",
        "content": None,
        "tool_calls": [{**CALL, "function": {"name": "search", "arguments": "{oops"}}],
    }
    assert Endpoint("m", server.url).respond(HISTORY, TOOLS).message.tool_calls[0].arguments == "{oops"


def test_a_passing_failure_is_tried_again(server: Server) -> None:
    server.failures = [500, 429]
    assert Endpoint("m", server.url).respond(HISTORY, TOOLS).message.tool_calls
    assert len(server.requests) == 3


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(server: Server) -> None:
    server.failures, server.headers = [429], {"Retry-After": "0.4"}
    started = time.perf_counter()
    response = Endpoint("m", server.url).respond(HISTORY, TOOLS)
    assert time.perf_counter() - started >= 0.4
    assert response.seconds < 0.4, "the wait is not the model's latency"


@pytest.mark.parametrize(
    ("value", "seconds"), [("3", 3.0), ("1.5", 1.5), ("Fri, 01 Jan 2021 00:00:00 GMT", 0.0), ("soon", None), ("", None)]
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}) == seconds


def test_a_date_to_come_is_so_many_seconds_away() -> None:
    assert 10**9 < (retry_after({"retry-after": "Fri, 01 Jan 2100 00:00:00 GMT"}) or 0) < 10**10


def test_a_prompt_too_long_for_the_model_is_its_answer_and_no_end(server: Server) -> None:
    server.failures, server.fault = [400], {"message": "This model's maximum context length is 10 tokens", "code": None}
    found = Endpoint("m", server.url).respond_many([(HISTORY, TOOLS)])
    assert (found[0].over_length, found[0].cost) == (True, None)


def test_a_server_that_hangs_is_given_up_after_two_tries(server: Server) -> None:
    server.pause = 0.5
    with pytest.raises(StudentError, match="timed out"):
        Endpoint("m", server.url, timeout=0.1).respond(HISTORY, TOOLS)
    assert len(server.requests) == 2


def test_a_dead_server_ends_it_in_one_line_and_what_was_answered_is_kept(server: Server, tmp_path: Path) -> None:
    kept = tmp_path / "m.jsonl"
    Endpoint("m", server.url, Answerbook(kept)).respond_many([([Message("user", str(number))], TOOLS) for number in range(5)])
    server.failures = [500] * 1000
    conversations = [([Message("user", str(number))], TOOLS) for number in range(100)]
    with pytest.raises(StudentError, match=r"not now.*5 answers are kept in .*m\.jsonl"):
        Endpoint("m", server.url, Answerbook(kept)).respond_many(conversations)
    assert len(server.requests) <= 5 + 8 * 4, "the others are not tried to the end"
    server.failures = []
    asked = len(server.requests)
    assert len(Endpoint("m", server.url, Answerbook(kept)).respond_many(conversations)) == 100
    assert len(server.requests) == asked + 95


def test_a_price_makes_a_cost_and_none_is_not_free(server: Server) -> None:
    priced = Endpoint("m", server.url, cost=lambda model, read, written: read + 10 * written if model == "m" else None)
    assert priced.respond(HISTORY, TOOLS).cost == 81
    assert Endpoint("m", server.url).respond(HISTORY, TOOLS).cost is None
    server.usage = None
    assert priced.respond(HISTORY, TOOLS[:1]).cost is None, "a server that does not count is not free"


@pytest.mark.parametrize(
    ("url", "here"),
    [("http://localhost:1/v1", True), ("http://127.0.0.1/v1", True), ("http://[::1]:8/v1", True), ("https://a.com", False)],
)
def test_a_server_on_this_machine_is_told_from_others(url: str, here: bool) -> None:
    assert Endpoint("m", url).on_this_machine is here


def test_a_refusal_ends_the_evaluation_with_the_reason(server: Server) -> None:
    server.failures = [401]
    with pytest.raises(StudentError, match=r"m@http.*not now"):
        Endpoint("m", server.url).respond(HISTORY, TOOLS)
    assert len(server.requests) == 1


def test_many_are_answered_in_order(server: Server) -> None:
    conversations = [([Message("user", str(number))], TOOLS) for number in range(20)]
    assert len(Endpoint("m", server.url).respond_many(conversations)) == 20
    assert sorted(int(request["messages"][0]["content"]) for request in server.requests) == list(range(20))


def test_kept_answers_are_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    kept = tmp_path / "m.jsonl"
    first = Endpoint("m", server.url, Answerbook(kept)).respond(HISTORY, TOOLS)
    with kept.open("a") as file:
        file.write('\n{"request": "cut of')
    again = Endpoint("m", server.url, Answerbook(kept))
    assert again.respond(HISTORY, TOOLS) == first
    assert len(server.requests) == 1
    again.respond(HISTORY, TOOLS[:1])
    Endpoint("m", server.url, Answerbook(kept)).respond(HISTORY, TOOLS[:1])
    assert len(server.requests) == 2


def test_a_model_that_samples_draws_anew_in_each_repeat_and_is_asked_once_for_each(server: Server, tmp_path: Path) -> None:
    kept = tmp_path / "m.jsonl"
    sampling = SamplingEndpoint("m", server.url, Answerbook(kept), temperature=0.7)
    for repeat in (0, 1, 1):
        sampling.sampled(repeat).respond(HISTORY, TOOLS)
    SamplingEndpoint("m", server.url, Answerbook(kept), temperature=0.7).sampled(1).respond(HISTORY, TOOLS)
    assert [(request["temperature"], request["seed"]) for request in server.requests] == [(0.7, 0), (0.7, 1)]


def test_episodes_are_repeated_with_a_model_that_samples(server: Server, tmp_path: Path) -> None:
    server.message = {"role": "assistant", "content": "No."}
    data = str(write(tmp_path / "test.jsonl", [[user("thanks"), assistant("You are welcome.")]]))
    answers = ["--answers", str(tmp_path / "answers")]
    arguments = ["eval", "--data", data, "--model", f"m@{server.url}", "--episodes", "--repeats", "3", "--json", *answers]
    [*_, fixed] = json.loads(CliRunner().invoke(app, arguments).stdout)["models"]
    [*_, drawn] = json.loads(CliRunner().invoke(app, [*arguments, "--temperature", "1"]).stdout)["models"]
    assert (fixed["metrics"]["episodes"]["n"], fixed["metrics"]["pass_k"]["n"]) == (1, 0)
    assert (drawn["metrics"]["episodes"]["n"], drawn["metrics"]["pass_k"]["value"]) == (3, 1.0)


def test_a_failed_gate_ends_the_command_with_1(server: Server, tmp_path: Path) -> None:
    server.message = {"role": "assistant", "content": "No."}
    examples = [[user(f"weather in {city}"), wire_call("get_weather", {"location": city})] for city in ("Oslo", "Lima", "Rome") * 7]
    data = str(write(tmp_path / "test.jsonl", examples))
    arguments = ["eval", "--data", data, "--model", f"m@{server.url}", "--answers", str(tmp_path / "answers")]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    failed = CliRunner().invoke(app, [*arguments, "--gate", "--json"])
    assert failed.exit_code == 1
    verdicts = {gate["metric"]: gate["verdict"] for gate in json.loads(failed.stdout)["gates"]}
    assert (verdicts["tool_selection"], verdicts["json_validity"]) == ("failed", "cannot be judged")
    assert len(server.requests) == 3, "the same request is asked once"
