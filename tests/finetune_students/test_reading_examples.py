import json
from pathlib import Path

import pytest

from callwright.errors import InputError
from callwright.finetune.examples import decisions, read_examples
from callwright.generator.trace import Trace

USER = {"role": "user", "content": "Hi"}


def file_of(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "train.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_exported_traces_come_back(data: Path, traces: list[Trace]) -> None:
    assert list(read_examples(data / "train.jsonl")) == traces


def test_a_line_without_an_id_is_named_after_its_place(tmp_path: Path) -> None:
    path = file_of(tmp_path, "", {"messages": [USER, {"role": "assistant", "content": "Hello"}]})
    assert [trace.trace_id for trace in read_examples(path)] == ["train:2"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"messages": ', "not JSON"),
        ([], "the line"),
        ({"messages": "Hi"}, "messages"),
        ({"messages": [{"role": "robot", "content": ""}]}, "messages.0.role"),
        ({"messages": [USER, {"role": "assistant", "tool_calls": [{"function": {"name": "f"}}]}]}, "arguments"),
        ({"messages": [USER], "tools": [{"function": {}}]}, "name"),
        ({"messages": [USER], "metadata": {"acts": ["dance"]}}, "metadata.acts.0"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(tmp_path: Path, line: object, complaint: str) -> None:
    path = file_of(tmp_path, {"messages": [USER]}, line)
    with pytest.raises(InputError, match=complaint) as error:
        list(read_examples(path))
    assert str(error.value).startswith(f"{path}:2: ")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read_examples(tmp_path / "train.jsonl"))


def test_every_weight_1_assistant_message_is_a_decision_with_all_before_it(traces: list[Trace]) -> None:
    corrected = next(trace for trace in traces if trace.trace_id.startswith("task"))
    made = list(decisions(corrected))
    assert [decision.turn for decision in made] == [4, 6]
    assert [decision.expected.act for decision in made] == ["call", "answer"]
    assert made[0].history == corrected.messages[:4]
    assert made[0].metadata["phrasing"] == corrected.phrasing
