from collections.abc import Sequence
from typing import Any

from student_examples import called, corrected_trace, declined_trace, returned, said, trace, weather_trace

from callwright.finetune.examples import decisions
from callwright.finetune.masks import masked_rows
from callwright.finetune.students.dialect import Dialect
from callwright.generator.formats.openai import render_message, render_tool
from callwright.generator.trace import ACTS, Message, Trace


class ForgettingTokenizer:
    """Of the kind whose template drops old tool results once another turn has come: what it read before is no prefix."""

    def render(
        self, messages: Sequence[dict[str, Any]], _tools: Sequence[dict[str, Any]], *, generation_prompt: bool = False
    ) -> list[int]:
        last = len(messages) - 1
        texts = [str(message) for i, message in enumerate(messages) if message["role"] != "tool" or i == last]
        return [ord(letter) for text in texts for letter in text] + [0] * generation_prompt


def two_calls() -> Trace:
    first, second = called("get_weather", {"location": "Oslo"}), called("create_task", {"title": "pay rent"}, 2)
    return trace(
        "two", Message("user", "Weather, then rent"), first, returned("4"), second, returned("done", 2), said("Both done.")
    )


def trained_texts(row_trace: Trace, dialect: Dialect) -> list[str]:
    (row,) = masked_rows(row_trace, dialect)
    return [dialect.text(list(row.ids[span.start : span.stop])) for span in row.trained]


def test_generation_prompt_is_an_exact_prefix_of_every_trained_turn(traces: list[Trace], dialect: Dialect) -> None:
    for example in [*traces, two_calls()]:
        (row,) = masked_rows(example, dialect, ACTS)
        for decision, span in zip(decisions(example), row.trained, strict=True):
            history = [render_message(message) for message in decision.history]
            prompt = dialect.render(history, [render_tool(tool) for tool in decision.tools], generation_prompt=True)
            assert row.ids[: span.start] == tuple(prompt)
            assert row.ids[span.stop - 1] == dialect.end


def test_a_deliberately_wrong_call_is_read_and_not_trained(dialect: Dialect) -> None:
    right = '<tool_call>{"name": "create_task", "arguments": {"title": "pay rent"}}</tool_call>'
    assert trained_texts(corrected_trace("pay rent"), dialect) == [right]


def test_answers_are_not_trained_by_default(dialect: Dialect) -> None:
    assert trained_texts(weather_trace("Oslo"), dialect) == [
        '<tool_call>{"name": "get_weather", "arguments": {"location": "Oslo"}}</tool_call>'
    ]
    assert trained_texts(declined_trace("Oslo"), dialect) == ["I have no tool for that."]


def test_an_answer_alone_is_no_row(dialect: Dialect) -> None:
    assert list(masked_rows(trace("hello", Message("user", "Hello"), said("Hello!")), dialect)) == []


def test_a_row_whose_template_rewrites_history_is_split_per_decision() -> None:
    rows = list(masked_rows(two_calls(), ForgettingTokenizer()))
    assert [row.item for row in rows] == ["two", "two"]
    assert all(len(row.trained) == 1 and row.trained[0].stop == len(row.ids) for row in rows)
    assert "pay rent" in "".join(map(chr, rows[1].ids[rows[1].trained[0].start :]))


def test_of_an_act_that_is_only_begun_the_first_token_is_trained(dialect: Dialect) -> None:
    (plain,) = masked_rows(weather_trace("Oslo"), dialect)
    (row,) = masked_rows(weather_trace("Oslo"), dialect, begun=("answer",))
    assert row.trained[0] == plain.trained[0]
    assert len(row.trained[1]) == 1
    assert row.trained[1].stop == len(row.ids)
