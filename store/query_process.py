"""The process a user's query runs in: the statement on standard input, its answer as an Arrow stream on standard output."""

import resource
import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from callwright.errors import InputError, StoreError
from callwright.store.database import Store
from callwright.store.query import REFUSED, UNREADABLE
from callwright.store.selection import ALL, chosen_runs

MEMORY = 4 << 30
"""Bytes of address space: twice what Python, Arrow and DuckDB's own limit take."""
ANSWER = 256 << 20
"""Bytes an answer may have."""
SETTINGS = """
    SET temp_directory = '';
    SET enable_external_access = false;
    SET autoload_known_extensions = false;
    SET autoinstall_known_extensions = false;
    SET python_enable_replacements = false;
    SET memory_limit = '512MB';
    SET lock_configuration = true;
"""
ALLOWED = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI}
"""MULTI is PIVOT: it makes a temporary type of the values it finds, then selects."""


def main(path: Path, sql: str, run_id: str) -> None:
    store = Store(path)
    runs = None if run_id == ALL else chosen_runs(store, run_id)
    with store.reading() as connection:
        if runs:
            _show_only(connection, runs[0])
        connection.execute(SETTINGS)
        _refuse_all_but_one_select(connection, sql)
        _send(connection.sql(sql).to_arrow_reader(10_000))


def _show_only(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Temporary views of the same names before the tables and views, with the rows of one run. What has no run, datasets and
    evaluations, stays whole."""
    connection.execute("SET VARIABLE run = ?", [run_id])
    columns = connection.execute("""
        SELECT database_name, table_name, list(column_name) FROM duckdb_columns()
        WHERE NOT internal AND schema_name = 'main' GROUP BY ALL""").fetchall()
    for database, table, names in columns:
        of_run = "run_id = getvariable('run')"
        if "run_id" not in names and "trace_id" in names:
            of_run = f'trace_id IN (SELECT trace_id FROM "{database}".main.trace WHERE {of_run})'
        elif "run_id" not in names:
            continue
        connection.execute(f'CREATE TEMP VIEW "{table}" AS SELECT * FROM "{database}".main."{table}" WHERE {of_run}')


def _refuse_all_but_one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    try:
        kinds = [statement.type for statement in connection.extract_statements(sql)]
    except ValueError:
        kinds = []
    if len(kinds) != 1 or kinds[0] not in ALLOWED:
        raise InputError("the store is read-only here: give one SELECT")


def _send(answer: pa.RecordBatchReader) -> None:
    size = 0
    with pa.ipc.new_stream(sys.stdout.buffer, answer.schema) as stream:
        for batch in answer:
            size += batch.nbytes
            if size > ANSWER:
                raise InputError(f"the answer has more than {ANSWER >> 20} MB; ask for less, or add LIMIT")
            stream.write_batch(batch)


def _fail(reason: str, code: int) -> None:
    print(" ".join(reason.split()), file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        main(Path(sys.argv[1]), sys.stdin.read(), sys.argv[2])
    except StoreError as error:
        _fail(str(error), UNREADABLE)
    except (InputError, duckdb.Error, MemoryError) as error:
        _fail(str(error) or "out of memory", REFUSED)
