"""`callwright show` as a person reads it: one line whole, several forms beside each other at 100 columns."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callwright.cli import app
from callwright.errors import InputError
from callwright.store.database import Store


def show(store: Path, *arguments: str) -> str:
    result = CliRunner(env={"COLUMNS": "100"}).invoke(app, ["show", "--store", str(store), *arguments])
    if result.exception:
        raise result.exception
    return result.stdout


@pytest.fixture
def recovery(grown: Store) -> str:
    [found] = grown.rows(
        "SELECT trace_id FROM trace WHERE category = 'error_recovery' AND template = 'error_recovery.correct' "
        "AND len(from_json(tools, '[\"VARCHAR\"]')) = 8 ORDER BY trace_id LIMIT 1"
    )
    return str(found["trace_id"])


def test_two_forms_stand_side_by_side_within_the_width(grown: Store, recovery: str) -> None:
    printed = show(grown.path, recovery, "--to", "openai", "--to", "anthropic")
    assert {len(line) for line in printed.splitlines()} <= set(range(101))
    assert '"tool_calls"' in printed
    assert '"tool_use"' in printed
    assert "8 tools: " in printed
    assert '"description"' not in printed, "schemas would bury the conversation"


def test_one_form_is_the_line_as_it_is_written(grown: Store, recovery: str) -> None:
    line = json.loads(show(grown.path, recovery, "--to", "openai"))
    assert line["metadata"]["trace_id"] == recovery
    assert len(line["tools"]) == 8


def test_a_form_of_several_lines_prints_each(grown: Store, recovery: str) -> None:
    printed = show(grown.path, recovery, "--to", "prompt-completion")
    decoder, lines, place = json.JSONDecoder(), [], 0
    while place < len(printed.rstrip()):
        line, place = decoder.raw_decode(printed, place)
        place += 1
        lines.append(line)
    assert [line["metadata"]["turn"] for line in lines] == sorted({line["metadata"]["turn"] for line in lines})
    assert len(lines) == 2, "the correction and the answer; the wrong call is in their prompts"


def test_what_a_form_cannot_hold_says_why(grown: Store, recovery: str) -> None:
    assert show(grown.path, recovery, "--to", "trl").startswith("cannot hold this trace: a turn that is not to be trained on")
    assert "cannot hold this trace:" in show(grown.path, recovery, "--to", "xlam", "--to", "openai")


def test_an_unknown_form_is_named_with_those_there_are(grown: Store, recovery: str) -> None:
    with pytest.raises(InputError, match="--to 'word': no such form; there is openai, anthropic"):
        show(grown.path, recovery, "--to", "word")
