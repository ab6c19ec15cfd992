"""Tools are edited and the command is run again: what called them is judged anew, the rest carried over."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callwright.generator.plan import DEFAULT_MIX
from callwright.pipeline import Growth, generate
from callwright.settings import Settings
from callwright.store.audit import audit
from callwright.store.database import Store
from callwright.store.datasets import build
from callwright.store.runs import reject_by_hand
from callwright.store.selection import chosen_runs
from callwright.store.traces import find_trace
from callwright.tools.load import SEED_TOOLS

COUNT = 150
SPARE = 5
"""Rows that cells which lost some are read further than they lack."""
Definition = dict[str, Any]
CALLED = """
    SELECT count(DISTINCT trace_id) AS n FROM trace JOIN call USING (trace_id) JOIN plan_row USING (run_id, plan_id)
    WHERE run_id = ? AND call.tool = 'create_task'
"""
UNTOUCHED_AND_LOST = """
    SELECT before.trace_id, trace.category, trace.tool
    FROM dataset_row AS before JOIN trace USING (trace_id)
    WHERE before.dataset = 'before'
      AND NOT EXISTS (FROM call WHERE call.trace_id = before.trace_id AND call.tool = 'create_task')
      AND NOT EXISTS (
          FROM plan_row JOIN trace AS now USING (run_id, plan_id) JOIN dataset_row AS after ON after.trace_id = now.trace_id
          WHERE after.dataset = 'after' AND plan_row.carried_from = before.trace_id AND now.request = trace.request
      )
"""
STATES = "SELECT state, count(*) AS n FROM plan_row WHERE run_id = ? GROUP BY state"


def add_parameter(tool: Definition) -> None:
    tool["parameters"]["properties"]["estimate_hours"] = {
        "type": "integer",
        "minimum": 1,
        "maximum": 40,
        "description": "Hours of work",
    }


def tighten_enum(tool: Definition) -> None:
    tool["parameters"]["properties"]["priority"]["enum"] = ["medium", "high"]


def rename(tool: Definition) -> None:
    tool["name"] = "add_todo"


def make_optional(tool: Definition) -> None:
    tool["parameters"]["required"] = []


def take_away(tool: Definition) -> None:
    tool["name"] = ""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Growth]:
    path = tmp_path_factory.mktemp("first") / "store.duckdb"
    growth = grow(path, SEED_TOOLS)
    choose(Store(path), growth.run_id, path.parent / "before")
    return path, growth


def grow(store: Path, tools: Path, *, twins: bool = False) -> Growth:
    return generate(Settings([str(tools)], COUNT, twins=twins), store, lambda _done, _total=None: None)


def choose(store: Store, run_id: str, folder: Path) -> None:
    build(store, folder, count=COUNT, mix=DEFAULT_MIX, run_id=run_id, name=folder.name)


def edited(folder: Path, edit: Callable[[Definition], None]) -> Path:
    entries = json.loads(SEED_TOOLS.read_text("utf-8"))
    edit(next(entry["function"] for entry in entries if entry["function"]["name"] == "create_task"))
    path = folder / "tools.json"
    path.write_text(json.dumps([entry for entry in entries if entry["function"]["name"]]), "utf-8")
    return path


def states(store: Store, run_id: str) -> dict[str, int]:
    return {row["state"]: row["n"] for row in store.rows(STATES, [run_id])}


@pytest.fixture(scope="module", params=[add_parameter, tighten_enum, rename, make_optional, take_away])
def second(
    request: pytest.FixtureRequest, first: tuple[Path, Growth], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Callable[[Definition], None], Store, Growth]:
    """An edit, and the store and the run after it."""
    folder = tmp_path_factory.mktemp(request.param.__name__)
    store = Store(Path(shutil.copy(first[0], folder / "store.duckdb")))
    growth = grow(store.path, edited(folder, request.param))
    choose(store, growth.run_id, folder / "after")
    return request.param, store, growth


def test_stale_are_exactly_the_rows_that_called_the_tool_and_all_others_are_carried_over(
    first: tuple[Path, Growth], second: tuple[Callable[[Definition], None], Store, Growth]
) -> None:
    edit, store, growth = second
    revision = growth.revision
    assert revision is not None
    assert revision.changed == ["create_task"]
    [called] = store.rows(CALLED, [first[1].run_id])
    states_before = states(store, first[1].run_id)
    assert revision.stale == states_before["stale"] == called["n"] > 0
    assert revision.rendered + revision.gone == sum(states_before.values()) - revision.stale
    assert (revision.gone > 0) is (edit is take_away)
    assert (revision.held > 0) is (edit is not take_away)
    written = store.rows("SELECT count(*) AS n FROM plan_row WHERE run_id = ? AND carried_from IS NULL", [growth.run_id])[0]["n"]
    assert edit is take_away or written <= revision.stale - revision.held + SPARE
    assert [result.name for result in audit(store, growth.run_id) if result.failed] == []


def test_what_nobody_touched_stays_in_the_dataset(second: tuple[Callable[[Definition], None], Store, Growth]) -> None:
    edit, store, _ = second
    lost = store.rows(UNTOUCHED_AND_LOST)
    # What was about the tool that is gone goes with it, though it did not call it: nobody asks for it now.
    assert all(row["tool"] == "create_task" and edit is take_away for row in lost), lost


def test_a_row_that_holds_no_longer_is_written_anew(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    growth = grow(store.path, edited(tmp_path, tighten_enum))
    low = """SELECT count(*) AS n FROM trace JOIN call USING (trace_id)
        WHERE run_id = ? AND accepted AND call.tool = 'create_task' AND weight = 1 AND arguments ->> '$.priority' = 'low'"""
    assert store.rows(low, [first[1].run_id])[0]["n"] > 0 == store.rows(low, [growth.run_id])[0]["n"]
    assert growth.revision is not None
    assert growth.revision.held < growth.revision.stale


def test_a_new_parameter_is_given_somewhere(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    growth = grow(store.path, edited(tmp_path, add_parameter))
    [given] = store.rows(
        "SELECT present, absent FROM parameter_coverage WHERE run_id = ? AND tool = 'create_task' AND parameter = 'estimate_hours'",
        [growth.run_id],
    )
    assert given["present"] > 0 < given["absent"]


def test_a_renamed_tool_is_offered_and_called_by_its_new_name_only(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    growth = grow(store.path, edited(tmp_path, rename))
    names = {row["name"] for row in store.rows("SELECT name FROM run_tool WHERE run_id = ?", [growth.run_id])}
    assert "add_todo" in names
    assert "create_task" not in names
    assert store.rows(CALLED, [growth.run_id]) == [{"n": 0}]
    assert growth.revision is not None
    assert growth.revision.held == growth.revision.stale


def test_when_the_tools_come_back_the_old_rows_hold_again(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    before = states(store, first[1].run_id)
    later = grow(store.path, edited(tmp_path, tighten_enum))
    assert chosen_runs(store, "all") == [later.run_id]
    again = grow(store.path, SEED_TOOLS)
    assert again.run_id == first[1].run_id
    assert states(store, again.run_id) == before


def test_a_row_taken_out_by_hand_stays_out(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    [some] = store.rows(
        "SELECT any_value(trace_id) AS trace_id FROM kept_trace JOIN call USING (trace_id) WHERE call.tool = 'create_task'"
    )
    out = find_trace(store, some["trace_id"])
    reject_by_hand(store, out, "reads like a machine")
    growth = grow(store.path, edited(tmp_path, rename))
    found = store.rows("SELECT DISTINCT accepted FROM trace WHERE run_id = ? AND request = ?", [growth.run_id, out.request])
    assert {"accepted": False} in found


def test_carrying_over_is_done_once(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    tools = edited(tmp_path, add_parameter)
    ids = "SELECT trace_id FROM trace WHERE run_id = ? ORDER BY trace_id"
    once = store.rows(ids, [grow(store.path, tools).run_id])
    assert store.rows(ids, [grow(store.path, tools).run_id]) == once


def test_twins_are_carried_over_with_their_other_half(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.duckdb")
    before = grow(store.path, SEED_TOOLS, twins=True)
    pairs = """
        SELECT count(*) AS n FROM plan_row AS twin
        JOIN plan_row AS other ON other.run_id = twin.run_id AND other.plan_id = twin.twin_of
        JOIN trace ON trace.run_id = other.run_id AND trace.plan_id = other.plan_id
        WHERE twin.run_id = ? AND twin.state <> 'rejected'"""
    growth = grow(store.path, edited(tmp_path, rename), twins=True)
    assert growth.revision is not None
    assert (growth.revision.gone, growth.revision.held) == (0, growth.revision.stale)
    assert store.rows(pairs, [growth.run_id])[0]["n"] >= store.rows(pairs, [before.run_id])[0]["n"] > 0
    assert not any(result.failed for result in audit(store, growth.run_id) if result.name.startswith("twins_"))


def test_what_came_through_an_edit_is_kept_before_what_was_written_since(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    second = grow(store.path, edited(tmp_path, tighten_enum))
    third = grow(store.path, edited(tmp_path, make_optional))
    edits = store.rows("SELECT run_id, max(edits) AS most FROM plan_row GROUP BY run_id")
    assert {row["run_id"]: row["most"] for row in edits} == {first[1].run_id: 0, second.run_id: 1, third.run_id: 2}
    dropped = """
        SELECT count(*) AS n FROM cluster
        JOIN trace ON trace.trace_id = cluster.trace_id JOIN trace AS kept ON kept.trace_id = kept_trace_id
        JOIN plan_row AS mine ON (mine.run_id, mine.plan_id) = (trace.run_id, trace.plan_id)
        JOIN plan_row AS its ON (its.run_id, its.plan_id) = (kept.run_id, kept.plan_id)
        WHERE mine.edits > its.edits"""
    assert store.rows(dropped)[0]["n"] == 0


def test_a_store_with_other_tools_is_begun_anew(first: tuple[Path, Growth], tmp_path: Path) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    other = tmp_path / "other.json"
    ping = {
        "name": "ping",
        "description": "Check the line.",
        "parameters": {"type": "object", "properties": {"host": {"type": "string"}}},
    }
    other.write_text(json.dumps([ping]))
    assert grow(store.path, other).revision is None
    assert "stale" not in states(store, first[1].run_id)
