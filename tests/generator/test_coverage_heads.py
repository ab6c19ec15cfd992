"""The head of every cell: each way to play it, style, parameter present and absent, member and surface form, early."""

from collections import defaultdict

import pytest
from planning import office_plan

from callwright.generator.coverage import LONGEST_HEAD, asked_for, levels
from callwright.generator.plan import Plan, PlanRow
from callwright.generator.variants import Cell
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.tool import Tool, Toolset

PLAN = office_plan()


def heads() -> dict[Cell, list[PlanRow]]:
    rows = defaultdict(list)
    for row in PLAN.rows({cell: len(PLAN.head(cell)) for cell in PLAN.cells}):
        rows[row.category, row.tool].append(row)
    return rows


HEADS = heads()


def shown(cell: Cell) -> dict[str, list[tuple[dict[str, object], dict[str, tuple[object, str]]]]]:
    """Tool -> of each call the user means: its arguments, and its values with their forms."""
    calls = defaultdict(list)
    for row in HEADS[cell]:
        for call in asked_for(row.scenario):
            calls[call.tool.name].append((call.arguments, {value.path: (value.canonical, value.form) for value in call.values}))
    return calls


def missing(cell: Cell, tool: Tool) -> set[str]:
    left = set()
    calls = shown(cell)[tool.name]
    for name in tool.properties:
        given = [arguments for arguments, _ in calls if name in arguments]
        left |= {f"{name} given"} if not given else set()
        left |= {f"{name} left out"} if len(given) == len(calls) and name not in tool.required else set()
        said = [values[name] for _, values in calls if name in values]
        left |= {f"{name} {level}" for level in levels(tool, name, None) if not any(level.is_met(*value) for value in said)}
    return left


@pytest.mark.parametrize("tool", [name for category, name in PLAN.cells if category == "single_call"])
def test_the_head_of_a_single_call_cell_shows_everything_there_is_of_its_tool(tool: str) -> None:
    assert missing(("single_call", tool), PLAN.tools[tool]) == set()


@pytest.mark.parametrize("cell", PLAN.cells)
def test_a_head_shows_every_template_fault_and_style(cell: Cell) -> None:
    rows = HEADS[cell]
    assert {(row.template, row.fault) for row in rows} == {(way.template.id, way.fault) for way in PLAN.variants[cell]}
    assert {row.style for row in rows} == set(PLAN.styles)


def test_nearly_every_row_of_the_heads_says_its_values_as_wanted() -> None:
    met, of = 0, 0
    for cell, rows in HEADS.items():
        for row in rows:
            aim = PLAN.head(cell).at(PLAN.index_of(row.position))
            assert aim is not None
            focus = aim.focus
            values = [(call.tool.name, value) for call in asked_for(row.scenario) for value in call.values]
            of += len(values)
            met += sum(focus.is_met(tool, value.path, value.canonical, value.form) for tool, value in values)
    assert met > 0.99 * of


def test_the_heads_of_different_cells_begin_differently() -> None:
    first = {PLAN.variants[cell][0].fault for cell in PLAN.cells if cell[0] == "error_recovery"}
    assert len(first) >= 4


def test_an_enumeration_of_hundreds_does_not_hold_the_head_up() -> None:
    members = [f"code_{number}" for number in range(600)]
    schema = {"type": "object", "properties": {"code": {"type": "string", "enum": members}}, "required": ["code"]}
    plan = Plan(Toolset([Tool("search_codes", "Search codes.", schema)]), load_templates(), load_phrasebook())
    assert len(plan.head(("single_call", "search_codes"))) == LONGEST_HEAD


def test_the_users_own_values_are_each_seen() -> None:
    towns = ["Ulm", "Jena", "Brno", "Graz", "Bern"]
    plan = Plan(PLAN.tools, load_templates(), load_phrasebook(), values={"location": towns})
    cell = ("single_call", "get_weather")
    rows = plan.rows({cell: len(plan.head(cell))})
    calls = [call for row in rows for call in asked_for(row.scenario) if "location" in call.arguments]
    assert {call.arguments["location"] for call in calls} == set(towns)
