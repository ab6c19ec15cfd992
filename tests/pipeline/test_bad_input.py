"""Bad input: one line that says what and where, exit code 2, no traceback, nothing half-written."""

import subprocess
import sys
from pathlib import Path

import pytest

from callwright.tools.load import SEED_TOOLS


def callwright(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "callwright.cli", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
    )


def write(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


BAD_SCHEMA = '[{"name": "t", "description": "d", "parameters": {"type": "objekt"}}]'
OFFICE = str(SEED_TOOLS)
RUN = ("run", OFFICE, "--count", "10", "--out", "out")

CASES = {
    "a missing tool file": (("generate", "none.json", "--count", "5"), "none.json"),
    "a tool file that is not JSON": (("generate", "broken.json", "--count", "5"), "broken.json"),
    "a schema that is not a schema": (("generate", "schema.json", "--count", "5"), "objekt"),
    "an unknown teacher": ((*RUN, "--teacher", "gpt"), "gpt"),
    "an unknown student": ((*RUN, "--student", "huge"), "huge"),
    "a store of something else": (("generate", OFFICE, "--count", "5", "--store", "other.duckdb"), "other.duckdb"),
    "an output folder that is a file": (("run", OFFICE, "--count", "5", "--out", "broken.json/out"), "broken.json"),
    "a count of nothing": (("generate", OFFICE, "--count", "0"), "--count"),
    "a category that is not there": (("generate", OFFICE, "--count", "5", "--mix", "singel=1"), "singel=1"),
    "a split that does not add up": (("generate", OFFICE, "--count", "5", "--split", "0.5,0.1,0.1"), "0.5,0.1,0.1"),
    "a missing scenario file": (("generate", OFFICE, "--count", "5", "--scenarios", "none.json"), "none.json"),
    "a missing store": (("sql", "SELECT 1", "--store", "none.duckdb"), "none.duckdb"),
    "a query that is not SQL": (("sql", "SELEKT", "--store", "real.duckdb"), "SELEKT"),
    "missing training data": (("train", "--data", "none", "--out", "s"), "none"),
    "missing evaluation data": (("eval", "--data", "none.jsonl"), "none.jsonl"),
    "a missing file to validate": (("validate", "none.jsonl"), "none.jsonl"),
    "a template that is not there": (("templates", "show", "nothing"), "nothing"),
    "an unknown command": (("genrate",), "genrate"),
}


@pytest.fixture(scope="module")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    made = callwright("generate", OFFICE, "--count", "20", "--store", "real.duckdb", "-q", folder=folder)
    assert made.returncode == 0, made.stderr
    return folder / "real.duckdb"


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_one_line_and_exit_code_2_and_leaves_nothing_behind(case: str, tmp_path: Path, real_store: Path) -> None:
    arguments, named = CASES[case]
    write(tmp_path / "broken.json", "{not json")
    write(tmp_path / "schema.json", BAD_SCHEMA)
    write(tmp_path / "other.duckdb", "a shopping list")
    (tmp_path / "real.duckdb").write_bytes(real_store.read_bytes())
    before = sorted(tmp_path.rglob("*"))
    ended = callwright(*arguments, folder=tmp_path)
    assert ended.returncode == 2, ended.stderr
    [line] = ended.stderr.strip().splitlines()
    assert line.startswith("error: ")
    assert named in line
    assert sorted(tmp_path.rglob("*")) == before
