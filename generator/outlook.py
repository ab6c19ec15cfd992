"""What a plan comes to before a word is written: cells with their shares and capacities, and what N rows leave uncovered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callwright.generator.apportion import largest_remainder, over_tools
from callwright.generator.capacity import MANY, capacity
from callwright.generator.coverage import asked_for, levels
from callwright.generator.plan import Plan, PlanRow
from callwright.generator.variants import Cell
from callwright.tools.tool import Tool, canonical_json

KINDS = ("parameter given", "parameter left out", "value", "surface form", "fault", "pattern", "template", "style")
Point = tuple[str, str]
"""What is to be seen: its kind and its name (`create_task.priority = high`)."""


@dataclass(frozen=True)
class CellOutlook:
    category: str
    tool: str
    ways: int
    """Templates, castings and faults that play the cell."""
    capacity: int
    rows: int
    """Its share of N."""
    short: int
    """Rows that the category's cells cannot give; on its first cell."""


@dataclass(frozen=True)
class Outlook:
    count: int
    cells: Sequence[CellOutlook]
    wanted: Mapping[str, int]
    """Kind -> how many points there are."""
    uncovered: Mapping[str, Sequence[str]]
    """Kind -> the points that no row of the first `count` shows."""

    def to_json(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "cells": [cell.__dict__ for cell in self.cells],
            "coverage": {
                kind: {"of": self.wanted[kind], "uncovered": list(self.uncovered[kind])} for kind in KINDS if self.wanted[kind]
            },
        }


def shares_of(cells: Sequence[Cell], mix: Mapping[str, float], count: int) -> dict[Cell, int]:
    """Rows wanted of each cell: categories by largest remainder, evenly over the tools within each."""
    return _shared(dict.fromkeys(cells, count), mix, count)


def _shared(capacities: Mapping[Cell, int], mix: Mapping[str, float], count: int) -> dict[Cell, int]:
    categories = dict.fromkeys(category for category, _ in capacities)
    per_category = largest_remainder({category: mix.get(category, 0) for category in categories}, count)
    return {
        (category, tool): wanted
        for category, total in per_category.items()
        for tool, wanted in over_tools(
            category, {name: room for (mine, name), room in capacities.items() if mine == category}, total
        ).items()
    }


def outlook(plan: Plan, mix: Mapping[str, float], count: int) -> Outlook:
    """Reads the first `count` rows of the plan; those that will be rejected or dropped as duplicates count too."""
    capacities = {cell: capacity(plan.variants[cell], plan.phrasebook, plan.values) for cell in plan.cells}
    even, shares = shares_of(plan.cells, mix, count), _shared(capacities, mix, count)
    wanted = set(_points(plan, [cell for cell in plan.cells if mix.get(cell[0])]))
    seen: set[Point] = set()
    for row in plan.rows(shares):
        seen |= set(_seen(row))
    left = sorted(wanted - seen)
    return Outlook(
        count,
        [_cell(plan, cell, capacities, shares, even) for cell in plan.cells],
        {kind: sum(name == kind for name, _ in wanted) for kind in KINDS},
        {kind: [point for name, point in left if name == kind] for kind in KINDS},
    )


def _cell(
    plan: Plan, cell: Cell, capacities: Mapping[Cell, int], shares: Mapping[Cell, int], even: Mapping[Cell, int]
) -> CellOutlook:
    mates = [other for other in plan.cells if other[0] == cell[0]]
    short = sum(even[mate] for mate in mates) - sum(shares[mate] for mate in mates) if cell == mates[0] else 0
    return CellOutlook(*cell, len(plan.variants[cell]), min(MANY, capacities[cell]), shares[cell], short)


def _points(plan: Plan, cells: Sequence[Cell]) -> Iterator[Point]:
    """Everything these cells could show."""
    variants = [variant for cell in cells for variant in plan.variants[cell]]
    for tool in dict.fromkeys(tool for variant in variants for tool in variant.casting.tools.values()):
        for name in tool.properties:
            yield from _points_of(tool, name, plan)
    for variant in variants:
        yield "pattern", f"{variant.template.category}: {variant.template.pattern}"
        yield "template", variant.template.id
        if variant.fault != "-":
            yield "fault", variant.fault
    yield from (("style", style) for style in plan.styles)


def _points_of(tool: Tool, name: str, plan: Plan) -> Iterator[Point]:
    parameter = f"{tool.name}.{name}"
    yield "parameter given", parameter
    if name not in tool.required:
        yield "parameter left out", parameter
    for level in levels(tool, name, plan.values):
        if level.given:
            yield "value", _value(parameter, level.given[0])
        if level.form:
            yield "surface form", f"{parameter} as {level.form}"


def _seen(row: PlanRow) -> Iterator[Point]:
    scenario = row.scenario
    yield "pattern", f"{row.category}: {row.pattern}"
    yield "template", row.template
    yield "style", row.style
    yield "fault", row.fault
    for call in asked_for(scenario):
        if not call.arguments and call.tool.required:
            continue
        for name in call.tool.properties:
            yield "parameter given" if name in call.arguments else "parameter left out", f"{call.tool.name}.{name}"
        for value in call.values:
            yield "value", _value(f"{call.tool.name}.{value.path}", value.canonical)
            yield "surface form", f"{call.tool.name}.{value.path} as {value.form}"


def _value(parameter: str, value: Any) -> str:
    return f"{parameter} = {value if isinstance(value, str) else canonical_json(value)}"
