"""`callwright validate` and `callwright rules` as a user meets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from callwright.generator.formats.openai import dump_line
from callwright.generator.rules.transcript import read_transcript

OFFICE = Path(__file__).parents[2] / "tools" / "office.json"
GOOD = dump_line(
    read_transcript(
        """
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
        """
    )
)
MADE_UP = GOOD.replace('\\"Oslo\\"}', '\\"Bergen\\"}')


def callwright(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "callwright.cli", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    path.write_text(f"{GOOD}\n\n{MADE_UP}\n{{broken\n", encoding="utf-8")
    return path


def test_findings_stand_with_their_lines_and_a_summary(data: Path) -> None:
    result = callwright("validate", str(data))
    assert result.returncode == 1
    assert f"{data}:3: CW401 messages[1].tool_calls[0].arguments.location: " in result.stdout
    assert f"{data}:4: CW104 not JSON" in result.stdout
    assert "3 traces: 1 valid, 2 invalid; 1 of 8 tools covered" in result.stdout


def test_json_report_is_one_object(data: Path) -> None:
    report = json.loads(callwright("validate", str(data), "--json").stdout)
    assert (report["traces"], report["valid"], report["invalid"]) == (3, 1, 2)
    assert {(finding["line"], finding["code"]) for finding in report["findings"]} == {(3, "CW401"), (3, "CW403"), (4, "CW104")} or {
        (finding["line"], finding["code"]) for finding in report["findings"]
    } == {(3, "CW401"), (4, "CW104")}
    assert report["by_tool"]["get_weather"] == {"valid": 1, "invalid": 1}
    assert report["by_tool"]["calculate"] == {"valid": 0, "invalid": 0}


def test_github_report_annotates_lines(data: Path) -> None:
    lines = callwright("validate", str(data), "--format", "github", "--select", "CW1").stdout.splitlines()
    assert [line.split("::")[1] for line in lines] == [f"error file={data},line=4,title=CW104"]


def test_a_clean_file_exits_0(tmp_path: Path) -> None:
    path = tmp_path / "clean.jsonl"
    path.write_text(GOOD, encoding="utf-8")
    assert callwright("validate", str(path), "--tools", str(OFFICE)).returncode == 0


def test_ignored_rules_do_not_report(data: Path) -> None:
    assert "CW401" not in callwright("validate", str(data), "--ignore", "CW4").stdout


def test_standard_input_is_read() -> None:
    assert "1 valid, 0 invalid" in callwright("validate", "-", stdin=GOOD).stdout


def test_fix_writes_beside_the_file_and_reports_on_what_is_left(tmp_path: Path) -> None:
    line = json.loads(GOOD)
    line["messages"][1]["content"] = ""
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps(line) + "\n{broken\n", encoding="utf-8")
    assert "CW108" in callwright("validate", str(path)).stdout
    assert "CW108" not in callwright("validate", str(path), "--fix").stdout
    fixed, rest = (tmp_path / "data.fixed.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(fixed)["messages"][1]["content"] is None
    assert rest == "{broken"
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0]) == line


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["missing.jsonl"], "cannot read missing.jsonl"),
        (["-", "--from", "csv"], "no form 'csv'"),
        (["-", "--format", "xml"], "no report format 'xml'"),
        (["-", "--select", "CW9"], "no rule begins with 'CW9'"),
        (["-", "--fix"], "standard input"),
        (["-", "--tools", "missing.json"], "missing.json"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(arguments: list[str], told: str) -> None:
    result = callwright("validate", *arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("error: ")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_rules_are_listed_and_explained() -> None:
    assert "CW401  grounding" in callwright("rules").stdout
    page = callwright("rules", "cw503").stdout
    assert page.startswith("CW503 A tool stated destructive is called only after")
    assert "Blind spots:" in page
    assert "confirm: Delete task_9 for good?" in page


def test_calls_are_run_where_cw6_is_selected(tmp_path: Path) -> None:
    (tmp_path / "waiting_tools.py").write_text("def wait(seconds: int) -> str:\n    '''Wait.'''\n    raise ValueError('no time')\n")
    call = {"id": "call_1", "type": "function", "function": {"name": "wait", "arguments": '{"seconds": 5}'}}
    messages = [
        {"role": "user", "content": "Wait 5 seconds"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "done"},
        {"role": "assistant", "content": "Done."},
    ]
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps({"messages": messages}), encoding="utf-8")
    command = [sys.executable, "-m", "callwright.cli", "validate", str(path), "--tools", "waiting_tools:wait", "--select", "CW6"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path)
    assert "CW601 messages[1].tool_calls[0]: wait raised ValueError: no time" in result.stdout


def test_fix_says_what_it_changed_and_where_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(GOOD.replace('"content":null', '"content":""') + "\n" + GOOD + "\n", encoding="utf-8")
    result = callwright("validate", str(path), "--fix")
    assert f"{path}:1: fixed messages[1].content: expected null beside tool calls, got an empty text" in result.stdout
    assert result.stderr == f"lines repaired: 1; all lines are in {tmp_path / 'data.fixed.jsonl'}\n"
    assert (tmp_path / "data.fixed.jsonl").read_text("utf-8").splitlines()[1] == GOOD
    assert json.loads(callwright("validate", str(path), "--fix", "--json").stdout)["repaired"] == 1
    assert callwright("validate", str(tmp_path / "data.fixed.jsonl")).returncode == 0
