import os
import re
from pathlib import Path

import duckdb
import pytest
from store_rows import RUN, fill, row

from callwright.errors import StoreError
from callwright.store.database import Store
from callwright.store.documentation import documentation
from callwright.store.schema import MIGRATIONS, VIEWS, migrations, upgrade, version_of

DOCS = Path(__file__).parents[2] / "docs" / "store.md"


def test_every_table_view_and_column_of_a_table_says_what_it_is(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    bare = store.rows("""
        SELECT table_name AS name FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal
        UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns() JOIN duckdb_tables() USING (table_name)
        WHERE duckdb_columns.comment IS NULL""")
    assert bare == []


def test_the_page_in_docs_is_what_the_database_says(tmp_path: Path) -> None:
    assert DOCS.read_text("utf-8") == documentation(fill(Store(tmp_path / "s.duckdb")))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_asked_by_run(grown: Store, run_id: str, view: str) -> None:
    rows = grown.rows(f"FROM {view} WHERE run_id = ?", [run_id])
    assert rows or view in ("cost", "rejections", "duplicates")


def test_the_views_agree_with_the_tables(grown: Store) -> None:
    [found] = grown.rows("""
        SELECT (SELECT sum(rows) FROM class_balance) AS balanced, (SELECT count(*) FROM kept_trace) AS kept,
               (SELECT sum(kept) FROM template_yield) AS yielded, (SELECT sum(rows) FROM phrasing_share) AS phrased""")
    assert found["balanced"] == found["kept"] == found["yielded"] == found["phrased"] > 0


def test_an_older_store_is_upgraded_and_keeps_its_rows(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"), row(1, "find it"))
    newer = tmp_path / "migrations"
    newer.mkdir()
    for path in MIGRATIONS.glob("*.sql"):
        (newer / path.name).write_text(path.read_text())
    (newer / "9999_next.sql").write_text("ALTER TABLE run ADD COLUMN mood VARCHAR")
    with duckdb.connect(str(store.path)) as connection:
        upgrade(connection, store.path, newer)
        assert connection.execute("SELECT mood, run_id FROM run").fetchall() == [(None, RUN)]
        assert version_of(connection, store.path)[0] == 9999
    with pytest.raises(StoreError, match="newer callwright"):
        store.rows("FROM run")


def test_a_store_whose_views_are_of_an_older_callwright_gets_the_new_ones_when_it_is_read(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"))
    with duckdb.connect(str(store.path)) as connection:
        connection.execute("DROP VIEW duplicates; UPDATE store_version SET views = 'old'")
    assert store.rows("FROM duplicates") == []


def test_migrations_are_numbered_each_by_its_own_number_in_order() -> None:
    assert list(migrations()) == sorted(migrations())
    assert len(migrations()) == len(list(MIGRATIONS.iterdir()))
    assert all(re.fullmatch(r"\d{4}_\w+\.sql", path.name) for path in MIGRATIONS.iterdir())


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine (a INTEGER)")
    before = path.read_bytes()
    for use in (lambda: fill(Store(path)), lambda: Store(path).rows("FROM run")):
        with pytest.raises(StoreError, match=r"other\.duckdb: a DuckDB database that is no callwright store"):
            use()
    assert path.read_bytes() == before


@pytest.mark.parametrize(("name", "content"), [("notes.txt", "my notes"), ("rows.jsonl", '{"a": 1}\n')])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(StoreError, match=f"{name}: cannot be opened as a store"):
        fill(Store(path))
    assert path.read_text() == content


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store there"):
        Store(tmp_path / "none.duckdb").rows("FROM run")
    assert not any(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be opened as a store"):
        fill(Store(tmp_path / "s.duckdb"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        fill(Store(tmp_path / "file" / "s.duckdb"))
