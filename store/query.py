"""Queries by the user: the store can be read and nothing else, in bounded time and memory.

DuckDB is told to reach no file, no network and no setting; but a single function call (`repeat`, `lpad`) passes its memory limit
and cannot be interrupted. So the query runs in a process of its own, whose memory the
system limits and which is ended when time is up.
"""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from callwright.errors import InputError, StoreError
from callwright.store.selection import ALL

SECONDS = 20
"""Less than a writer waits for the file, so that no query ends a run."""
REFUSED, UNREADABLE = 3, 4
"""Exit codes of the query's process: the query's fault, the store's fault; the reason is on its standard error."""


def query(path: Path, sql: str, seconds: float = SECONDS, run: str = ALL) -> pa.Table:
    """The answer to one SELECT (also WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW, PIVOT, EXPLAIN) over the store at `path`.
    With a `run` its tables and views hold the rows of that run only.

    InputError for any other statement, for one that DuckDB refuses, and for one that needs more time or memory than there is.
    """
    command = [sys.executable, "-P", "-m", "callwright.store.query_process", str(path), run]
    try:
        ended = subprocess.run(command, input=sql.encode(errors="replace"), capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"sql: not done in {seconds:g} s; ask for less") from None
    if ended.returncode == 0:
        with pa.ipc.open_stream(ended.stdout) as answer:
            return answer.read_all()
    reason = ended.stderr.decode(errors="replace").strip()
    if ended.returncode == UNREADABLE:
        raise StoreError(reason)
    raise InputError(f"sql: {reason if ended.returncode == REFUSED else 'needs more memory than there is; ask for less'}")
