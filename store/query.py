"""Queries by the user: the store can be read and nothing else, neither files nor network nor settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from callwright.errors import InputError
from callwright.store.database import Store

LOCKED = ("SET enable_external_access = false", "SET memory_limit = '4GB'", "SET lock_configuration = true")
"""After these the connection reaches no file but its own, and cannot be unlocked again."""


@dataclass(frozen=True)
class Answer:
    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]

    def objects(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def query(store: Store, sql: str) -> Answer:
    """The answer to one statement. InputError where it cannot be run, with DuckDB's reason."""
    with store.reading() as connection:
        for setting in LOCKED:
            connection.execute(setting)
        try:
            cursor = connection.execute(sql)
            return Answer([column[0] for column in cursor.description or ()], cursor.fetchall())
        except duckdb.Error as error:
            raise InputError(f"sql: {str(error).splitlines()[0]}") from None
