import json
from pathlib import Path

import pytest

from callwright.errors import InputError
from callwright.finetune.examples import decisions, read_examples
from callwright.generator.trace import Trace
from callwright.tools.call import ToolCall

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
        ({"messages": [{"role": "robot", "content": ""}]}, r"messages\[0\]\.role"),
        ({"messages": [USER, {"role": "assistant", "tool_calls": [{"function": {"name": "f"}}]}]}, "arguments"),
        ({"messages": [USER], "tools": [{"function": {}}]}, "name"),
        ({"messages": [USER], "metadata": {"acts": ["dance"]}}, r"metadata\.acts\[0\]"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(tmp_path: Path, line: object, complaint: str) -> None:
    path = file_of(tmp_path, {"messages": [USER]}, line)
    with pytest.raises(InputError, match=complaint) as error:
        list(read_examples(path))
    assert str(error.value).startswith(f"{path}:2: ")


def test_lines_as_people_have_them_are_read(tmp_path: Path) -> None:
    """A developer's text in parts, arguments as an object, a bare tool, no metadata, no ids."""
    function = {"name": "add", "arguments": {"a": 1}}
    messages = [
        {"role": "developer", "content": [{"type": "text", "text": "Be "}, {"type": "text", "text": "brief."}]},
        USER,
        {"role": "assistant", "tool_calls": [{"function": function}]},
    ]
    line = {"messages": messages, "tools": [{"name": "add", "parameters": {"type": "object"}}], "parallel_tool_calls": False}
    [trace] = read_examples(file_of(tmp_path, line))
    assert (trace.messages[0].role, trace.messages[0].content) == ("system", "Be brief.")
    assert trace.calls == (ToolCall("add", {"a": 1}),)
    assert [tool.name for tool in trace.tools] == ["add"]


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
