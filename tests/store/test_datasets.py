import json
from pathlib import Path

import pytest
from store_rows import fill, row

from callwright.errors import InputError, StoreError
from callwright.generator.formats import FORMS, openai
from callwright.generator.plan import DEFAULT_MIX
from callwright.store.database import Store
from callwright.store.datasets import DatasetResult, build
from callwright.store.runs import reject_by_hand
from callwright.store.traces import find_trace, traces


def lines(result: DatasetResult) -> list[dict[str, object]]:
    return [json.loads(line) for path in result.files.values() for line in path.read_text("utf-8").splitlines()]


def ids(result: DatasetResult) -> set[object]:
    return {line["metadata"]["trace_id"] for line in lines(result)}  # type: ignore[index]


def test_a_dataset_has_exactly_the_rows_asked_for_each_on_its_side_and_sorted(grown: Store, run_id: str, tmp_path: Path) -> None:
    result = build(grown, tmp_path / "d", count=200, mix=DEFAULT_MIX, run_id=run_id)
    assert (sum(result.counts.values()), result.shortfall, len(lines(result))) == (200, 0, 200)
    for side, path in result.files.items():
        metadata = [json.loads(line)["metadata"] for line in path.read_text("utf-8").splitlines()]
        assert {found["side"] for found in metadata} == {side}
        assert [found["plan_id"] for found in metadata] == sorted(found["plan_id"] for found in metadata)


def test_the_same_inputs_give_the_same_bytes(grown: Store, run_id: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        build(grown, tmp_path / name, count=150, mix=DEFAULT_MIX, run_id=run_id)
    for path in (tmp_path / "a").glob("*.*"):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_line_is_the_trace_as_the_exchange_format_renders_it(grown: Store, run_id: str, tmp_path: Path) -> None:
    result = build(grown, tmp_path / "d", count=50, mix=DEFAULT_MIX, run_id=run_id)
    for line in lines(result):
        assert openai.render(find_trace(grown, line["metadata"]["trace_id"])) == line  # type: ignore[index]


def test_what_is_stored_is_what_was_made(grown: Store) -> None:
    everything = [found["trace_id"] for found in grown.rows("SELECT trace_id FROM trace")]
    for trace in traces(grown, everything):
        assert openai.parse(openai.render(trace)).messages == trace.messages


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_written(grown: Store, run_id: str, tmp_path: Path, form: str) -> None:
    result = build(grown, tmp_path / form, count=60, mix=DEFAULT_MIX, run_id=run_id, form=form)
    left_out = sum(map(len, result.not_held.values()))
    assert len({line["metadata"]["trace_id"] for line in lines(result)}) + left_out == 60  # type: ignore[index]


def test_the_manifest_tells_what_it_was_made_of_and_no_wall_clock(grown: Store, run_id: str, tmp_path: Path) -> None:
    result = build(grown, tmp_path / "d", count=50, mix=DEFAULT_MIX, run_id=run_id)
    manifest = json.loads((tmp_path / "d" / "manifest.json").read_text("utf-8"))
    assert manifest["rows"] == result.counts
    assert manifest["seed"] == 0
    assert len(manifest["tools"]) == 8
    assert sum(manifest["cells"].values()) == 50
    assert not {"started", "finished", "created", "date"} & set(manifest)


def test_the_store_remembers_each_dataset_and_its_rows(grown: Store, run_id: str, tmp_path: Path) -> None:
    result = build(grown, tmp_path / "d", count=50, mix=DEFAULT_MIX, run_id=run_id, name="mine")
    rows = grown.rows("SELECT trace_id FROM dataset_row WHERE dataset = 'mine'")
    assert {found["trace_id"] for found in rows} == ids(result)


def test_a_name_stands_for_one_selection(grown: Store, run_id: str, tmp_path: Path) -> None:
    build(grown, tmp_path / "d", count=50, mix=DEFAULT_MIX, run_id=run_id, name="mine")
    build(grown, tmp_path / "d", count=50, mix=DEFAULT_MIX, run_id=run_id, name="mine")
    before = (tmp_path / "d" / "train.jsonl").read_bytes()
    with pytest.raises(StoreError, match="give another --name"):
        build(grown, tmp_path / "d", count=51, mix=DEFAULT_MIX, run_id=run_id, name="mine")
    assert (tmp_path / "d" / "train.jsonl").read_bytes() == before


def test_rows_that_are_missing_are_named_with_their_cause(grown: Store, run_id: str, tmp_path: Path) -> None:
    result = build(grown, tmp_path / "d", count=5000, mix={"no_call": 50, "confirm": 50}, run_id=run_id)
    assert result.shortfall == 5000 - len(lines(result)) > 0
    assert {short.category for short in result.shortfalls} == {"no_call", "confirm"}
    assert all(short.cause for short in result.shortfalls)


def test_a_row_taken_out_by_hand_is_replaced_in_the_next_dataset(grown: Store, run_id: str, tmp_path: Path) -> None:
    first = build(grown, tmp_path / "a", count=100, mix={"single_call": 1}, run_id=run_id)
    out = find_trace(grown, str(sorted(map(str, ids(first)))[0]))
    reject_by_hand(grown, out, "reads like a machine")
    second = build(grown, tmp_path / "b", count=100, mix={"single_call": 1}, run_id=run_id)
    assert len(ids(second)) == 100 - second.shortfall
    assert out.trace_id not in ids(second)
    assert grown.rows("SELECT example FROM rejections WHERE code = 'by-hand'") == [{"example": "reads like a machine"}]


def test_when_a_kept_row_is_taken_out_its_duplicate_comes_back(tmp_path: Path) -> None:
    store = fill(Store(tmp_path / "s.duckdb"), row(1, "find it"), row(2, "Find it"))
    reject_by_hand(store, find_trace(store, "trace_1"), "why")
    assert store.rows("SELECT trace_id FROM kept_trace") == [{"trace_id": "trace_2"}]


def test_a_folder_of_something_else_is_left_alone(grown: Store, run_id: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreError, match="holds something that is no dataset"):
        build(grown, mine, count=10, mix=DEFAULT_MIX, run_id=run_id)
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]


def test_nothing_half_written_is_left(grown: Store, run_id: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        build(grown, tmp_path / "file" / "d", count=10, mix=DEFAULT_MIX, run_id=run_id)
    build(grown, tmp_path / "d", count=10, mix=DEFAULT_MIX, run_id=run_id)
    build(grown, tmp_path / "d", count=20, mix=DEFAULT_MIX, run_id=run_id)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d", "file", "store.duckdb"]
    assert sorted(path.name for path in (tmp_path / "d").iterdir()) == [
        "README.md",
        "manifest.json",
        "recipes",
        "test.jsonl",
        "train.jsonl",
        "validation.jsonl",
    ]


def test_an_unknown_form_or_run_is_named(grown: Store, run_id: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--to 'word': no such form"):
        build(grown, tmp_path / "d", count=10, mix=DEFAULT_MIX, run_id=run_id, form="word")
    with pytest.raises(StoreError, match="no run 'nope'"):
        build(grown, tmp_path / "d", count=10, mix=DEFAULT_MIX, run_id="nope")


def test_a_trace_is_found_by_the_beginning_of_its_id(grown: Store) -> None:
    [found] = grown.rows("SELECT trace_id FROM trace LIMIT 1")
    assert find_trace(grown, found["trace_id"][:14]).trace_id == found["trace_id"]
    for beginning, problem in (("", "more than one trace"), ("zz", "no trace")):
        with pytest.raises(InputError, match=problem):
            find_trace(grown, beginning)
