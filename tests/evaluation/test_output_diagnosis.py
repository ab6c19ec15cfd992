import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_cases import TOOLS, call
from typer.testing import CliRunner

from callwright.cli import app
from callwright.errors import InputError
from callwright.finetune.diagnosis_outputs import Output, explain, read_outputs
from callwright.tools.call import ToolCall

OFFERED = {tool.name: tool for tool in TOOLS}


def explained(text: str, expected: ToolCall | None = None) -> tuple[str, ToolCall | None]:
    known = {"expected": {"name": expected.name, "arguments": expected.arguments}} if expected else {}
    found = explain(Output.model_validate({"output": text, **known}), OFFERED)
    return found.diagnosis, found.should_be


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
        (written("search", query="x", limit="five"), "wrong_type", ToolCall("search", {"query": "x", "limit": "five"})),
        (
            written("get_weather", location="Oslo", unit="Celsius"),
            "wrong_value",
            ToolCall("get_weather", {"location": "Oslo", "unit": "celsius"}),
        ),
        (written("search", query="x", page=2), "extra_argument", ToolCall("search", {"query": "x"})),
        (written("search", limit=2), "missing_argument", ToolCall("search", {"limit": 2})),
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
    assert explained(text, due) == (diagnosis, ToolCall("move", {"source": "a", "target": "b"}))


def test_a_file_of_outputs_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "outputs.jsonl"
    path.write_text('{"output": "a"}\n\n{"output": "b", "expected": {"name": "search", "arguments": {"query": "x"}}}\n')
    assert [(output.output, len(output.expected_calls)) for output in read_outputs(path)] == [("a", 0), ("b", 1)]
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
        "taught by: error_recovery (error_recovery.correct)",
    ):
        assert expected in found.output


def test_the_command_counts_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "outputs.txt"
    path.write_text("I will now send it.\nWhich city?\n")
    found = CliRunner().invoke(app, ["diagnose", str(path)])
    assert "1 described, 1 usable" in found.output
    found = CliRunner().invoke(app, ["diagnose", str(path), "--json"])
    assert [row["diagnosis"] for row in json.loads(found.output)] == ["described", "-"]
