"""`docs/store.md`, from the comments in the database itself: `python -m callwright.store.documentation > docs/store.md`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from callwright.store.database import Store

HEAD = """# The store

One DuckDB file: everything that happened, to be asked in SQL. Tables and views are a public interface. This page is made
from the comments in the database itself: `python -m callwright.store.documentation > docs/store.md`.

    callwright sql "SELECT category, sum(rows) AS rows FROM class_balance GROUP BY category"

`callwright sql` reads and nothing else: one SELECT, no files, no network, no settings, in bounded time and memory. A writer holds
the file for one batch only; whoever finds it held waits, and then says which process holds it.
"""
TABLES = """
    SELECT 'table' AS kind, table_name AS name, comment, table_oid AS place FROM duckdb_tables()
    UNION ALL
    SELECT 'view', view_name, comment, view_oid FROM duckdb_views() WHERE NOT internal
    ORDER BY kind, place
"""
COLUMNS = """
    WITH described AS (SELECT * FROM duckdb_columns() WHERE NOT internal)
    SELECT mine.column_name AS name, mine.data_type AS type, coalesce(mine.comment, origin.comment, '') AS comment
    FROM described AS mine
    LEFT JOIN described AS origin ON origin.column_name = mine.column_name AND origin.table_name = 'trace'
    WHERE mine.table_name = ? ORDER BY mine.column_index
"""
"""What a view takes over from the traces is described there."""


def documentation(store: Store) -> str:
    parts = [HEAD]
    for table in store.rows(TABLES):
        parts.append(f"## {table['kind']} `{table['name']}`\n\n{table['comment']}\n\n| column | type | |\n|---|---|---|")
        parts += [
            f"| `{column['name']}` | {column['type']} | {column['comment']} |" for column in store.rows(COLUMNS, [table["name"]])
        ]
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        empty = Store(Path(folder) / "empty.duckdb")
        with empty.writing():
            pass
        sys.stdout.write(documentation(empty))
