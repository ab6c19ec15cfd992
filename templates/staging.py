"""From a template and its casting to a scenario: calls filled, results simulated, faults put in. Only the words are open."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from callwright.templates.casting import Casting
from callwright.templates.chains import Edge
from callwright.templates.filling import UserValues, fill
from callwright.templates.focus import ANYTHING, Focus
from callwright.templates.scenario import PlannedCall, Scenario, Turn
from callwright.templates.template import CallTurn, ResultTurn, SayTurn, Template, UserTurn
from callwright.tools.faults import MODEL_FAULTS, BrokenCall, break_call
from callwright.tools.simulation import Simulation
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.kinds import kind_of
from callwright.tools.values.value import Value

NEEDS_ID = frozenset({"not_found", "conflict"})
LOOPED_ONCE_ONLY = frozenset({"title", "name"})
"""Kinds of values that nobody gives to every element of a list alike."""


@dataclass
class _Stage:
    """What has been played so far."""

    template: Template
    casting: Casting
    fault: str
    rng: random.Random
    world: Simulation
    calls: dict[str, list[PlannedCall]]
    """Role -> its calls, as the user means them."""
    turns: list[Turn] = field(default_factory=list)
    results: dict[str, list[Any]] = field(default_factory=dict)
    made: dict[str, list[PlannedCall]] = field(default_factory=dict)
    """Role -> its calls as last made, each under its own id."""
    broken: BrokenCall | None = None
    count: int = 0


def stage(
    template: Template,
    casting: Casting,
    rng: random.Random,
    *,
    today: date,
    offered: Sequence[Tool],
    fault: str = "-",
    focus: Focus = ANYTHING,
    side: str = "train",
    states_today: bool = True,
    values: UserValues | None = None,
) -> Scenario | None:
    """The scenario of these choices, or None where the tools cannot play it (no value can be made, no such fault can happen)."""
    calls = _plan_calls(template, casting, rng, today, focus, side, values)
    if calls is None or (fault in NEEDS_ID and not _has_id(calls)):
        return None
    playing = _Stage(template, casting, fault, rng, Simulation(rng, today), calls)
    for step in template.turns:
        if not _play(playing, step):
            return None
    says_dates = any(value.form.startswith("date") for planned in calls.values() for call in planned for value in call.values)
    return Scenario(
        template=template.id,
        category=template.category,
        pattern=template.pattern,
        fault=fault,
        today=today if states_today or says_dates else None,
        offered=tuple(offered),
        turns=tuple(playing.turns),
        prompt=template.prompt,
    )


def _plan_calls(
    template: Template, casting: Casting, rng: random.Random, today: date, focus: Focus, side: str, values: UserValues | None
) -> dict[str, list[PlannedCall]] | None:
    calls: dict[str, list[PlannedCall]] = {}
    for role, tool in casting.tools.items():
        if any(isinstance(step, UserTurn) and step.user == "near_miss" for step in template.turns):
            calls[role] = [PlannedCall(role, tool, {}, (), "")]
            continue
        edge = casting.edges.get(role)
        filled = fill(
            tool, rng, today, focus=focus, side=side, values=values,
            without=_left_out(template, casting, role), fixed={edge.parameter: _sample(tool, edge.parameter)} if edge else None,
        )  # fmt: skip
        if filled is None:
            return None
        reference = _reference(edge, tool, template.roles[role].each) if edge else None
        calls[role] = [PlannedCall(role, tool, *filled, "", reference)]
    return calls


def _reference(edge: Edge, tool: Tool, each: bool) -> Value:
    """The argument an earlier result will give; the teacher finds the words for it."""
    said_as = "each" if each else "first" if edge.list_field else "it"
    return Value(edge.parameter, None, "", f"reference:{said_as}", kind_of(edge.parameter, tool.properties[edge.parameter]))


def _sample(tool: Tool, parameter: str) -> Any:
    """Holds the place of an argument that a result will give, so that the others can be checked."""
    drawn = draw(parameter, tool.properties[parameter], random.Random(0), date(2026, 1, 1))
    return None if drawn is None else drawn.canonical


def _left_out(template: Template, casting: Casting, role: str) -> frozenset[str]:
    """Parameters nobody would state: what the first call of a chain just said, and one title for every element of a list."""
    edge = casting.edges.get(role)
    if edge is None:
        return frozenset()
    tool = casting.tools[role]
    said = set(casting.tools[template.roles[role].uses or ""].properties)
    if template.roles[role].each:
        said |= {name for name, schema in tool.properties.items() if kind_of(name, schema) in LOOPED_ONCE_ONLY}
    return frozenset(said & set(tool.properties) - {edge.parameter} - set(tool.required))


def _has_id(calls: Mapping[str, list[PlannedCall]]) -> bool:
    return any(value.kind == "id" for planned in calls.values() for call in planned for value in call.values)


def _play(stage: _Stage, step: UserTurn | CallTurn | ResultTurn | SayTurn) -> bool:
    """Adds the step's turns; False where it cannot be played."""
    match step:
        case UserTurn():
            stage.turns.append(Turn("user", step.user, _calls(stage, step.of)))
        case CallTurn():
            return _make_calls(stage, step)
        case ResultTurn():
            return all(_answer_calls(stage, role, step.fault) for role in step.result)
        case SayTurn():
            results = tuple(result for role in step.about for result in stage.results.get(role, ()))
            stage.turns.append(Turn("assistant", step.say, _calls(stage, step.about), to=step.to or "", results=results))
    return True


def _calls(stage: _Stage, roles: Sequence[str]) -> tuple[PlannedCall, ...]:
    return tuple(call for role in roles for call in stage.calls[role])


def _make_calls(stage: _Stage, step: CallTurn) -> bool:
    calls: list[PlannedCall] = []
    for role in step.call:
        if role in stage.casting.edges and not _take_from_result(stage, role):
            return False
        stage.made[role] = [_numbered(stage, call) for call in stage.calls[role]]
        if step.broken:
            broken = [_break(stage, call) for call in stage.made[role]]
            if any(call is None for call in broken):
                return False
            stage.made[role] = [call for call in broken if call is not None]
        calls += stage.made[role]
    stage.turns.append(Turn("assistant", "call", tuple(calls), weight=0 if step.broken else 1))
    return True


def _take_from_result(stage: _Stage, role: str) -> bool:
    """Puts the values an earlier result offers into the role's call: the first, or one call for each."""
    edge = stage.casting.edges[role]
    source = stage.template.roles[role].uses or ""
    offered = edge.values(stage.results[source][0])
    taken = [value for value in offered if value is not None] if stage.template.roles[role].each else offered[:1]
    if not taken or taken[0] is None:
        return False
    planned = stage.calls[role][0]
    stage.calls[role] = [replace(planned, arguments={**planned.arguments, edge.parameter: value}) for value in taken]
    return True


def _numbered(stage: _Stage, call: PlannedCall) -> PlannedCall:
    stage.count += 1
    return replace(call, id=f"call_{stage.count}")


def _break(stage: _Stage, call: PlannedCall) -> PlannedCall | None:
    stage.broken = break_call(call.tool, call.arguments, call.values, stage.fault, stage.rng)
    return replace(call, arguments=stage.broken.arguments) if stage.broken else None


def _answer_calls(stage: _Stage, role: str, fails: bool) -> bool:
    results = []
    for call in stage.made[role]:
        if fails and stage.fault == "empty_result":
            result = stage.world.result(call.tool, call.arguments, empty=True)
            if not _is_empty(result):
                return False
        elif fails:
            broken = stage.broken if stage.fault in MODEL_FAULTS else None
            result = stage.world.error(call.tool, call.arguments, stage.fault, broken)
        else:
            result = stage.world.result(call.tool, call.arguments)
        says = stage.fault if fails else "result"
        content = json.dumps(result, ensure_ascii=False)
        stage.turns.append(Turn("tool", says, (call,), content=content, results=(result,)))
        results.append(result)
    stage.results[role] = results
    return True


def _is_empty(result: Any) -> bool:
    return result == [] or (isinstance(result, dict) and any(value == [] for value in result.values()))
