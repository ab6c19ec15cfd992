"""A writer, readers and a second writer on one file, each a process of its own."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from store_rows import RUN, fill, row

from callwright.errors import StoreError
from callwright.store.database import Store

WRITER = """
import sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from store_rows import row
from callwright.store.database import Store
store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[3]), int(sys.argv[3]) + 15):
    store.append(row(number, f"find number {number}"))
    time.sleep(0.05)
"""
READER = """
import sys, time
from pathlib import Path
from callwright.store.database import Store
store, seen = Store(Path(sys.argv[1])), 0
for _ in range(10):
    [found] = store.rows("SELECT (SELECT count(*) FROM trace) AS traces, (SELECT count(*) FROM call) AS calls")
    assert found["traces"] == found["calls"] >= seen, found
    seen = found["traces"]
    time.sleep(0.05)
"""
HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""
HERE = str(Path(__file__).parent)


def test_two_writers_and_five_readers_get_along(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    commands = [[WRITER, str(store.path), HERE, start] for start in ("0", "100")] + [[READER, str(store.path)]] * 5
    running = [subprocess.Popen([sys.executable, "-c", *command], stderr=subprocess.PIPE, text=True) for command in commands]
    errors = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0] * 7, errors
    assert store.rows("SELECT count(*) AS n FROM trace") == [{"n": 30}]


def test_nothing_is_drawn_on_standard_output_while_a_statement_takes_long(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    with store.reading() as reader:
        assert reader.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]


def test_a_reader_that_waited_in_vain_names_the_process_that_holds_the_file(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"), row(1, "find it"))
    command = [sys.executable, "-c", HOLDER, str(store.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreError, match=f"held by process {holder.pid} "):
            store.rows("FROM run")
        holder.communicate("")
    assert store.rows("SELECT run_id FROM run") == [{"run_id": RUN}]


def test_reading_and_writing_in_one_process_wait_for_each_other(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    with duckdb.connect(str(store.path)), pytest.raises(StoreError, match="another part of this program"):
        store.rows("FROM run")
