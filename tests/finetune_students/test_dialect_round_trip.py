import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from student_examples import corrected_trace, weather_trace

from callwright.finetune.students.dialect import Dialect, read_text
from callwright.finetune.students.vocabulary_training import train_vocabulary

DIALECT = Dialect(train_vocabulary([weather_trace("Oslo"), corrected_trace("pay rent")], 500))

scalars = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | st.text(max_size=12)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=8
)
arguments = st.dictionaries(st.text(max_size=8), values, max_size=3)


def written(message: dict[str, Any]) -> str:
    prompt = DIALECT.render([], [], generation_prompt=True)
    return DIALECT.text(DIALECT.render([message], [])[len(prompt) :])


def call(number: int, name: str, value: Any) -> dict[str, Any]:
    return {
        "id": f"call_{number}",
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(value, ensure_ascii=False)},
    }


@given(st.lists(st.tuples(st.text(min_size=1, max_size=10), arguments), min_size=1, max_size=3))
def test_calls_survive_ids_and_text(calls: list[tuple[str, Any]]) -> None:
    message = {
        "role": "assistant",
        "content": None,
        "tool_calls": [call(i, name, value) for i, (name, value) in enumerate(calls, 1)],
    }
    assert read_text(written(message)) == message


@given(st.text(min_size=1).filter(lambda text: "<tool_call>" not in text))
def test_words_survive_ids_and_text(content: str) -> None:
    assert read_text(written({"role": "assistant", "content": content})) == {"role": "assistant", "content": content}


@given(st.lists(st.integers(0, len(DIALECT.vocabulary) - 1)))
def test_whatever_a_model_writes_is_a_message(ids: list[int]) -> None:
    text = DIALECT.text(ids)
    message = read_text(text)
    assert message.get("tool_calls") or message["content"] == text


def test_a_call_cut_off_is_no_call() -> None:
    ids = DIALECT.render([{"role": "assistant", "tool_calls": [call(1, "get_weather", {"location": "Oslo"})]}], [])
    text = DIALECT.text(ids[1:-2])
    assert text == '<tool_call>{"name": "get_weather", "arguments": {"location": "Oslo"}</tool_call>'
    assert read_text(text) == {"role": "assistant", "content": text}


def test_every_offered_tool_is_in_the_prompt_and_one_taken_away_is_not() -> None:
    def prompt(*names: str) -> list[int]:
        tools = [{"type": "function", "function": {"name": name}} for name in names]
        return DIALECT.render([{"role": "user", "content": "Hi"}], tools, generation_prompt=True)

    assert prompt("get_weather") != prompt("get_weather", "create_task") != prompt("get_weather", "drop_table")


def test_date_weekday_and_tools_to_confirm_stand_in_the_prompt_in_full() -> None:
    system = (
        "You are an assistant with access to tools. Today is 2026-11-20 (Friday). Ask for confirmation before calling: drop_it."
    )
    ids = DIALECT.render([{"role": "system", "content": system}], [])
    assert DIALECT.vocabulary.decode(ids[1 : ids.index(DIALECT.vocabulary.ids["<calendar>"])]) == system


@pytest.mark.parametrize(
    ("system", "calendar"),
    [
        ("Today is 2026-11-26.", "friday 27 saturday 28 sunday 29 monday 30 tuesday 12 01 wednesday 02 thursday 03"),
        ("Today is 2024-02-27.", "wednesday 28 thursday 29 friday 03 01 saturday 02 sunday 03 monday 04 tuesday 05"),
        ("Today is 2026-02-30.", ""),
        ("No date.", ""),
    ],
)
def test_the_week_to_come_is_looked_up_in_a_calendar(system: str, calendar: str) -> None:
    ids = DIALECT.render([{"role": "system", "content": system}], [])
    start = DIALECT.vocabulary.ids["<calendar>"]
    written = [DIALECT.vocabulary.decode([i]) for i in (ids[ids.index(start) + 1 :] if start in ids else [])]
    assert "".join(written) == calendar.replace(" ", "")
