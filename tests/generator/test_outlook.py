"""What `--plan-only` says: cells with capacity and share, what stays uncovered, and that nothing is written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callwright.cli import app
from callwright.generator.capacity import MANY, calls
from callwright.generator.outlook import outlook
from callwright.generator.plan import DEFAULT_MIX, Plan
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import Tool, Toolset

OFFICE = load_tools(SEED_TOOLS)


def plan(tools: Toolset = OFFICE) -> Plan:
    return Plan(tools, load_templates(), load_phrasebook())


def test_the_shares_add_up_and_more_rows_leave_less_uncovered() -> None:
    small, large = outlook(plan(), DEFAULT_MIX, 60), outlook(plan(), DEFAULT_MIX, 600)
    assert sum(cell.rows for cell in small.cells) == 60
    assert sum(len(left) for left in large.uncovered.values()) < sum(len(left) for left in small.uncovered.values())
    assert large.uncovered["parameter given"] == large.uncovered["value"] == large.uncovered["style"] == []


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"properties": {}}, 1),
        ({"properties": {"on": {"type": "boolean"}}, "required": ["on"]}, 2),
        ({"properties": {"on": {"type": "boolean"}, "level": {"enum": ["low", "high"]}}}, 9),
        ({"properties": {"level": {"type": "integer", "minimum": 1, "maximum": 5}}, "required": ["level"]}, 5),
        ({"properties": {"title": {"type": "string"}}, "required": ["title"]}, MANY),
    ],
)
def test_the_calls_a_tool_takes_are_counted(parameters: dict[str, object], count: int) -> None:
    assert calls(Tool("switch_light", "Switch the light.", {"type": "object", **parameters}), None) == count


def test_the_users_own_values_are_what_there_is() -> None:
    assert calls(OFFICE["calculate"], {"expression": ["1 + 1", "2 * 3"]}) == 2


def test_a_cell_that_cannot_give_its_share_says_how_much_is_short() -> None:
    ping = Tool("ping", "Check the line.", {"type": "object", "properties": {}})
    found = outlook(plan(Toolset([ping])), {"single_call": 1}, 100_000)
    [cell] = [cell for cell in found.cells if cell.category == "single_call"]
    assert cell.rows == cell.capacity < 100_000
    assert cell.short == 100_000 - cell.rows


def test_plan_only_prints_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["generate", str(SEED_TOOLS), "--count", "50", "--plan-only"]
    shown = CliRunner().invoke(app, arguments)
    assert "Plan for 50 rows" in shown.stdout
    assert "list_tasks.tasks[].task_id -> update_task.task_id" in shown.stdout
    document = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert set(document) == {"count", "cells", "coverage", "edges"}
    assert list(tmp_path.iterdir()) == []
