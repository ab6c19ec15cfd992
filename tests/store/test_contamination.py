"""Rows near a text of a benchmark are in no dataset, and it is said which and why."""

import json
from pathlib import Path

import pytest
from store_rows import RUN, fill, row
from typer.testing import CliRunner

from callwright.cli import app
from callwright.errors import InputError
from callwright.store.benchmark_files import benchmark_texts
from callwright.store.contamination import contaminated
from callwright.store.database import Store

ASKED = "please find me the invoices of the last quarter"
LONG = "in the spring of that year the whole crew sailed from the old harbour with forty barrels of salt"
BODIES = {
    "lines.jsonl": json.dumps({"messages": [{"role": "system", "content": "sys"}, {"role": "user", "content": ASKED}]}),
    "utterance.jsonl": json.dumps({"utterance": ASKED, "intent": "find"}) + "\n\n",
    "array.json": json.dumps([{"question": ASKED, "answer": "42"}]),
    "bfcl.json": json.dumps({"id": "simple_0", "question": [[{"role": "user", "content": ASKED}]], "function": [{"name": "f"}]}),
    "bfcl_lines.json": "\n".join(json.dumps({"id": n, "question": [[{"role": "user", "content": ASKED}]]}) for n in range(2)),
    "by_name.json": json.dumps({"version": 1, "data": [{"instruction": ASKED, "input": "", "output": "none"}]}),
    "snips.json": json.dumps({"Find": [{"data": [{"text": "please find me "}, {"text": ASKED[15:], "entity": "thing"}]}]}),
    "sharegpt.json": json.dumps([{"conversations": [{"from": "human", "value": ASKED}, {"from": "gpt", "value": "done"}]}]),
    "table.csv": f'id,text,label\n1,"{ASKED}",x\n',
    "table.tsv": f"id\tquery\n1\t{ASKED}\n",
    "plain.txt": f"{ASKED}\n",
}


@pytest.mark.parametrize("name", BODIES)
def test_common_benchmark_files_are_read_and_what_others_say_in_them_is_not(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BODIES[name], "utf-8")
    assert {text for _, text in benchmark_texts(tmp_path / name)} == {ASKED}


def test_parquet_is_read(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"prompt": [ASKED]}), tmp_path / "b.parquet")
    assert benchmark_texts(tmp_path / "b.parquet") == [(1, ASKED)]


@pytest.mark.parametrize(("name", "body"), [("a.json", "{"), ("a.json", '[{"label": 3}]'), ("a.txt", ""), ("a.jsonl", "no")])
def test_a_file_without_a_text_is_named(tmp_path: Path, name: str, body: str) -> None:
    (tmp_path / name).write_text(body)
    with pytest.raises(InputError, match=rf"--decontaminate .*{name}"):
        benchmark_texts(tmp_path / name)


def test_a_similar_request_is_found_with_its_most_similar_text(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(f"{ASKED} now\n{ASKED} right now, if you can\nsomething else\n")
    [found] = contaminated({"a": ASKED, "b": "what is the weather in Oslo"}, [tmp_path / "b.txt"])
    assert (found.trace_id, found.record, found.kind) == ("a", 1, "near")
    assert 0.7 <= found.similarity < 1


def test_the_first_turn_of_a_conversation_is_found_and_an_answer_in_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Delete task_946.\nYes, do it.\n")
    requests = {"a": "Delete task_946.\nI checked with my supervisor, you can delete it.", "b": "Remove the third one\nYes, do it."}
    [found] = contaminated(requests, [tmp_path / "b.txt"])
    assert (found.trace_id, found.request) == ("a", "Delete task_946.")


def test_thirteen_words_in_a_row_are_enough_and_twelve_are_not(tmp_path: Path) -> None:
    words = LONG.split()
    (tmp_path / "b.txt").write_text(f"A story: {LONG}, and so on for many a day and many a night\n")
    requests = {"13": " ".join(["tell", *words[:13], "x" * 60]), "12": " ".join(["tell", *words[:12], "x" * 60])}
    assert [(found.trace_id, found.kind) for found in contaminated(requests, [tmp_path / "b.txt"])] == [("13", "13 words")]


def test_the_dataset_is_filled_with_other_rows_and_says_what_was_dropped(tmp_path: Path) -> None:
    others = [row(n, f"look up {'x' * n}", f'{{"n":{n}}}', phrasing=f"p{n}") for n in (20, 40, 60)]
    store = fill(Store(tmp_path / "s.duckdb"), row(1, ASKED), *others)
    (tmp_path / "b.csv").write_text(f"text\n{ASKED}\n")
    arguments = ["--store", store.path, "--count", "3", "--out", tmp_path / "d", "--decontaminate", tmp_path / "b.csv", "--json"]
    result = CliRunner().invoke(app, ["dataset", *map(str, arguments)])
    printed = json.loads(result.stdout)
    assert [found["trace_id"] for found in printed["near_benchmark"]] == ["trace_1"]
    assert printed["left_out"] == {"near a text of a benchmark": 1}
    assert sum(printed["rows"].values()) == 3
    manifest = json.loads((tmp_path / "d" / "manifest.json").read_text("utf-8"))
    assert [(found["file"], found["dropped"]) for found in manifest["decontaminated"]] == [("b.csv", 1)]
    assert manifest["run_id"] == RUN
