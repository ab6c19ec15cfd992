"""The store's tables and views, and how an older file gets them: numbered migrations, each applied once, and views made anew."""

import hashlib
from functools import cache
from pathlib import Path

import duckdb

from callwright.errors import StoreError

SQL = Path(__file__).parent
MIGRATIONS = SQL / "migrations"
VIEWS = (
    "kept_trace", "run_tool", "class_balance", "tool_coverage", "parameter_coverage", "enum_coverage", "rejections", "duplicates",
    "cost", "template_yield", "phrasing_share",
)  # fmt: skip
"""In the order in which they rest on one another."""


@cache
def statements(name: str) -> str:
    """The text of one of the `.sql` files."""
    return (SQL / f"{name}.sql").read_text("utf-8")


@cache
def views_hash() -> str:
    return hashlib.sha256("\n".join(statements(f"views/{view}") for view in VIEWS).encode()).hexdigest()


@cache
def migrations(folder: Path = MIGRATIONS) -> dict[int, str]:
    """Number -> statements, in order."""
    return {int(path.name.split("_")[0]): path.read_text("utf-8") for path in sorted(folder.glob("*.sql"))}


def version_of(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, str]:
    """The last migration applied and the hash of the views; (0, "") for an empty database. StoreError for something else."""
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()").fetchall()
    tables = {name for (name,) in found}
    if not tables:
        return 0, ""
    if "store_version" not in tables:
        raise StoreError(f"{path}: a DuckDB database that is no callwright store; give another file with --store")
    [(version, views)] = connection.execute("SELECT version, views FROM store_version").fetchall()
    return version, views


def is_current(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path = MIGRATIONS) -> bool:
    """False where `upgrade` has something to do. StoreError where a newer callwright has been here."""
    version, views = version_of(connection, path)
    latest = max(migrations(folder))
    if version > latest:
        raise StoreError(
            f"{path}: written by a newer callwright (store version {version}, this one knows {latest}); upgrade callwright"
        )
    return (version, views) == (latest, views_hash())


def upgrade(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path = MIGRATIONS) -> None:
    """Applies what is missing and makes the views anew, inside the transaction that is open."""
    version, _ = version_of(connection, path)
    for number, statement in migrations(folder).items():
        if number > version:
            connection.execute(statement)
    for view in VIEWS:
        connection.execute(statements(f"views/{view}"))
    connection.execute("DELETE FROM store_version")
    connection.execute("INSERT INTO store_version VALUES (?, ?)", [max(migrations(folder)), views_hash()])
