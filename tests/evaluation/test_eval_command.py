import json
from pathlib import Path

import pytest
from evaluation_cases import assistant, result, user, wire_call, write
from typer.testing import CliRunner

from callwright.cli import app
from callwright.errors import InputError, StudentError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    examples = [
        [user(f"weather in {city}"), wire_call("get_weather", {"location": city}), result({"t": 4}), assistant("4 degrees.")]
        for city in ("Oslo", "Lima", "Rome")
    ]
    return write(tmp_path / "test.jsonl", examples)


def test_json_goes_to_standard_output_alone(data: Path) -> None:
    found = CliRunner().invoke(app, ["eval", "--data", str(data), "--train", str(data), "--json"])
    assert found.exit_code == 0
    report = json.loads(found.stdout)
    assert [model["model"] for model in report["models"]] == ["nearest", "bm25", "majority"]
    assert report["models"][0]["metrics"]["exact_match"]["value"] == 1.0


def test_a_page_is_written_beside_the_table(data: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    found = CliRunner().invoke(app, ["eval", "--data", str(data), "--html", str(page)])
    assert found.exit_code == 0
    assert "3 open decisions of 3 traces" in found.stdout
    assert page.read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["--data", "nowhere.jsonl"], InputError, "nowhere.jsonl: no such file"),
        (
            ["--model", "gpt-4.1"],
            InputError,
            "--model gpt-4.1: no such folder; a server's model is NAME@URL, as in gpt-4.1@https://",
        ),
        (["--model", "."], StudentError, "no student there"),
        (["--baseline", "best"], InputError, "--baseline best: no model is named so, there are bm25"),
        (["--execute"], InputError, "--execute: there are no functions to run"),
        (["--case-study", "."], InputError, "--case-study .: no dataset/test.jsonl there; `callwright run"),
        (["--html", "/dev/null/report.html"], InputError, "/dev/null is a file"),
    ],
)
def test_bad_input_is_one_line(data: Path, arguments: list[str], error: type[Exception], message: str) -> None:
    given = arguments if "--data" in arguments else ["--data", str(data), *arguments]
    found = CliRunner().invoke(app, ["eval", *given])
    assert isinstance(found.exception, error)
    assert message in str(found.exception)


FUNCTION = """
from pathlib import Path
def find_city(city: str) -> dict[str, str]:
    Path("MARK").write_text(city)
    return {"found": city.lower()}
"""


@pytest.mark.parametrize(("flags", "executed", "was_run"), [([], 0.0, False), (["--execute"], 1.0, True)])
def test_functions_behind_tools_run_only_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: list[str], executed: float, was_run: bool
) -> None:
    """The nearest training request answers OSLO where Oslo is due: the function shows that it is the same."""
    module = f"cities_{'run' if was_run else 'kept'}"
    (tmp_path / f"{module}.py").write_text(FUNCTION.replace("MARK", str(tmp_path / "mark")))
    monkeypatch.syspath_prepend(tmp_path)
    train = write(tmp_path / "train.jsonl", [[user("find it"), wire_call("find_city", {"city": "OSLO"})]], with_tools=False)
    test = write(tmp_path / "test.jsonl", [[user("find it"), wire_call("find_city", {"city": "Oslo"})]], with_tools=False)
    arguments = ["eval", "--data", str(test), "--train", str(train), "--tools", f"{module}:find_city", "--json", *flags]
    nearest = json.loads(CliRunner().invoke(app, arguments).stdout)["models"][0]
    assert nearest["metrics"]["executed_match"]["value"] == executed
    assert (tmp_path / "mark").exists() is was_run
