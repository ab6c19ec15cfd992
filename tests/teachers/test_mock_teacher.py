"""`callwright mock-teacher` over real HTTP: the protocol, its faults, and the truth about them."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from briefed_rows import offline_words, planned_rows
from openai import OpenAI

from callwright.errors import InputError
from callwright.generator.plan import PlanRow
from callwright.generator.teachers.brief import brief_of, fenced, key_of
from callwright.generator.teachers.mock_faults import parse_faults
from callwright.generator.teachers.mock_serving import MockServer, serving


@pytest.fixture(scope="module")
def plain() -> Iterator[MockServer]:
    with serving() as server:
        yield server


def client(server: MockServer, key: str = "any") -> OpenAI:
    return OpenAI(base_url=server.url, api_key=key, max_retries=0, timeout=10)


def keys(row: PlanRow) -> list[str]:
    return [key_of(index) for index in row.scenario.open_turns]


def schema(row: PlanRow) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: {"type": "string"} for key in keys(row)},
        "required": keys(row),
        "additionalProperties": False,
    }


def prompt(row: PlanRow) -> list[Any]:
    return [
        {"role": "system", "content": "You write conversations."},
        {"role": "user", "content": f"Write this:\n{fenced(brief_of(row))}"},
    ]


def ask(server: MockServer, row: PlanRow, *later: dict[str, str]) -> Any:
    form = {"type": "json_schema", "json_schema": {"name": "words", "strict": True, "schema": schema(row)}}
    with client(server) as teacher:
        return teacher.chat.completions.create(model="m", messages=[*prompt(row), *later], response_format=form).choices[0]  # type: ignore[arg-type]


def words(row: PlanRow) -> dict[str, str]:
    return {key_of(index): text for index, text in offline_words(row).texts.items()}


def told(reply: Any) -> list[dict[str, str]]:
    return [
        {"role": "assistant", "content": reply.message.content or "{}"},
        {"role": "user", "content": "CW401: that value was not said. Write it again."},
    ]


def test_each_response_form_brings_the_offline_teachers_words(plain: MockServer) -> None:
    row = planned_rows(1)[0]
    tool = {"type": "function", "function": {"name": "write", "parameters": schema(row)}}
    forms: list[dict[str, Any]] = [
        {"response_format": {"type": "json_schema", "json_schema": {"name": "words", "schema": schema(row)}}},
        {"response_format": {"type": "json_object"}},
        {},
    ]
    with client(plain) as teacher:
        for form in forms:
            reply = teacher.chat.completions.create(model="m", messages=prompt(row), **form).choices[0]
            assert (json.loads(reply.message.content), reply.finish_reason) == (words(row), "stop")
        for choice in ("required", {"type": "function", "function": {"name": "write"}}):
            reply = teacher.chat.completions.create(model="m", messages=prompt(row), tools=[tool], tool_choice=choice).choices[0]
            call = reply.message.tool_calls[0].function
            assert (call.name, json.loads(call.arguments), reply.finish_reason) == ("write", words(row), "tool_calls")


def test_without_a_brief_a_schema_gets_an_instance_and_a_chat_an_answer(plain: MockServer) -> None:
    wanted = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "size": {"enum": ["s", "m"]},
            "tags": {"type": "array", "minItems": 1},
        },
        "required": ["name", "size", "tags"],
    }
    hello: list[Any] = [{"role": "user", "content": "Hello!"}]
    form: Any = {"type": "json_schema", "json_schema": {"name": "thing", "schema": wanted}}
    with client(plain) as teacher:
        thing = json.loads(
            teacher.chat.completions.create(model="m", messages=hello, response_format=form).choices[0].message.content or ""
        )
        chat = teacher.chat.completions.create(model="m", messages=hello).choices[0].message.content
    assert thing["size"] in ("s", "m")
    assert thing["name"]
    assert len(thing["tags"]) >= 1
    assert chat
    assert "{" not in chat


def test_models_are_listed_and_usage_is_counted() -> None:
    rows = planned_rows(5)
    with serving() as server, client(server) as teacher:
        assert [model.id for model in teacher.models.list()] == ["mock-teacher"]
        usages = [teacher.chat.completions.create(model="m", messages=prompt(row)).usage for row in rows]
        stats = server.stats()
    assert stats["requests"] == stats["completed"] == 5
    assert stats["in_flight"] == 0
    assert stats["prompt_tokens"] == sum(usage.prompt_tokens for usage in usages if usage)
    assert stats["completion_tokens"] == sum(usage.completion_tokens for usage in usages if usage)
    text = "You write conversations.\n" + prompt(rows[0])[1]["content"]
    assert usages[0] is not None
    assert usages[0].prompt_tokens == -(-len(text) // 4) + 8


def test_another_key_is_refused_and_an_unknown_path_is_not_found() -> None:
    with serving(key="sk-right") as server:
        with client(server, "sk-wrong") as teacher, pytest.raises(openai.AuthenticationError) as refused:
            teacher.models.list()
        assert refused.value.code == "invalid_api_key"
        with client(server, "sk-right") as teacher:
            assert teacher.models.list().data
            with pytest.raises(openai.NotFoundError):
                teacher.embeddings.create(model="m", input="text")


@pytest.mark.parametrize(
    ("body", "tells"),
    [
        ({}, "messages"),
        ({"messages": "hi"}, "messages"),
        ({"messages": [{"role": "user", "content": "x"}], "stream": True}, "stream"),
        ({"messages": ["hi"]}, "could not be read"),
    ],
)
def test_a_request_that_cannot_be_answered_is_a_400_that_says_why(plain: MockServer, body: dict[str, Any], tells: str) -> None:
    with client(plain) as teacher, pytest.raises(openai.BadRequestError, match=tells):
        teacher.post("/chat/completions", body=body, cast_to=object)


def test_a_rate_limit_says_how_long_to_wait() -> None:
    with serving(faults="429=1", retry_after=0.25) as server:
        with pytest.raises(openai.RateLimitError) as limited:
            ask(server, planned_rows(1)[0])
        assert server.stats()["completed"] == 0
        assert server.stats()["by_fault"] == {"429": 1}
    assert limited.value.response.headers["retry-after"] == "1"
    assert limited.value.response.headers["retry-after-ms"] == "250"
    assert limited.value.code == "rate_limit_exceeded"


def test_a_failing_server_a_cut_connection_and_one_that_hangs() -> None:
    row = planned_rows(1)[0]
    with serving(faults="500=1") as server, pytest.raises(openai.InternalServerError):
        ask(server, row)
    with serving(faults="reset=1") as server, pytest.raises(openai.APIConnectionError):
        ask(server, row)
    with serving(faults="hang=1") as server, client(server) as teacher:
        with pytest.raises(openai.APITimeoutError):
            teacher.with_options(timeout=0.3).chat.completions.create(model="m", messages=prompt(row))
        assert server.stats()["completed"] == 0


def test_the_same_request_gets_past_a_fault_of_the_connection() -> None:
    rows = planned_rows(12)
    with serving(faults="429=0.3,500=0.2,reset=0.1", retry_after=0) as server:
        for row in rows:
            for _ in range(20):
                try:
                    reply = ask(server, row)
                    break
                except openai.APIError:
                    continue
            assert json.loads(reply.message.content) == words(row)
        stats = server.stats()
    assert stats["completed"] == len(rows)
    assert stats["requests"] == len(rows) + sum(stats["by_fault"].values()) > len(rows)


def test_a_reply_is_cut_off_refused_too_long_or_of_another_form() -> None:
    row = planned_rows(1)[0]
    with serving(faults="truncate=1") as server:
        reply = ask(server, row)
        with pytest.raises(ValueError, match=r"."):
            json.loads(reply.message.content)
    with serving(faults="refuse=1") as server:
        reply = ask(server, row)
        assert (reply.message.content, bool(reply.message.refusal)) == (None, True)
    with serving(faults="length=1") as server:
        assert ask(server, row).finish_reason == "length"
    with serving(faults="invalid=1") as server:
        for other in planned_rows(12):
            content = ask(server, other).message.content
            try:
                assert not _fits(json.loads(content), other), content
            except json.JSONDecodeError:
                continue


def _fits(reply: Any, row: PlanRow) -> bool:
    return isinstance(reply, dict) and list(reply) == keys(row) and all(isinstance(text, str) for text in reply.values())


def test_the_same_request_gets_the_same_reply_and_a_later_message_a_new_draw() -> None:
    rows = planned_rows(30)
    with serving(faults="invalid=0.5") as server:
        first = [ask(server, row).message.content for row in rows]
        assert [ask(server, row).message.content for row in rows] == first
        bad = [row for row, content in zip(rows, first, strict=True) if json.dumps(words(row), ensure_ascii=False) != content]
        assert 5 < len(bad) < 25
        again = [ask(server, row, *told(ask(server, row))).message.content for row in bad]
    assert any(json.dumps(words(row), ensure_ascii=False) == content for row, content in zip(bad, again, strict=True))


def test_more_tokens_than_allowed_end_the_reply() -> None:
    row = planned_rows(1)[0]
    with serving() as server, client(server) as teacher:
        reply = teacher.chat.completions.create(model="m", messages=prompt(row), max_tokens=5)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 5


def test_mistakes_are_recorded_with_their_rows_and_do_not_depend_on_the_order() -> None:
    rows = planned_rows(40)
    replies = []
    for order in (rows, rows[::-1]):
        with serving(faults="names_tool=0.3,invented_result=0.3", seed=5) as server:
            written = {row.plan_id: json.loads(ask(server, row).message.content) for row in order}
            spoilt = {mistake["plan_id"]: mistake["fault"] for mistake in server.mistakes()}
            assert server.stats()["by_fault"] == {kind: list(spoilt.values()).count(kind) for kind in sorted(set(spoilt.values()))}
        assert set(spoilt) == {row.plan_id for row in rows if written[row.plan_id] != words(row)}
        replies.append(written)
    assert replies[0] == replies[1]
    assert 5 < len(spoilt) < 35


@pytest.mark.parametrize("repaired", [0.0, 1.0])
def test_a_row_that_is_told_of_a_mistake_is_written_well_in_the_stated_share(repaired: float) -> None:
    with serving(faults="names_tool=1", repaired=repaired) as server:
        for row in [row for row in planned_rows(12) if row.category == "single_call"]:
            first = ask(server, row)
            assert json.loads(first.message.content) != words(row)
            second = ask(server, row, *told(first))
            assert (json.loads(second.message.content) == words(row)) is bool(repaired)


def test_above_its_limit_it_asks_to_wait() -> None:
    import asyncio

    async def at_once() -> list[Any]:
        async with openai.AsyncOpenAI(base_url=server.url, api_key="any", max_retries=0) as teacher:
            asked = [teacher.chat.completions.create(model="m", messages=prompt(row)) for row in planned_rows(12)]
            return await asyncio.gather(*asked, return_exceptions=True)

    with serving(most=4, latency=0.5) as server:
        replies = asyncio.run(at_once())
    assert sum(isinstance(reply, openai.RateLimitError) for reply in replies) == 8


@pytest.mark.parametrize("text", ["429", "429=x", "teapot=0.1", "429=1.5", "429=0.6,500=0.6", "swap=0.6,narrate=0.6"])
def test_faults_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="--faults"):
        parse_faults(text)


def test_faults_of_different_kinds_have_shares_of_their_own() -> None:
    assert parse_faults("429=0.6, invalid=0.6,swap=1") == {"429": 0.6, "invalid": 0.6, "swap": 1.0}
    assert parse_faults("") == {}
