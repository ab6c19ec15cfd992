"""DuckDB itself, and the one file that it holds for as long as somebody here uses it.

Setting DuckDB up takes 20 ms of processor time, giving it a file 3 ms: a run opens its store some forty times, so that the first is
done once and only the second each time.
"""

import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import duckdb

NAME = "callwright"
"""The catalog's: what users may write before a table's name."""
WRITERS = 1
"""Threads that write: a batch of 2,000 rows is stored no faster by more, and each holds 10 MB of its own. To change their number
gives back what was held before."""
GIVEN_BACK = "1MB"
"""Freed in one go, from which memory is given back to the system: 8 MB less after a batch, at no cost that can be measured."""
COMPRESSION = "zstd"
"""DuckDB's own choice, by trying all methods, takes 15 us a trace longer to write and a quarter more room; a trace is read 1 us
faster."""


class Engine:
    """All sessions of one file in this process. The file is locked while there is one, for reading or for writing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._duckdb = duckdb.connect(
            ":memory:",
            config={
                "temp_directory": f"{path}.tmp",
                "force_compression": COMPRESSION,
                "allocator_bulk_deallocation_flush_threshold": GIVEN_BACK,
            },
        )
        self._alone = threading.Lock()
        self._sessions = 0
        self._read_only = False

    def open(self, read_only: bool) -> duckdb.DuckDBPyConnection:
        """A session. Whatever `duckdb.connect` raises; `duckdb.ResourceInUseException` where one of the other kind is open."""
        with self._alone:
            if not self._sessions:
                self._duckdb.execute("RESET threads" if read_only else f"SET threads = {WRITERS}")
                mode = " (READ_ONLY)" if read_only else ""
                self._duckdb.execute("ATTACH '{}' AS {}{}".format(str(self._path).replace("'", "''"), NAME, mode))
                self._read_only = read_only
            elif read_only != self._read_only:
                raise duckdb.ResourceInUseException("Unique file handle conflict: the other kind of session is open")
            session = self._duckdb.cursor()
            self._sessions += 1
        session.execute(f"USE {NAME}")
        session.execute("SET enable_progress_bar = false")  # after two seconds it writes to standard output, into --json too
        return session

    def close(self, session: duckdb.DuckDBPyConnection) -> None:
        """What the session did not commit is undone."""
        with self._alone:
            session.close()
            self._sessions -= 1
            if not self._sessions:
                with suppress(duckdb.IOException):  # where the disk is full; what was committed is in the write-ahead log
                    self._duckdb.execute(f"DETACH {NAME}")


@lru_cache(maxsize=4)
def engine(path: Path) -> Engine:
    """The engine of an absolute path, made when it is first asked for."""
    return Engine(path)
