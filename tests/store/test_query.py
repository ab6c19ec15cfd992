"""`callwright sql` is read-only in fact: whatever is asked, no file is read or written and no setting changed."""

import time
from pathlib import Path

import pytest
from store_rows import fill, row

from callwright.errors import InputError, StoreError
from callwright.store.database import Store
from callwright.store.query import query

HOSTILE = [line for line in Path(__file__).with_name("hostile.sql").read_text("utf-8").splitlines() if not line.startswith("--")]
NO_QUERIES = ["", ";", "-- nothing", "selec", "DROP TABLE"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = fill(Store(tmp_path_factory.mktemp("query") / "store.duckdb"), row(1, "find it"))
    (store.path.parent / "secret.csv").write_text("secret\n1\n")
    return store.path


@pytest.mark.parametrize("statement", HOSTILE + NO_QUERIES)
def test_a_hostile_statement_is_refused_and_changes_nothing(path: Path, statement: str) -> None:
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(InputError, match=r"^sql: .") as refused:
        query(path, statement.format(file=path.with_name("secret.csv"), folder=path.parent))
    assert "\n" not in str(refused.value)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT list(range) FROM range(1000000000)",
        "SELECT md5(repeat('ab', 2000000000))",
        "SELECT * FROM range(1000000000)",
        "WITH RECURSIVE t(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM t) SELECT max(length(s)) FROM t",
    ],
)
def test_a_query_that_wants_too_much_is_ended(path: Path, statement: str) -> None:
    with pytest.raises(InputError, match=r"(?i)sql: .*(memory|ask for less|string of size)"):
        query(path, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM range(1000000000000)",
        "SELECT count(*) FROM range(100000000) AS a, range(100000000) AS b WHERE a.range <> b.range",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
        "SELECT sleep_ms(60000)",
        "SELECT lpad('x', 2000000000, 'y')",
    ],
)
def test_a_query_that_takes_too_long_is_ended(path: Path, statement: str) -> None:
    started = time.monotonic()
    with pytest.raises(InputError, match=r"not done in 1\.5 s|Out of Memory"):  # on a fast machine memory is the first to go
        query(path, statement, seconds=1.5)
    assert time.monotonic() - started < 10


def test_a_statement_nested_a_hundred_thousand_deep_is_refused(path: Path) -> None:
    with pytest.raises(InputError, match="sql: "):
        query(path, "SELECT " + "(" * 100_000 + "1" + ")" * 100_000)


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM checkpoint()", "SELECT * FROM truncate_duckdb_logs()", "SELECT write_log('x')"]
)
def test_a_function_that_would_write_where_it_could_changes_nothing_here(path: Path, statement: str) -> None:
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    query(path, statement)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT run_id, state FROM run", [{"run_id": "run_1", "state": "running"}]),
        ("FROM kept_trace SELECT trace_id", [{"trace_id": "trace_1"}]),
        ("VALUES (1)", [{"col0": 1}]),
        ("SELECT 1 AS one WHERE false", []),
        ("WITH x AS (SELECT 2 AS n) FROM x -- a comment; DROP TABLE run", [{"n": 2}]),
        ("SELECT 'a;b' AS text;", [{"text": "a;b"}]),
        ("PIVOT plan_row ON state USING count(*) GROUP BY category", [{"category": "single_call", "accepted": 1}]),
    ],
)
def test_a_select_in_any_of_its_forms_is_answered(path: Path, statement: str, rows: list[dict[str, object]]) -> None:
    assert query(path, statement).to_pylist() == rows


@pytest.mark.parametrize("statement", ["DESCRIBE run", "SUMMARIZE run", "SHOW TABLES", "EXPLAIN SELECT 1"])
def test_the_store_can_be_described(path: Path, statement: str) -> None:
    assert query(path, statement).num_rows > 0


def test_a_store_that_is_not_there_is_the_stores_fault(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store there"):
        query(tmp_path / "none.duckdb", "SELECT 1")
