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

**Runs.** Every view has `run_id`. `audit` and `dataset` look at the latest run, at one by `--run ID`, or at `--run all`; `sql`
and `show` see all unless a run is named. `all` leaves out a run that a later one follows because its tools were edited.

**Edited tools.** Edit a tool and run `generate` again: the new run carries over what still holds. Rows that called the tool are
`stale` in the run before; they are judged anew against the new definition and only those that no longer hold are written anew.
Rows in which the tool was only offered, or not even that, are all carried over, with the tools as they are now. What is carried
over keeps its place in the plan and comes first (`plan_row.edits`), where duplicates are dropped and where a dataset is chosen: a
row that nobody touched stays in the dataset. `plan_row.carried_from` names the trace it was. Where an edit makes something new
possible (a parameter, a member of an enum, leaving out what was required), those of the first 24 rows of a cell that the plan wants
to show it in are written anew too, so that it is used. A tool that changed in nothing but its name counts as renamed, and its calls
with it. Taken away: rows that called it, or were about it, go. Added: it is offered where the list was offered as served, what was
declined is written anew, and its rows take their share of the count.

**Duplicates.** Exact: the same requests (case aside), acts and calls. Near: the same category, anchor and gold calls, and
requests whose character 5-grams have a Jaccard similarity of 0.7 and more; candidates come from MinHash (128 values, 32 bands),
each is verified. A row is dropped only for one that is kept; across sides the row in train goes. The same words with other gold
calls are contrast: they stay, and the audit `contrast_across_sides` counts them. `benchmarks/duplicates.py` measures recall,
precision, seconds and memory.

**Sides.** Phrasings are dealt to train, validation and test before a row is planned. `generate --holdout-tools a,b` makes every
row about one of them test and shows it in no train row; `--holdout-templates` does so for templates. The audit `leakage` proves
it. Of several runs together, a row whose wording stands on a later side, or that shows what another run holds out, is left out.

**Benchmarks.** `dataset --decontaminate FILE` (again for more) leaves out rows near a text of a benchmark: thirteen words in a
row in common, or a Jaccard similarity of character 5-grams of 0.7 and more. It reads JSON lines, JSON, CSV, TSV, Parquet and
plain text, takes what a user says in it (`question`, `instruction`, `messages`, `utterance`, `text`, ...) and prints what was
dropped for which record. `run` and `generate` take it too: such rows do not count towards `--count`, others are made in
their place.
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
