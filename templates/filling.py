"""The arguments of a planned call: which parameters are present, and what is passed."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from callwright.errors import InputError
from callwright.templates.focus import Focus, Level
from callwright.templates.needs import Needs
from callwright.tools.checks import check_arguments
from callwright.tools.tool import JsonSchema, Tool, Toolset, canonical_json
from callwright.tools.values.draw import draw_at
from callwright.tools.values.kinds import known_as
from callwright.tools.values.make import Occasion
from callwright.tools.values.pairs import in_order, is_empty_range
from callwright.tools.values.parameter import parameter
from callwright.tools.values.value import Value

ATTEMPTS = 8
"""Draws before a call counts as one that cannot be filled; constraints across parameters (minProperties, anyOf) need a few."""

FOCUSED = 4
"""Of these draws, those that keep to the focus."""
ENDS = frozenset({"currency", "language", "place", "city", "country", "airport", "timezone"})
"""Kinds of which one call holds two only to tell them apart."""

SAID_AT_ONCE = 3
"""Optional parameters that a request gives on average, where a tool has more than twice as many."""

UserValues = Mapping[str, Sequence[Any]]
"""The user's own values by parameter (`--values FILE`)."""


def fill(
    tool: Tool, occasion: Occasion, focus: Focus, needs: Needs, without: frozenset[str], fixed: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Value, ...]] | None:
    """Arguments valid by the schema and the values the user states, or None where no draw was valid.

    `focus` is followed where a valid call comes of it. `without` are never given, `fixed` come from elsewhere and are not said.
    """
    wanted, levels = focus.present.get(tool.name), focus.levels.get(tool.name, {})
    for attempt in range(ATTEMPTS):
        if attempt == FOCUSED:
            wanted, levels = None, {}
        names = chosen(tool, occasion.rng, wanted, without | fixed.keys(), needs)
        drawn = [_drawn(tool, name, occasion, levels.get(name)) for name in names]
        said = in_order([value for value in drawn if value is not None])
        if len(said) < len(names) or repeats(said) or is_empty_range(said):
            continue
        arguments = {value.path: value.canonical for value in said}
        if fixed:
            arguments = {name: {**arguments, **fixed}[name] for name in tool.properties if name in arguments or name in fixed}
        if not check_arguments(arguments, tool):
            return arguments, said
    return None


def _drawn(tool: Tool, name: str, occasion: Occasion, level: Level | None) -> Value | None:
    schema = tool.properties[name]
    return draw_at(name, known_as(tool, name), schema, occasion if level is None else _levelled(name, occasion, level), schema, 0)


def _levelled(name: str, occasion: Occasion, level: Level) -> Occasion:
    values = {**(occasion.values or {}), name: level.given} if level.given else occasion.values
    return Occasion(occasion.rng, occasion.today, occasion.side, level.form, values)


def check_values(values: UserValues, tools: Toolset, where: object) -> None:
    """Raises InputError on a parameter that no tool has, and on a value that no tool's schema allows for it."""
    schemas = [(name, schema) for tool in tools.values() for name, schema in _parameters(tool.properties)]
    known = {name for name, _ in schemas}
    for name, given in values.items():
        if name not in known:
            raise InputError(f"{where}: no tool has a parameter {name!r}; there are {', '.join(sorted(known))}")
        allowing = [branch for path, schema in schemas if path == name for branch in parameter(name, schema, schema)]
        for value in given:
            if not any(branch.allows(value) for branch in allowing):
                wanted = canonical_json(next(schema for path, schema in schemas if path == name))
                raise InputError(f"{where}: {name}: {value!r} is not allowed by the schema {wanted}")


def _parameters(properties: Mapping[str, JsonSchema], prefix: str = "") -> Iterator[tuple[str, JsonSchema]]:
    """Parameters by path, those of nested objects (`address.city`) also by their own name."""
    for name, schema in properties.items():
        yield f"{prefix}{name}", schema
        if prefix:
            yield name, schema
        yield from _parameters(schema.get("properties", {}), f"{prefix}{name}.")


def repeats(said: Sequence[Value]) -> bool:
    """Whether two ends of one thing are the same: nobody converts dollars to dollars, or flies from Oslo to Oslo."""
    ends = [(value.kind, value.canonical) for value in said if value.kind in ENDS]
    return len(set(ends)) < len(ends)


def presence(optional: int) -> float:
    """How often each of so many optional parameters is given: half of the time; of many, a handful in one request."""
    return min(0.5, SAID_AT_ONCE / max(optional, 1))


def chosen(tool: Tool, rng: random.Random, wanted: frozenset[str] | None, without: Collection[str], needs: Needs) -> list[str]:
    """Names of the parameters present: the required ones and of the others those `wanted`, where that is open some at random;
    then what a need, or the schema, asks for besides."""
    optional = [name for name in tool.optional if name not in without]
    share = presence(len(optional))
    picked = {name for name in optional if (rng.random() < share if wanted is None else name in wanted)}
    for need in needs:
        if need.isdisjoint(picked) and need.isdisjoint(tool.required) and (able := [name for name in optional if name in need]):
            picked.add(rng.choice(able))
    if least := tool.parameters.get("minProperties", 0):
        given = sum(name in picked or name in tool.required or name in without for name in tool.properties)
        spare = [name for name in optional if name not in picked]
        picked |= set(rng.sample(spare, min(max(0, least - given), len(spare))))
    return [name for name in tool.properties if name in picked or (name in tool.required and name not in without)]
