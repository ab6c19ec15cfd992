import csv
import io
import json
from pathlib import Path

import pytest
from pyarrow import parquet
from typer.testing import CliRunner, Result

from callwright.cli import app
from callwright.errors import InputError
from callwright.store.database import Store

COUNTED = "SELECT category, sum(rows) AS rows FROM class_balance GROUP BY category ORDER BY category"


def callwright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_sql_prints_a_list_of_row_objects_with_whole_numbers_as_such(grown: Store) -> None:
    printed = json.loads(callwright("sql", COUNTED, "--store", grown.path, "--json").stdout)
    assert printed == [{**row, "rows": int(row["rows"])} for row in grown.rows(COUNTED)]


def test_sql_prints_csv_and_writes_parquet(grown: Store, tmp_path: Path) -> None:
    printed = callwright("sql", COUNTED, "--store", grown.path, "--format", "csv").stdout
    expected = [row["category"] for row in grown.rows(COUNTED)]
    assert [row["category"] for row in csv.DictReader(io.StringIO(printed))] == expected
    callwright("sql", COUNTED, "--store", grown.path, "--format", "parquet", "--out", tmp_path / "a.parquet")
    assert parquet.read_table(tmp_path / "a.parquet").column("category").to_pylist() == expected


def test_sql_prints_markup_in_values_as_it_stands(grown: Store) -> None:
    assert "[red]x[/red]" in callwright("sql", "SELECT '[red]x[/red]' AS \"[bold]\"", "--store", grown.path).stdout


@pytest.mark.parametrize("arguments", [("--format", "word"), ("--format", "parquet")])
def test_sql_names_a_format_it_cannot_print(grown: Store, arguments: tuple[str, ...]) -> None:
    assert isinstance(callwright("sql", COUNTED, "--store", grown.path, *arguments).exception, InputError)


def test_audit_check_names_the_audit_that_fails(grown: Store) -> None:
    with grown.writing() as connection:
        connection.execute("UPDATE trace SET content_hash = 'same'")
    result = callwright("audit", "--check", "--store", grown.path)
    assert result.exit_code == 1
    assert "duplicates_left" in result.stderr


def test_a_dataset_that_is_short_says_why_and_ends_with_one(grown: Store, tmp_path: Path) -> None:
    result = callwright("dataset", "--store", grown.path, "--out", tmp_path / "d", "--count", "5000", "--json")
    assert result.exit_code == 1
    printed = json.loads(result.stdout)
    assert printed["shortfall"] == 5000 - sum(printed["rows"].values())
    assert all(short["cause"] for short in printed["shortfalls"])


def test_a_cap_on_phrasings_holds_for_its_dataset_and_not_for_the_next(grown: Store, tmp_path: Path) -> None:
    most = "SELECT max(rows) AS most FROM phrasing_share"
    [before] = grown.rows(most)
    callwright("dataset", "--store", grown.path, "--out", tmp_path / "d", "--count", "50", "--max-per-phrasing", "1")
    assert grown.rows(most) == [{"most": 1}]
    callwright("dataset", "--store", grown.path, "--out", tmp_path / "d", "--count", "50")
    assert grown.rows(most) == [before]
