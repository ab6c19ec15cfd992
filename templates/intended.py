"""The calls a scenario is about, as the user means them: drawn role by role, before anything is said or returned."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from callwright.templates.ambiguity import Ambiguity, ambiguity
from callwright.templates.casting import Casting
from callwright.templates.chains import Edge
from callwright.templates.filling import UserValues, fill, repeats
from callwright.templates.focus import ANYTHING, Focus
from callwright.templates.needs import LIMITS, NAMES, UNVARIED, Needs, changed, needs
from callwright.templates.scenario import PlannedCall
from callwright.templates.template import Role, Template
from callwright.tools.checks import check_arguments
from callwright.tools.record import record
from callwright.tools.tool import Tool, canonical_json
from callwright.tools.values.draw import draw
from callwright.tools.values.kinds import kinds_of, known_as
from callwright.tools.values.make import Occasion
from callwright.tools.values.pairs import in_order
from callwright.tools.values.value import Value

LOOPED_ONCE_ONLY = frozenset({"title", "name"})
"""Kinds of values that nobody gives to every element of a list alike."""
NEVER_ALIKE = 6
"""Draws for a call, or a value, that has to differ from another one."""


@record
class Drawing:
    """Where values come from."""

    rng: random.Random
    today: date
    side: str
    focus: Focus
    values: UserValues | None
    fault: str = "-"

    def fill(
        self, tool: Tool, needs: Needs, without: frozenset[str], fixed: Mapping[str, Any], again: bool
    ) -> tuple[dict[str, Any], tuple[Value, ...]] | None:
        """`again`: not the tool's first call of the scenario; that one has covered what is to be covered."""
        occasion = Occasion(self.rng, self.today, self.side, None, self.values)
        return fill(tool, occasion, ANYTHING if again else self.focus, needs, without, fixed)

    def value(self, tool: Tool, name: str) -> Value | None:
        known = known_as(tool, name)
        return draw(known, tool.properties[name], self.rng, self.today, side=self.side, values=self.values, path=name)


@dataclass
class Intended:
    calls: dict[str, list[PlannedCall]] = field(default_factory=dict)
    """Role -> its calls; one, until a loop over a list makes more of it."""
    lacking: dict[str, frozenset[str]] = field(default_factory=dict)
    """Role -> the parameters the request leaves out."""
    changed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Role that is like another -> the parameters in which it differs."""
    ambiguous: dict[str, Ambiguity] = field(default_factory=dict)


def intend(template: Template, casting: Casting, drawing: Drawing) -> Intended | None:
    """None where a role's call cannot be made with its tool."""
    intended = Intended()
    for name, role in template.roles.items():
        for _ in range(NEVER_ALIKE if role.ambiguous != "no" else 1):
            call = _call(template, casting, intended, name, drawing)
            if call is not None and _settle(intended, name, role, call, drawing):
                break
        else:
            return None
    return intended


def _call(template: Template, casting: Casting, intended: Intended, name: str, drawing: Drawing) -> PlannedCall | None:
    role, tool, edge = template.roles[name], casting.tools[name], casting.edges.get(name)
    if template.is_near_miss:
        return PlannedCall(name, tool, {}, (), "")
    if role.like and role.differs != "all":
        return _variation(intended, name, role, drawing)
    fixed = {edge.parameter: _sample(tool, edge.parameter)} if edge else {}
    wanted = needs(template, name, tool, drawing.fault)
    others = [call.arguments for calls in intended.calls.values() for call in calls if call.tool is tool]
    for _ in range(NEVER_ALIKE):
        without = _left_out(template, casting, name) | _spare(template, name, tool, drawing.rng)
        filled = drawing.fill(tool, wanted, without, fixed, again=bool(others))
        if filled is None:
            return None
        if edge or not any(_says_again(filled[0], other) for other in others):
            reference = _reference(edge, casting.tools[role.uses or ""], tool, role) if edge else None
            return PlannedCall(name, tool, *filled, "", reference)
    return None


def _says_again(arguments: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether either asks for nothing but what both do: nobody wants the tasks, and all tasks besides."""
    shared = {name for name in arguments if name in other and canonical_json(arguments[name]) == canonical_json(other[name])}
    return shared == arguments.keys() or shared == other.keys()


def _variation(intended: Intended, name: str, role: Role, drawing: Drawing) -> PlannedCall | None:
    """The call of the role that this one is like, with one value changed, or without one."""
    like = intended.calls[role.like or ""][0]
    others = [call.arguments for calls in intended.calls.values() for call in calls if call.tool.name == like.tool.name]
    for parameter in _variable(like, role, intended, drawing.rng):
        call = _without(like, parameter) if role.differs == "less" else _changed(like, parameter, others, drawing)
        if call is not None:
            intended.changed[name] = frozenset({parameter})
            return replace(call, role=name)
    return None


def _variable(like: PlannedCall, role: Role, intended: Intended, rng: random.Random) -> list[str]:
    """Parameters that may differ, the likeliest first; what varied before varies again."""
    said = [value for value in like.values if value.path in like.tool.properties]
    rng.shuffle(said)
    match role.differs:
        case "less":
            return [value.path for value in said if value.path not in like.tool.required and value.kind not in LIMITS]
        case "id":
            return [value.path for value in said if value.kind == "id"]
        case "value":
            others = [value.path for value in said if value.kind != "id" and value.kind not in UNVARIED]
            return others if len(said) == 2 and any(one.kind == "id" for one in said) else []
    if role.differs == "one" and like.tool.hints.read_only is not True and (ids := [one.path for one in said if one.kind == "id"]):
        return ids
    able = [value.path for value in said if (value.kind in NAMES if role.differs == "name" else value.kind not in UNVARIED)]
    before = {name for names in intended.changed.values() for name in names}
    return [path for path in able if path in before] or able


def _without(like: PlannedCall, parameter: str) -> PlannedCall | None:
    arguments = {name: value for name, value in like.arguments.items() if name != parameter}
    return _valid(like.passing(arguments, tuple([value for value in like.values if value.path != parameter])))


def _changed(like: PlannedCall, parameter: str, others: Sequence[Mapping[str, Any]], drawing: Drawing) -> PlannedCall | None:
    for _ in range(NEVER_ALIKE):
        value = drawing.value(like.tool, parameter)
        if value is None:
            return None
        arguments = {**like.arguments, parameter: value.canonical}
        values = tuple([value if said.path == parameter else said for said in like.values])
        if arguments not in others and (call := _valid(like.passing(arguments, values))):
            return call
    return None


def _valid(call: PlannedCall) -> PlannedCall | None:
    is_wrong = repeats(call.values) or in_order(call.values) != call.values or check_arguments(call.arguments, call.tool)
    return None if is_wrong else call


def _settle(intended: Intended, name: str, role: Role, call: PlannedCall, drawing: Drawing) -> bool:
    """Notes what of the call is left out at first or said with two readings; False where nothing can be."""
    if role.ambiguous != "no":
        doubtful = ambiguity(call, role.ambiguous, drawing.rng, drawing.today)
        if doubtful is None:
            return False
        intended.ambiguous[name] = doubtful
        call = doubtful.call
    if role.lacks:
        missing = askable(call)
        if len(missing) < role.lacks:
            return False
        intended.lacking[name] = frozenset(drawing.rng.sample(missing, role.lacks))
    intended.calls[name] = [call]
    return True


def askable(call: PlannedCall) -> list[str]:
    """Required parameters that only the user can give: no default, more than one value possible, something one can name."""
    schemas = call.tool.properties
    return [
        value.path
        for value in call.values
        if value.path in call.tool.required
        and value.kind not in ("boolean", "list", "object")
        and "default" not in schemas[value.path]
        and "const" not in schemas[value.path]
        and len(schemas[value.path].get("enum", (1, 2))) > 1
    ]


def _reference(edge: Edge, producer: Tool, tool: Tool, role: Role) -> Value:
    """The argument an earlier result will give; the teacher finds the words for it."""
    made = "it" if producer.hints.read_only else "new"
    said_as = role.pick if edge.list_field else made
    return Value(edge.parameter, None, "", f"reference:{said_as}", kinds_of(tool)[edge.parameter])


@lru_cache(maxsize=8192)
def _sample(tool: Tool, parameter: str) -> Any:
    """Holds the place of an argument that a result will give, so that the others can be checked."""
    drawn = draw(parameter, tool.properties[parameter], random.Random(0), date(2026, 1, 1))
    return None if drawn is None else drawn.canonical


def _spare(template: Template, name: str, tool: Tool, rng: random.Random) -> frozenset[str]:
    """Optional parameters left out for the sake of a role that is like this one: all but one where that one is to change, and a
    title where the same is done with another id."""
    differ = template.varied.get(name, ())
    if not differ:
        return frozenset()
    kinds = kinds_of(tool)
    if "value" in differ:
        able = [parameter for parameter in tool.optional if parameter in changed(tool, "value")] or tool.optional
        return frozenset(tool.optional) - frozenset(rng.sample(able, min(1, len(able))))
    if ("one" in differ or "name" in differ) and "id" in kinds.values():
        return frozenset(parameter for parameter in tool.optional if kinds[parameter] in LOOPED_ONCE_ONLY)
    return frozenset()


def _left_out(template: Template, casting: Casting, role: str) -> frozenset[str]:
    """Parameters nobody would state: what the first call of a chain just said, and one title for every element of a list."""
    edge = casting.edges.get(role)
    if edge is None:
        return frozenset()
    tool = casting.tools[role]
    said = set(casting.tools[template.roles[role].uses or ""].properties)
    if template.roles[role].pick == "each":
        said |= {name for name, kind in kinds_of(tool).items() if kind in LOOPED_ONCE_ONLY}
    return frozenset(said & set(tool.properties) - {edge.parameter} - set(tool.required))
