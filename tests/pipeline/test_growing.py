"""Growing the store: exactly N, the same bytes for the same seed, on from where it stopped."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from callwright.errors import CallwrightError
from callwright.pipeline import Growth, generate
from callwright.settings import Settings, parse_mix
from callwright.store.database import Store
from callwright.store.datasets import DatasetResult, build
from callwright.tools.load import SEED_TOOLS

OFFICE = [str(SEED_TOOLS)]


def silent(done: int, of: int | None = None) -> None:
    """Progress that shows nothing."""


FILES = ("train.jsonl", "validation.jsonl", "test.jsonl", "manifest.json")


def grow(folder: Path, count: int, **changes: object) -> Growth:
    return generate(Settings(OFFICE, count, **changes), folder / "store.duckdb", silent)


def dataset(folder: Path, count: int, growth: Growth, mix: str | None = None) -> DatasetResult:
    return build(Store(folder / "store.duckdb"), folder / "dataset", count=count, mix=parse_mix(mix), run_id=growth.run_id)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / "dataset" / name).read_bytes() for name in FILES}


def test_a_dataset_has_exactly_the_rows_asked_for_in_the_shares_of_the_mix(tmp_path: Path) -> None:
    result = dataset(tmp_path, 300, grow(tmp_path, 300))
    assert sum(result.counts.values()) == 300
    assert result.shortfall == 0
    per_category = {category: sum(n for (name, _), n in result.cells.items() if name == category) for category, _ in result.cells}
    assert per_category == {
        "single_call": 105, "error_recovery": 45, "multi_step": 60, "parallel": 30, "no_call": 30, "clarify": 18, "confirm": 12,
    }  # fmt: skip


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        dataset(tmp_path / name, 200, grow(tmp_path / name, 200))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_other_rows(tmp_path: Path) -> None:
    for seed in (0, 1):
        dataset(tmp_path / str(seed), 100, grow(tmp_path / str(seed), 100, seed=seed))
    assert contents(tmp_path / "0")["train.jsonl"] != contents(tmp_path / "1")["train.jsonl"]


@pytest.mark.parametrize("twins", [False, True])
def test_growing_in_steps_gives_the_rows_that_one_large_run_gives(tmp_path: Path, twins: bool) -> None:
    for count in (60, 250):
        stepwise = grow(tmp_path / "steps", count, twins=twins)
    dataset(tmp_path / "steps", 250, stepwise)
    dataset(tmp_path / "once", 250, grow(tmp_path / "once", 250, twins=twins))
    assert contents(tmp_path / "steps") == contents(tmp_path / "once")


def test_a_second_run_generates_nothing_anew(tmp_path: Path) -> None:
    grow(tmp_path, 120)
    before = Store(tmp_path / "store.duckdb").rows("SELECT plan_id FROM plan_row ORDER BY plan_id")
    grow(tmp_path, 120)
    assert Store(tmp_path / "store.duckdb").rows("SELECT plan_id FROM plan_row ORDER BY plan_id") == before


@pytest.mark.parametrize("delay", [1.5, 2.5, 3.5])
def test_a_killed_run_goes_on_and_ends_as_an_undisturbed_one(tmp_path: Path, delay: float) -> None:
    command = [
        sys.executable,
        "-m",
        "callwright.cli",
        "generate",
        *OFFICE,
        "--count",
        "1500",
        "--out",
        str(tmp_path / "killed"),
        "-q",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    dataset(tmp_path / "killed", 1500, _again(tmp_path / "killed"))
    dataset(tmp_path / "whole", 1500, grow(tmp_path / "whole", 1500))
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


def _again(folder: Path) -> Growth:
    if (folder / "callwright.duckdb").exists():
        (folder / "callwright.duckdb").rename(folder / "store.duckdb")
        for wal in folder.glob("callwright.duckdb.wal"):
            wal.rename(folder / "store.duckdb.wal")
    return grow(folder, 1500)


def test_a_mix_leaves_out_what_it_does_not_name(tmp_path: Path) -> None:
    growth = grow(tmp_path, 50, mix=parse_mix("single_call=1,no_call=1"))
    result = dataset(tmp_path, 50, growth, "single_call=1,no_call=1")
    assert {category for category, _ in result.cells} == {"single_call", "no_call"}


def test_a_shortfall_is_named_and_what_there_is_is_written(tmp_path: Path) -> None:
    values = tmp_path / "values.json"
    values.write_text('{"title": ["[insert title here]"]}', "utf-8")
    mix = {"single_call": 1.0}
    growth = generate(Settings(OFFICE, 70, mix=mix, values=values), tmp_path / "store.duckdb", silent)
    assert ("single_call", "create_task") not in growth.shortfalls  # every title is a placeholder; the other tools make up for it
    result = dataset(tmp_path, 70, growth, "single_call=1")
    assert sum(result.counts.values()) == 70

    only = tmp_path / "only.json"
    only.write_text(json.dumps([tool for tool in json.loads(SEED_TOOLS.read_text()) if "create_task" in json.dumps(tool)]), "utf-8")
    growth = generate(Settings([str(only)], 70, mix=mix, values=values), tmp_path / "only.duckdb", silent)
    assert growth.shortfalls == {("single_call", "create_task"): 70}


def test_sides_share_no_phrasing(tmp_path: Path) -> None:
    grow(tmp_path, 400)
    rows = Store(tmp_path / "store.duckdb").rows("SELECT phrasing FROM trace GROUP BY phrasing HAVING count(DISTINCT side) > 1")
    assert rows == []


def test_an_unknown_teacher_is_named_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(CallwrightError, match="unknown teacher 'gpt'"):
        grow(tmp_path, 10, teacher="gpt")
    assert list(tmp_path.iterdir()) == []
