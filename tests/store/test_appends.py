import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_rows import RUN, fill, row

from callwright.errors import StoreError
from callwright.store.database import Store
from callwright.store.runs import known_plan_ids

APPENDING = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from store_rows import row
from callwright.store.database import Store
store = Store(Path(sys.argv[1]))
for number in range(1_000_000):
    store.append(row(number, f"find number {number}"))
    print(number, flush=True)
"""


def counts(store: Store) -> tuple[int, int, int]:
    [found] = store.rows("""
        SELECT (SELECT count(*) FROM plan_row) AS planned, (SELECT count(*) FROM trace) AS traces,
               (SELECT count(*) FROM call) AS calls""")
    return found["planned"], found["traces"], found["calls"]


def test_a_repeated_append_changes_nothing(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"), row(1, "find it"), row(1, "find it"))
    assert counts(store) == (1, 1, 1)


def test_a_batch_that_cannot_be_stored_leaves_nothing_behind(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    batch = row(1, "find it") | {"nowhere": [{"a": 1}]}
    with pytest.raises(Exception, match="nowhere"):
        store.append(batch)
    assert counts(store) == (0, 0, 0)


def test_a_store_filled_in_small_batches_is_no_larger_for_it(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"), *(row(number, f"find number {number}") for number in range(100)))
    assert counts(store) == (100, 100, 100)
    assert store.path.stat().st_size < 12_000_000  # 80 MB where each batch keeps a row group of its own


def test_a_kill_loses_no_batch_that_was_acknowledged_and_leaves_no_half_of_one(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    for _ in range(3):
        command = [sys.executable, "-c", APPENDING, str(store.path), str(Path(__file__).parent)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.4)
            process.kill()
            acknowledged = [int(line) for line in process.stdout.read().split()]
        planned, traces, calls = counts(store)
        assert planned == traces == calls
        assert known_plan_ids(store, RUN) >= {f"plan_{number}" for number in acknowledged}


def test_objects_and_lists_are_stored_as_json(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    store.append({"evaluation": [{"evaluation_id": "e", "data": "d", "model": "m", "metrics": {"a": {"n": 1}, "b": {}}}]})
    assert store.rows("SELECT metrics FROM evaluation") == [{"metrics": '{"a": {"n": 1}, "b": {}}'}]


def test_a_trace_of_another_run_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"), row(1, "find it"))
    other = row(1, "find it")
    other["plan_row"] = [{**other["plan_row"][0], "run_id": "run_2"}]
    with pytest.raises(StoreError, match="from run run_1"):
        store.append(other)
    assert counts(store) == (1, 1, 1)


def test_of_a_batch_only_the_rows_that_are_new_are_added(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"), row(1, "find it"))
    one, two = row(1, "find it"), row(2, "find another")
    store.append({table: [*one[table], *two[table]] for table in one})
    assert counts(store) == (2, 2, 2)
