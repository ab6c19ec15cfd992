"""The seed's exercise: 50 examples for three tools, 20 scenarios to evaluate on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXERCISE = ROOT / "examples" / "exercise" / "exercise.py"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("exercise")
    ended = subprocess.run([sys.executable, str(EXERCISE), str(out), "150"], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return out, ended.stdout


def rows(out: Path, side: str) -> list[dict[str, dict[str, str]]]:
    return [json.loads(line) for line in (out / "dataset" / f"{side}.jsonl").read_text("utf-8").splitlines()]


def test_the_dataset_has_50_examples_over_all_categories_that_three_harmless_tools_allow(done: tuple[Path, str]) -> None:
    examples = [row for side in ("train", "validation", "test") for row in rows(done[0], side)]
    assert len(examples) == 50
    wanted = {"single_call", "error_recovery", "multi_step", "parallel", "no_call", "clarify"}
    assert {row["metadata"]["category"] for row in examples} == wanted


def test_the_ready_scenarios_are_among_them_under_their_own_ids(done: tuple[Path, str]) -> None:
    examples = [row for side in ("train", "validation", "test") for row in rows(done[0], side)]
    assert sum(row["metadata"]["template"] == "ready" for row in examples) == 7


def test_coverage_names_every_tool(done: tuple[Path, str]) -> None:
    assert all(tool in done[1].split("calls by tool:")[1] for tool in ("search", "calculate", "send_email"))


def test_the_evaluation_is_on_20_scenarios(done: tuple[Path, str]) -> None:
    assert len((done[0] / "evaluation.jsonl").read_text("utf-8").splitlines()) == 20
    assert "20 traces" in done[1]
