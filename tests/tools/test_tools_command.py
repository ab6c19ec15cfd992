"""`callwright tools`: a table a tool, findings with their mends, other forms, JSON, and exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from callwright.commands.tools import tools
from callwright.errors import ToolsError
from callwright.tools.load import SEED_TOOLS, load_tools

app = typer.Typer()
app.command()(tools)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "160", "TERM": "dumb"}).invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, ToolsError):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def with_a_broken_one(tmp_path: Path) -> Path:
    path = tmp_path / "tools.json"
    path.write_text(json.dumps([{"name": "fine", "description": "Fine."}, {"name": "not fine"}, {"name": "mute"}]), "utf-8")
    return path


def test_each_tool_is_a_table_of_its_parameters() -> None:
    code, out, _ = run(SEED_TOOLS)

    assert code == 0
    assert all(name in out for name in load_tools(SEED_TOOLS))
    [limit] = [line for line in out.splitlines() if line.strip().startswith("max_results")]
    assert " ".join(limit.split()) == "max_results integer minimum 1; maximum 100; default 10 How many records to return"
    [title] = [line for line in out.splitlines() if line.startswith("delete_task")]
    assert title.split("  ")[1] == "destructive, idempotent (guessed)"
    assert out.rstrip().endswith("8 tools kept, 0 left out, 0 findings")


def test_a_broken_tool_is_named_with_its_mend_and_the_exit_code_is_1(with_a_broken_one: Path) -> None:
    code, out, _ = run(with_a_broken_one)

    assert code == 1
    assert (
        'error CW004 not fine: the name "not fine" is not 1 to 64 of A-Z a-z 0-9 _ - (tools.json[1] name). '
        "Mend: rename the tool: models' APIs refuse it." in out
    )
    assert "warning CW010 mute:" in out
    assert out.rstrip().endswith("2 tools kept, 1 left out, 2 findings")


def test_a_warning_alone_is_exit_code_0(with_a_broken_one: Path) -> None:
    code, out, _ = run(with_a_broken_one, "--except", "not*")

    assert code == 0
    assert "warning CW010 mute:" in out


def test_strict_refuses_all(with_a_broken_one: Path) -> None:
    with pytest.raises(ToolsError, match="1 of the tools are broken"):
        run(with_a_broken_one, "--strict")


def test_json_is_one_object_with_tools_and_findings(with_a_broken_one: Path) -> None:
    code, out, err = run(with_a_broken_one, "--json")
    printed = json.loads(out)

    assert (code, err) == (1, "")
    assert [tool["name"] for tool in printed["tools"]] == ["fine", "mute"]
    assert printed["tools"][0]["hash"] == load_tools(with_a_broken_one)["fine"].hash
    assert [(finding["tool"], finding["code"]) for finding in printed["findings"]] == [("not fine", "CW004"), ("mute", "CW010")]
    assert all(finding["message"] for finding in printed["findings"])


@pytest.mark.parametrize("form", ["openai", "anthropic", "mcp", "jsonschema"])
def test_tools_are_written_in_another_form_and_read_again(tmp_path: Path, form: str) -> None:
    code, out, err = run(SEED_TOOLS, "--to", form)
    path = tmp_path / "written.json"
    path.write_text(out, "utf-8")

    again = load_tools(path)

    assert (code, err) == (0, "")
    assert {name: tool.parameters for name, tool in again.items()} == {
        name: tool.parameters for name, tool in load_tools(SEED_TOOLS).items()
    }


def test_the_seed_file_written_as_openai_is_the_seed_file() -> None:
    assert json.loads(run(SEED_TOOLS, "--to", "openai")[1]) == json.loads(SEED_TOOLS.read_text("utf-8"))


def test_findings_of_a_written_form_go_to_standard_error(with_a_broken_one: Path) -> None:
    code, out, err = run(with_a_broken_one, "--to", "mcp")

    assert code == 1
    assert [tool["name"] for tool in json.loads(out)] == ["fine", "mute"]
    assert "error CW004 not fine" in err


def test_patterns_and_a_forced_form_are_passed_on() -> None:
    assert [tool["name"] for tool in json.loads(run(SEED_TOOLS, "--only", "*_task", "--except", "delete*", "--to", "mcp")[1])] == [
        "create_task",
        "update_task",
    ]
    with pytest.raises(ToolsError, match="no form is named 'soap'"):
        run(SEED_TOOLS, "--from", "soap")


def test_results_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text('{"calculate": {"type": "string"}}', "utf-8")

    printed: dict[str, Any] = json.loads(run(SEED_TOOLS, "--results", path, "--json", "--only", "calculate")[1])

    assert printed["tools"][0]["result"] == {"type": "string"}


def test_text_that_looks_like_markup_is_printed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "tools.json"
    path.write_text(json.dumps({"name": "a", "description": "Say [bold]hello[/bold] or [/x]."}), "utf-8")

    assert "[bold]hello[/bold] or [/x]." in run(path)[1]
