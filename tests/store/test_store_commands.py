import csv
import io
import json
import re
from pathlib import Path

import pytest
from pyarrow import parquet
from typer.testing import CliRunner, Result

from callwright.cli import app
from callwright.errors import CallwrightError, InputError, StoreError
from callwright.pipeline import generate
from callwright.settings import Settings
from callwright.store.audit import AUDITS
from callwright.store.database import Store
from callwright.tools.load import SEED_TOOLS

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


def some_trace(store: Store) -> str:
    [found] = store.rows("SELECT min(trace_id) AS trace_id FROM kept_trace WHERE category = 'single_call'")
    return str(found["trace_id"])


def test_show_prints_a_trace_as_a_conversation_or_as_json(grown: Store) -> None:
    trace_id = some_trace(grown)
    shown = callwright("show", trace_id[:10], "--store", grown.path).stdout
    [request] = grown.rows("SELECT request FROM trace WHERE trace_id = ?", [trace_id])
    assert f"user: {request['request'].splitlines()[0]}" in shown
    printed = json.loads(callwright("show", trace_id, "--store", grown.path, "--json").stdout)
    assert printed["metadata"]["trace_id"] == trace_id


def test_show_puts_formats_side_by_side(grown: Store) -> None:
    shown = callwright("show", some_trace(grown), "--store", grown.path, "--to", "openai", "--to", "anthropic").stdout
    assert "openai" in shown.splitlines()[1]
    assert "anthropic" in shown.splitlines()[1]
    assert "tool_use" in shown


@pytest.mark.parametrize("arguments", [("zzz",), ("", "--to", "openai"), ("a", "--to", "word"), ("a", "--run", "nope")])
def test_show_names_what_it_cannot_show(grown: Store, arguments: tuple[str, ...]) -> None:
    assert isinstance(callwright("show", *arguments, "--store", grown.path).exception, CallwrightError)


def test_a_row_rejected_by_hand_is_replaced_in_the_next_dataset_and_its_reason_kept(grown: Store, tmp_path: Path) -> None:
    dataset = ("dataset", "--store", grown.path, "--count", "100", "--mix", "single_call=1", "--json")
    first = json.loads(callwright(*dataset, "--out", tmp_path / "a").stdout)
    out = json.loads((tmp_path / "a" / "train.jsonl").read_text("utf-8").splitlines()[0])["metadata"]["trace_id"]
    assert callwright("reject", out, "--why", "reads like a machine", "--store", grown.path).stdout == f"{out}: rejected\n"
    second = json.loads(callwright(*dataset, "--out", tmp_path / "b").stdout)
    assert sum(second["rows"].values()) == sum(first["rows"].values()) == 100
    assert out not in (tmp_path / "b" / "train.jsonl").read_text("utf-8")
    assert "reads like a machine" in callwright("sql", "SELECT message FROM finding", "--store", grown.path).stdout


@pytest.mark.parametrize(
    "command", [("audit",), ("dataset", "--count", "20", "--out", "{folder}/d"), ("reject", "{trace}", "--why", "x")]
)
def test_quiet_prints_paths_at_most(grown: Store, tmp_path: Path, command: tuple[str, ...]) -> None:
    given = [part.format(folder=tmp_path, trace=some_trace(grown)) for part in command]
    result = callwright(*given, "--store", grown.path, "--quiet")
    assert result.exit_code == 0
    assert all(line.startswith(str(tmp_path)) for line in result.stdout.splitlines())


def test_the_page_shows_every_audit_and_every_cell_and_needs_nothing_beside_itself(grown: Store, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "audit.html"
    callwright("audit", "--store", grown.path, "--html", page, "--quiet")
    text = page.read_text("utf-8")
    for audit in AUDITS.glob("*.sql"):
        assert f"<code>{audit.stem}</code>" in text
    for cell in grown.rows("SELECT category, tool, sum(rows)::BIGINT AS rows FROM class_balance WHERE side = 'train' GROUP BY ALL"):
        assert f'title="{cell["category"]}, {cell["tool"]}: train {cell["rows"]},' in text
    assert not re.search(r"<script|https?://|<link|<img", text)


def test_a_run_is_chosen_by_its_id_and_all_takes_every_one(grown: Store, run_id: str, tmp_path: Path) -> None:
    generate(Settings(tools=[str(SEED_TOOLS)], count=60, seed=1), grown.path, lambda _done, _total=None: None)
    counted = "SELECT count(*) AS n FROM kept_trace"

    def kept(*run: str) -> int:
        return int(json.loads(callwright("sql", counted, "--store", grown.path, "--json", *run).stdout)[0]["n"])

    other = next(row["run_id"] for row in grown.rows("SELECT run_id FROM run") if row["run_id"] != run_id)
    assert kept("--run", run_id) + kept("--run", other) == kept("--run", "all") == kept()
    both = ("dataset", "--store", grown.path, "--run", "all", "--count", str(kept()), "--out", tmp_path / "d", "--json")
    assert sum(json.loads(callwright(*both).stdout)["rows"].values()) > kept("--run", run_id)
    assert callwright("audit", "--run", "all", "--store", grown.path, "-q").exit_code == 0
    assert isinstance(callwright("audit", "--run", "nope", "--store", grown.path).exception, StoreError)
