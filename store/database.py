"""The store's file: opened for one batch and closed again, so that others can look in between."""

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from callwright.errors import StoreError
from callwright.store.engine import Engine, engine
from callwright.store.schema import is_current, upgrade

READER_WAITS, WRITER_WAITS, PAUSE = 2.0, 30.0, 0.02
"""Seconds an opening waits for another process to let go of the file, and between two tries. A writer is more patient:
a run of hours does not end because somebody's query takes ten seconds."""

TRIES = 80
"""At least, which is two seconds' worth of them on an idle machine. Where nine processes share two cores two seconds are some
twenty tries, and two writers leave few gaps for them."""

RECURRING = frozenset({"tool", "finding"})
"""Tables whose rows are met again as a run goes on. The others' are new but for a repeated batch: where DuckDB need not pass over
what is there, a batch takes three quarters of the time."""

Row = Mapping[str, Any]
_UNWRITTEN = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)
"""What DuckDB raises where the disk is full or gone."""
_HOLDER = re.compile(r"lock is held in (?P<program>.+) \(PID (?P<pid>\d+)\)")
_JSON = json.JSONEncoder(ensure_ascii=False)
_HELD = ("Could not set lock", "Unique file handle conflict")
"""What DuckDB says when another process, or another thread of this one, has the file."""


class Store:
    """A DuckDB file with callwright's tables. Made when it is first written; StoreError where it is something else."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction: all of it is stored, or nothing."""
        self._make_folder()
        try:
            with self._connected(read_only=False) as connection:
                connection.execute("BEGIN")
                if not is_current(connection, self.path):
                    upgrade(connection, self.path)
                yield connection
                connection.execute("COMMIT")
        except _UNWRITTEN as error:
            reason = str(error).splitlines()[0]
            engine.cache_clear()  # after such an error DuckDB does nothing more
            raise StoreError(f"{self.path}: cannot be written: {reason}; make room, and the same command goes on") from None

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Nothing can be written but temporary tables. A store of an older callwright is upgraded first."""
        if not self.path.is_file():
            raise StoreError(f"{self.path}: no store there; `callwright generate` makes one")
        with self._connected(read_only=True) as connection:
            current = is_current(connection, self.path)
            if current:
                yield connection
        if not current:
            with self.writing():
                pass
            with self.reading() as connection:
                yield connection

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        with self.reading() as connection:
            return rows_of(connection, sql, parameters)

    def append(self, batch: Mapping[str, Sequence[Row]]) -> None:
        """Rows by table, in one transaction; those whose id is there already are passed over.

        A batch is of one run: traces and requests that name no `run_id` take that of the batch's plan rows.
        """
        try:
            self._append(batch, RECURRING)
        except duckdb.ConstraintException:
            self._append(batch, known=batch.keys())

    def _append(self, batch: Mapping[str, Sequence[Row]], known: Set[str]) -> None:
        """`known`: tables that may have some of the rows already; another one's is an error."""
        runs = {row["run_id"] for row in batch.get("plan_row", ())}
        with self.writing() as connection:
            for table, rows in batch.items():
                if table in ("trace", "request") and len(runs) == 1:
                    rows = [{"run_id": next(iter(runs)), **row} for row in rows]
                if table == "trace" and table in known:
                    self._refuse_other_runs(connection, rows)
                if rows:
                    _append(connection, f"INSERT {'OR IGNORE ' if table in known else ''}INTO {table}", table, rows)

    def _refuse_other_runs(self, connection: duckdb.DuckDBPyConnection, traces: Sequence[Row]) -> None:
        """A trace id is one trace: under another run it would be passed over without a word."""
        mine = {row["trace_id"]: row["run_id"] for row in traces}
        known = connection.execute(
            "SELECT trace_id, run_id FROM trace WHERE trace_id IN (SELECT unnest(?))", [list(mine)]
        ).fetchall()
        for trace_id, run_id in known:
            if mine[trace_id] != run_id:
                raise StoreError(
                    f"{self.path}: holds trace {trace_id} from run {run_id}, made with other settings; give another --store"
                )

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.path.parent}: cannot be made: {error.strerror}") from None

    @contextmanager
    def _connected(self, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        opened = engine(self.path.absolute())
        connection = self._connect(opened, read_only)
        try:
            yield connection
        finally:
            opened.close(connection)

    def _refuse_other_files(self) -> None:
        """DuckDB would read a text file into a database in memory, and what is written there would be lost."""
        if self.path.is_file():
            with self.path.open("rb") as file:
                head = file.read(12)
            if head and head[8:] != b"DUCK":
                raise StoreError(f"{self.path}: cannot be opened as a store: it is no DuckDB file; give another file with --store")

    def _connect(self, opened: Engine, read_only: bool) -> duckdb.DuckDBPyConnection:
        self._refuse_other_files()
        deadline = time.monotonic() + (READER_WAITS if read_only else WRITER_WAITS)
        tried = 0
        while True:
            tried += 1
            try:
                return opened.open(read_only)
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
            if not any(held in reason for held in _HELD) or (time.monotonic() > deadline and tried >= TRIES):
                raise StoreError(f"{self.path}: {_opening_failure(reason)}")
            time.sleep(PAUSE)


def rows_of(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _append(connection: duckdb.DuckDBPyConnection, into: str, table: str, rows: Sequence[Row]) -> None:
    names = list(rows[0])
    types = {name: column_type for name, column_type, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
    columns = {name: types[name] for name in names}
    insert(connection, into, columns, _values(rows, columns))


def _values(rows: Sequence[Row], columns: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """The rows' values in the order of the columns; objects and lists as JSON text: structs would gain each other's keys."""
    documents = [place for place, column_type in enumerate(columns.values()) if column_type == "JSON"]
    for row in rows:
        values = list(map(row.__getitem__, columns))
        for place in documents:
            if isinstance(values[place], dict | list):
                values[place] = _JSON.encode(values[place])
        yield values


def insert(connection: duckdb.DuckDBPyConnection, into: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows by DuckDB's appender: as fast as an Arrow table, for which pyarrow would import pandas (0.3 s of processor time).

    `into`: INSERT INTO a table; `columns`: name -> type, in the order of a row's values.
    """
    appender = connection.query_appender(f"{into} BY NAME SELECT * FROM appender_data", columns)
    appender.append_rows(rows)
    appender.flush()


def _opening_failure(reason: str) -> str:
    if holder := _HOLDER.search(reason):
        return f"held by process {holder['pid']} ({holder['program']}); wait for it or end it"
    if any(held in reason for held in _HELD):
        return "in use by another part of this program; try again"
    return f"cannot be opened as a store: {reason}; give another file with --store"
