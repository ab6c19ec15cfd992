"""Servers that lack this and that: each is a small real one that takes the mock teacher's place."""

import re
from pathlib import Path

import pytest
from network_runs import grow, outcomes, rows
from small_server import Body, Reply, completion, server, words

from callwright.errors import TeacherError


def refused(said: str) -> Reply:
    return 400, {"error": {"message": said, "type": "invalid_request_error"}}


def kind(body: Body) -> str:
    return "tools" if "tools" in body else body["response_format"]["type"]


def test_a_server_without_schemas_is_asked_by_a_tool_and_then_by_words(tmp_path: Path) -> None:
    def answer(body: Body) -> Reply:
        return (200, completion(words(body))) if kind(body) == "json_object" else refused("not supported here")

    with server(answer) as (url, bodies):
        grow(tmp_path, 8, url)
    assert [kind(body) for body in bodies[:3]] == ["json_schema", "tools", "json_object"]
    assert {kind(body) for body in bodies[3:]} == {"json_object"}
    assert outcomes(tmp_path)["unsupported"] == 2


def test_a_server_of_the_old_name_for_the_limit_is_given_it(tmp_path: Path) -> None:
    def answer(body: Body) -> Reply:
        return (200, completion(words(body))) if "max_tokens" in body else refused("unknown field max_completion_tokens")

    with server(answer) as (url, bodies):
        grow(tmp_path, 4, url)
    assert ["max_tokens" in body for body in bodies] == [False, *[True] * (len(bodies) - 1)]


def test_a_server_that_counts_no_tokens_leaves_them_unknown(tmp_path: Path) -> None:
    with server(lambda body: (200, completion(words(body)))) as (url, _):
        grow(tmp_path, 4, url)
    assert rows(tmp_path, "SELECT DISTINCT prompt_tokens, completion_tokens, cost FROM request") == [
        {"prompt_tokens": None, "completion_tokens": None, "cost": None}
    ]


def test_replies_in_fences_are_read(tmp_path: Path) -> None:
    with server(lambda body: (200, completion(f"Sure:\n```json\n{words(body)}\n```"))) as (url, _):
        grow(tmp_path, 4, url)
    assert set(outcomes(tmp_path)) == {"accepted"}


def test_an_answer_that_is_no_completion_is_asked_for_again(tmp_path: Path) -> None:
    asked: list[int] = []

    def answer(body: Body) -> Reply:
        asked.append(1)
        return (200, {"choices": []}) if len(asked) == 1 else (200, completion(words(body)))

    with server(answer) as (url, _):
        grow(tmp_path, 4, url)
    assert outcomes(tmp_path) == {"accepted": 4, "failed": 1}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((404, {"error": {"message": "model 'mock-teacher' not found"}}), "status 404: model 'mock-teacher' not found"),
        ((429, {"error": {"message": "no money left", "code": "insufficient_quota"}}), "status 429: no money left"),
        (refused("this server answers nobody"), "refuses every way of asking: status 400: this server answers nobody"),
    ],
)
def test_what_is_the_same_for_every_row_ends_the_run_at_once(tmp_path: Path, reply: Reply, said: str) -> None:
    with server(lambda _: reply) as (url, bodies), pytest.raises(TeacherError, match=said):
        grow(tmp_path, 50, url)
    assert len(bodies) <= 3


def test_a_server_that_only_fails_ends_the_run_after_its_tries(tmp_path: Path) -> None:
    with server(lambda _: (503, {"error": {"message": "maintenance"}})) as (url, bodies):
        with pytest.raises(TeacherError, match=r"answers nobody any more .status 503: maintenance"):
            grow(tmp_path, 50, url, limits={"tries": 3})
        assert len(bodies) == 3


def test_a_repair_tells_the_teacher_what_was_wrong_with_its_own_words(tmp_path: Path) -> None:
    def answer(body: Body) -> Reply:
        text = words(body)
        first = not any(message["role"] == "assistant" for message in body["messages"])
        return 200, completion(text.replace('"turn_0": "', '"turn_0": "Use create_task: ') if first else text)

    with server(answer) as (url, bodies):
        grow(tmp_path, 12, url)
    repaired = [body for body in bodies if len(body["messages"]) > 2]
    assert repaired
    for body in repaired:
        said, told = body["messages"][-2:]
        assert "create_task" in said["content"]
        assert re.search("turn_0: the tool's name in a request: (Use )?create_task", told["content"])
    assert rows(tmp_path, "SELECT * FROM plan_row WHERE state = 'rejected'") == []
