import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_cases import TOOLS, assistant, call, result, user, wire_call
from typer.testing import CliRunner

from callwright.cli import app
from callwright.errors import InputError
from callwright.finetune.diagnosis_files import Output, read_outputs
from callwright.finetune.diagnosis_outputs import explain
from callwright.generator.formats.openai import render_tool
from callwright.store.database import Store
from callwright.tools.call import ToolCall
from callwright.tools.load import SEED_TOOLS

OFFERED = {tool.name: tool for tool in TOOLS}


def explained(text: str, expected: ToolCall | None = None) -> tuple[str, ToolCall | None]:
    found = explain(Output.of_text(text, *([expected] if expected else [])), OFFERED)
    return found.diagnosis, found.should_be[0] if found.should_be else None


def written(name: str, **arguments: Any) -> str:
    return json.dumps({"name": name, "arguments": arguments})


@pytest.mark.parametrize(
    ("text", "diagnosis", "should_be"),
    [
        (written("get_weather", location="Oslo"), "-", ToolCall("get_weather", {"location": "Oslo"})),
        ("Here: " + written("get_weather", location="Oslo"), "extra_prose", ToolCall("get_weather", {"location": "Oslo"})),
        ("{name: get_weather, arguments: {location: Oslo}}", "unquoted_json", ToolCall("get_weather", {"location": "Oslo"})),
        (written("get_weather", location="Oslo")[:-2], "truncated", ToolCall("get_weather", {"location": "Oslo"})),
        (written("get_wether", location="Oslo"), "unknown_tool", ToolCall("get_weather", {"location": "Oslo"})),
        (written("search", query="x", limit="5"), "wrong_type", ToolCall("search", {"query": "x", "limit": 5})),
        (written("search", query="x", limit="five"), "wrong_type", ToolCall("search", {"query": "x", "limit": 5})),
        (written("search", query="x", limit="some"), "wrong_type", ToolCall("search", {"query": "x", "limit": "some"})),
        (
            written("get_weather", location="Oslo", unit="Celsius"),
            "wrong_value",
            ToolCall("get_weather", {"location": "Oslo", "unit": "celsius"}),
        ),
        (written("search", query="x", page=2), "extra_argument", ToolCall("search", {"query": "x"})),
        (written("search", limit=2), "missing_argument", ToolCall("search", {"limit": 2})),
        ("I'm about " * 9, "looping", None),
        ("I will now look that up for you.", "described", None),
        ("Using get_weather for this.", "described", None),
        ("Which city do you mean?", "-", None),
        ("", "empty", None),
    ],
)
def test_without_an_expectation_the_form_is_judged_and_mended(text: str, diagnosis: str, should_be: ToolCall | None) -> None:
    assert explained(text) == (diagnosis, should_be)


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        (written("move", source="b", target="a"), "swapped_values"),
        (written("move", source="a", target="c"), "wrong_value"),
        (written("search", query="a"), "wrong_tool"),
        ("From a to b it goes.", "described"),
        ("Where to?", "ask_undue"),
        ("No.", "decline_undue"),
    ],
)
def test_with_an_expectation_the_content_is_judged_too(text: str, diagnosis: str) -> None:
    due = call("move", source="a", target="b")
    assert explained(text, due) == (diagnosis, due)


def test_a_file_of_outputs_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "outputs.jsonl"
    path.write_text('{"output": "a"}\n\n{"output": "b", "expected": {"name": "search", "arguments": {"query": "x"}}}\n')
    assert [(output.message.content, bool(output.expected), output.item) for output in read_outputs(path)] == [
        ("a", False, "outputs:1"),
        ("b", True, "outputs:3"),
    ]
    path.write_text('{"output": "a"}\n{"text": "b"}\n')
    with pytest.raises(InputError, match=r"outputs\.jsonl:2: "):
        list(read_outputs(path))


def test_the_command_says_what_is_wrong_what_it_should_be_and_what_teaches_it() -> None:
    found = CliRunner().invoke(app, ["diagnose", written("search_db", query="x", max_results="5")])
    assert found.exit_code == 1
    for expected in (
        "wrong_type",
        "CW204 arguments.max_results",
        '"max_results": 5',
        "taught by: error_recovery (error_recovery.correct",
    ):
        assert expected in found.output


def test_the_command_counts_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "outputs.txt"
    path.write_text("I will now send it.\nWhich city?\n")
    found = CliRunner().invoke(app, ["diagnose", str(path)])
    assert "1 described, 1 usable" in found.output
    found = CliRunner().invoke(app, ["diagnose", str(path), "--json"])
    assert [row["diagnosis"] for row in json.loads(found.output)] == ["described", "-"]


def log_line(*messages: dict[str, Any], **more: Any) -> str:
    return json.dumps({"messages": list(messages), **more})


def written_log(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines))
    return path


def diagnosed(path: Path) -> list[str]:
    return [explain(output, OFFERED).diagnosis for output in read_outputs(path)]


SENT = wire_call("move", {"source": "b", "target": "a"})
DUE = {"name": "move", "arguments": {"source": "a", "target": "b"}}


@pytest.mark.parametrize("expected", [DUE, [DUE], {"role": "assistant", "tool_calls": [{"function": DUE}]}])
def test_a_chat_log_is_judged_by_its_last_message_where_an_expectation_stands(tmp_path: Path, expected: object) -> None:
    line = log_line(user("hi"), assistant("Hello."), user("from a to b"), SENT, expected=expected)
    [output] = read_outputs(written_log(tmp_path, line))
    assert (output.turn, len(output.history), output.message.tool_calls[0].name) == (3, 3, "move")
    assert diagnosed(written_log(tmp_path, line)) == ["swapped_values"]


def test_without_one_every_assistant_message_is_judged_by_its_form(tmp_path: Path) -> None:
    line = log_line(
        user("weather?"),
        wire_call("get_wether", {"location": "Oslo"}),
        result({"error": "no such tool"}),
        assistant("I have looked it up: 4 degrees."),
        user("and tomorrow?"),
        assistant("I will now look that up."),
    )
    assert diagnosed(written_log(tmp_path, line)) == ["unknown_tool", "-", "described"]


def test_a_log_file_may_be_the_list_of_messages(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps([user("weather?"), wire_call("get_weather", {"location": "Oslo"})], indent=1))
    assert diagnosed(path) == ["-"]


@pytest.mark.parametrize(
    ("arguments", "diagnosis"),
    [("{'location': 'Oslo'}", "unquoted_json"), ('{"location": "Os', "truncated"), ("Oslo", "malformed_json")],
)
def test_arguments_that_no_server_can_read_are_told_apart(tmp_path: Path, arguments: str, diagnosis: str) -> None:
    called = {"role": "assistant", "tool_calls": [{"function": {"name": "get_weather", "arguments": arguments}}]}
    assert diagnosed(written_log(tmp_path, log_line(user("Oslo?"), called))) == [diagnosis]


def test_several_calls_written_as_a_list_are_several_calls(tmp_path: Path) -> None:
    due = [{"name": "get_weather", "arguments": {"location": city}} for city in ("Oslo", "Lima")]
    both = json.dumps({"output": json.dumps(due[::-1]), "expected": due})
    one = json.dumps({"output": json.dumps(due[:1]), "expected": due})
    assert diagnosed(written_log(tmp_path, both, one)) == ["-", "missing_call"]


def test_where_words_are_due_a_call_is_not(tmp_path: Path) -> None:
    lines = [
        json.dumps({"output": said, "expected": "Which city?"})
        for said in (written("get_weather", location="Oslo"), "Which one do you mean?", "No.")
    ]
    path = written_log(tmp_path, *lines)
    assert diagnosed(path) == ["called_undue", "-", "decline_undue"]
    found = CliRunner().invoke(app, ["diagnose", str(path)])
    assert "should say: Which city?" in found.output


def test_a_line_brings_its_own_tools_unless_others_are_given(tmp_path: Path) -> None:
    tools = [render_tool(tool) for tool in TOOLS]
    path = written_log(tmp_path, log_line(user("from a to b"), SENT, tools=tools))
    assert CliRunner().invoke(app, ["diagnose", str(path)]).exit_code == 0
    given = CliRunner().invoke(app, ["diagnose", str(path), "--tools", str(SEED_TOOLS)])
    assert "unknown_tool" in given.output


def test_what_cannot_be_mended_is_said_to_be_what_was_meant() -> None:
    found = CliRunner().invoke(app, ["diagnose", written("create_task", title="x", priority="urgent")])
    assert 'should be: {"name": "create_task", "arguments": {"title": "x", "priority": "high"}}' in found.output
    found = CliRunner().invoke(app, ["diagnose", written("create_task", priority="urgent")])
    assert 'meant: {"name": "create_task", "arguments": {"priority": "high"}}' in found.output


def test_diagnoses_are_kept_in_a_store_once(tmp_path: Path) -> None:
    path = written_log(tmp_path, json.dumps({"output": "I will now look that up.", "expected": DUE}), '{"output": "Which one?"}')
    arguments = ["diagnose", str(path), "--store", str(tmp_path / "s.duckdb"), "--model", "gpt"]
    for _ in range(2):
        assert CliRunner().invoke(app, arguments).exit_code == 1
    rows = Store(tmp_path / "s.duckdb").rows(
        "SELECT model, item, act, diagnosis FROM prediction JOIN evaluation USING (evaluation_id) ORDER BY item"
    )
    assert [tuple(row.values()) for row in rows] == [("gpt", "log:1", "decline", "described"), ("gpt", "log:2", "ask", None)]


def test_a_file_ends_with_the_data_that_would_teach_what_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "outputs.txt"
    path.write_text("I will now send it.\n" * 3 + written("fly", to="Oslo") + "\n")
    found = CliRunner().invoke(app, ["diagnose", str(path)])
    assert "--mix single_call=3,no_call=1" in found.output


def test_calls_written_side_by_side_are_judged_all_of_them() -> None:
    block = '<tool_call>{"name": "get_weather", "arguments": {"location": "Oslo"%s}}</tool_call>'
    tools = {tool.name: tool for tool in TOOLS}
    both = explain(Output.of_text(block % "" + block % ""), tools)
    assert (both.usable, len(both.should_be)) == (True, 2)
    second = explain(Output.of_text(block % "" + block % ', "unit": "Celsius"'), tools)
    assert second.diagnosis == "wrong_value"
    assert second.should_be[1].arguments == {"location": "Oslo", "unit": "celsius"}


def test_a_file_without_an_output_is_said_to_hold_none(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    assert "no output in it" in str(CliRunner().invoke(app, ["diagnose", str(tmp_path / "empty.jsonl")]).exception)
