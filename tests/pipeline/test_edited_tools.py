"""Tools are edited and the command is run again: what called them is judged anew, the rest carried over."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callwright.pipeline import Growth, generate
from callwright.settings import Settings
from callwright.store.audit import audit
from callwright.store.database import Store
from callwright.store.runs import reject_by_hand
from callwright.store.selection import chosen_runs
from callwright.store.traces import find_trace
from callwright.tools.load import SEED_TOOLS

COUNT = 250
Definition = dict[str, Any]
CALLED = """
    SELECT count(DISTINCT trace_id) AS n FROM trace JOIN call USING (trace_id) JOIN plan_row USING (run_id, plan_id)
    WHERE run_id = ? AND call.tool = 'create_task'
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


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Growth]:
    path = tmp_path_factory.mktemp("first") / "store.duckdb"
    return path, grow(path, SEED_TOOLS)


def grow(store: Path, tools: Path) -> Growth:
    return generate(Settings([str(tools)], COUNT), store, lambda _done, _total=None: None)


def edited(folder: Path, edit: Callable[[Definition], None]) -> Path:
    tools = json.loads(SEED_TOOLS.read_text("utf-8"))
    edit(next(tool for tool in (entry.get("function", entry) for entry in tools) if tool["name"] == "create_task"))
    path = folder / "tools.json"
    path.write_text(json.dumps(tools), "utf-8")
    return path


def states(store: Store, run_id: str) -> dict[str, int]:
    return {row["state"]: row["n"] for row in store.rows(STATES, [run_id])}


@pytest.mark.parametrize("edit", [add_parameter, tighten_enum, rename])
def test_stale_are_exactly_the_rows_that_called_the_tool_and_what_holds_is_not_written_anew(
    first: tuple[Path, Growth], tmp_path: Path, edit: Callable[[Definition], None]
) -> None:
    store = Store(Path(shutil.copy(first[0], tmp_path / "store.duckdb")))
    before = states(store, first[1].run_id)
    growth = grow(store.path, edited(tmp_path, edit))
    revision = growth.revision
    assert revision is not None
    [called] = store.rows(CALLED, [first[1].run_id])
    assert revision.changed == ["create_task"]
    assert revision.stale == states(store, first[1].run_id)["stale"] == called["n"] > 0
    others = sum(before.values()) - revision.stale
    assert 0.85 * others <= revision.rendered <= others  # where the plan wants another row in its place, it is written anew
    now = store.rows("SELECT request FROM kept_trace WHERE run_id = ?", [growth.run_id])
    assert len(now) >= COUNT
    old = {row["request"] for row in store.rows("SELECT request FROM trace WHERE run_id = ?", [first[1].run_id])}
    assert sum(row["request"] in old for row in now) >= 0.9 * (revision.rendered + revision.held)
    assert not any(result.failed for result in audit(store, growth.run_id) if result.name in ("leakage", "every_tool_called"))


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
    assert 0.7 * growth.revision.stale <= growth.revision.held <= growth.revision.stale


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
