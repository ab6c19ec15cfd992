"""The store's file: opened for one batch and closed again, so that others can look in between."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from callwright.errors import StoreError

VERSION = 1
WAIT_SECONDS, PAUSE_SECONDS = 2.0, 0.05
"""How long an opening waits for another process to let go of the file, and how long between two tries."""

Row = Mapping[str, Any]
_SQL = Path(__file__).parent


def statements(name: str) -> str:
    """The text of one of the `.sql` files."""
    return (_SQL / f"{name}.sql").read_text("utf-8")


class Store:
    """A DuckDB file with callwright's tables. Made when it is first written; StoreError where it is something else."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction: all of it is stored, or nothing."""
        if not self.path.parent.exists():
            self._make_folder()
        with self._connected(read_only=False) as connection:
            if not _is_ours(connection, self.path):
                connection.execute(statements("schema"))
                connection.execute("INSERT INTO store_version VALUES (?)", [VERSION])
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if not self.path.is_file():
            raise StoreError(f"{self.path}: no store there; `callwright generate` makes one")
        with self._connected(read_only=True) as connection:
            if not _is_ours(connection, self.path):
                raise StoreError(f"{self.path}: an empty database; `callwright generate` makes a store")
            yield connection

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        with self.reading() as connection:
            cursor = connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def append(self, batch: Mapping[str, Sequence[Row]]) -> None:
        """Rows by table, in one transaction; those whose id is there already are passed over."""
        with self.writing() as connection:
            for table, rows in batch.items():
                if rows:
                    connection.register("batch", pa.Table.from_pylist(list(rows)))
                    connection.execute(f"INSERT OR IGNORE INTO {table} BY NAME SELECT * FROM batch")
                    connection.unregister("batch")

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True)
        except OSError as error:
            raise StoreError(f"{self.path.parent}: cannot be made: {error.strerror}") from None

    @contextmanager
    def _connected(self, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self._connect(read_only)
        try:
            yield connection
        finally:
            connection.close()

    def _connect(self, read_only: bool) -> duckdb.DuckDBPyConnection:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                return duckdb.connect(str(self.path), read_only=read_only)
            except duckdb.Error as error:
                if "lock" not in str(error) or time.monotonic() > deadline:
                    raise StoreError(f"{self.path}: cannot be opened as a store: {str(error).splitlines()[0]}") from None
            time.sleep(PAUSE_SECONDS)


def _is_ours(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """False for a new file; StoreError for a database of something else or of a newer callwright."""
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        return False
    if "store_version" not in tables:
        raise StoreError(f"{path}: a DuckDB database that is no callwright store; give another file with --store")
    [(version,)] = connection.execute("SELECT version FROM store_version").fetchall()
    if version > VERSION:
        raise StoreError(f"{path}: written by a newer callwright (store version {version}, this one knows {VERSION}); upgrade callwright")
    return True
