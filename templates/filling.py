"""The arguments of a planned call: which parameters are present, and what is passed."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from callwright.templates.focus import ANYTHING, Focus, Level
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.value import Value

ATTEMPTS = 8
"""Draws before a call counts as one that cannot be filled; constraints across parameters (minProperties, anyOf) need a few."""

FOCUSED = 4
"""Of these draws, those that keep to the focus."""

UserValues = Mapping[str, Sequence[Any]]
"""The user's own values by parameter (`--values FILE`)."""


def fill(
    tool: Tool,
    rng: random.Random,
    today: date,
    *,
    side: str,
    focus: Focus = ANYTHING,
    without: frozenset[str] = frozenset(),
    fixed: Mapping[str, Any] | None = None,
    values: UserValues | None = None,
) -> tuple[dict[str, Any], tuple[Value, ...]] | None:
    """Arguments valid by the schema and the values the user states, or None where no draw was valid.

    `focus` is followed where a valid call comes of it. `without` are never given, `fixed` come from elsewhere and are not said.
    """
    fixed = fixed or {}
    wanted, levels = focus.present.get(tool.name), focus.levels.get(tool.name, {})
    for attempt in range(ATTEMPTS):
        if attempt == FOCUSED:
            wanted, levels = None, {}
        names = chosen(tool, rng, wanted, without | set(fixed))
        drawn = [_drawn(tool, name, rng, today, side, values, levels.get(name)) for name in names]
        if any(value is None for value in drawn):
            continue
        said = tuple(value for value in drawn if value is not None)
        arguments = {value.path: value.canonical for value in said} | dict(fixed)
        arguments = {name: arguments[name] for name in tool.properties if name in arguments}
        if not check_call(ToolCall(tool.name, arguments), {tool.name: tool}):
            return arguments, said
    return None


def _drawn(
    tool: Tool, name: str, rng: random.Random, today: date, side: str, values: UserValues | None, level: Level | None
) -> Value | None:
    if level is None:
        return draw(name, tool.properties[name], rng, today, side=side, values=values)
    given = {**(values or {}), name: level.given} if level.given else values
    return draw(name, tool.properties[name], rng, today, form=level.form, side=side, values=given)


def chosen(tool: Tool, rng: random.Random, wanted: frozenset[str] | None, without: frozenset[str]) -> list[str]:
    """Names of the parameters present: the required ones and of the others those `wanted`, where that is open some at random."""
    optional = [name for name in tool.properties if name not in tool.required and name not in without]
    required = [name for name in tool.properties if name in tool.required and name not in without]
    picked = [name for name in optional if (rng.random() < 0.5 if wanted is None else name in wanted)]
    least = tool.parameters.get("minProperties", 0) - len(required) - len(without & set(tool.properties))
    spare = [name for name in optional if name not in picked]
    rng.shuffle(spare)
    picked = [*picked, *spare[: max(0, least - len(picked))]]
    return [name for name in tool.properties if name in required or name in picked]
