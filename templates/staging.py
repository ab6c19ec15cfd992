"""From a template and its casting to a scenario: calls filled, results simulated, faults put in. Only the words are open."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from callwright.templates.casting import Casting
from callwright.templates.conditions import condition_on, wants_nothing
from callwright.templates.filling import UserValues
from callwright.templates.focus import ANYTHING, Focus
from callwright.templates.intended import Drawing, Intended, intend
from callwright.templates.records import elements, is_empty, label
from callwright.templates.scenario import PlannedCall, Scenario, Turn
from callwright.templates.spoken import only, spoken
from callwright.templates.template import CallTurn, ResultTurn, SayTurn, Template, UserTurn
from callwright.tools.faults import MODEL_FAULTS, BrokenCall, break_call
from callwright.tools.simulation import Simulation
from callwright.tools.simulation_data import PARTIAL
from callwright.tools.tool import Tool

NEEDS_ID = frozenset({"not_found", "conflict"})
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)
PLACES = {"first": 0, "second": 1, "last": -1}


@dataclass
class Stage:
    """What has been played so far."""

    template: Template
    casting: Casting
    fault: str
    drawing: Drawing
    world: Simulation
    intended: Intended
    turns: list[Turn] = field(default_factory=list)
    results: dict[str, list[Any]] = field(default_factory=dict)
    made: dict[str, list[PlannedCall]] = field(default_factory=dict)
    """Role -> its calls as last made, each under its own id."""
    taken: set[str] = field(default_factory=set)
    """Roles whose argument an earlier result has given."""
    options: dict[str, tuple[tuple[str, ...], int]] = field(default_factory=dict)
    """Role whose element the user is asked to choose -> how the elements are called, and the place of the one meant."""
    broken: BrokenCall | None = None
    count: int = 0

    def calls(self, roles: Sequence[str]) -> tuple[PlannedCall, ...]:
        return tuple([call for role in roles for call in self.intended.calls[role]])


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
    drawing = Drawing(rng, today, side, focus, values, fault)
    intended = intend(template, casting, drawing)
    if intended is None or (fault in NEEDS_ID and not _has_id(template, intended)):
        return None
    playing = Stage(template, casting, fault, drawing, Simulation(rng, today), intended)
    for step in template.turns:
        if not _PLAYED[type(step)](playing, step):
            return None
    return Scenario(
        template=template.id,
        category=template.category,
        pattern=template.pattern,
        fault=fault,
        today=today if states_today or _says_dates(intended) else None,
        offered=tuple(offered),
        turns=tuple(playing.turns),
        prompt=template.prompt,
    )


def _says_dates(intended: Intended) -> bool:
    return any(value.form.startswith("date") for calls in intended.calls.values() for call in calls for value in call.values)


def _has_id(template: Template, intended: Intended) -> bool:
    """Whether the calls that fail name something that may not be there."""
    failing = [role for step in template.turns if isinstance(step, ResultTurn) and step.fault for role in step.result]
    return all(any(value.kind == "id" for call in intended.calls[role] for value in call.values) for role in failing)


def _speak(stage: Stage, step: UserTurn) -> bool:
    turn = spoken(step, stage.template, stage.intended, stage.drawing.rng)
    options, chosen = _options(stage, step.of)
    stage.turns.append(replace(turn, options=options, chosen=chosen) if options else turn)
    return True


def _options(stage: Stage, roles: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """What there is to choose from for one of the roles, and the place of what is meant."""
    for role in roles:
        if role in stage.options:
            return stage.options[role]
        if role in stage.intended.ambiguous:
            doubtful = stage.intended.ambiguous[role]
            return doubtful.options, doubtful.chosen
    return (), 0


def _say(stage: Stage, step: SayTurn) -> bool:
    if step.say == "ask":
        return _ask(stage, step)
    results = _results(stage, step)
    condition = stage.turns[0].condition if step.say == "answer" and stage.template.conditional else None
    stage.turns.append(Turn("assistant", step.say, stage.calls(step.about), to=step.to or "", results=results, condition=condition))
    return True


def _results(stage: Stage, step: SayTurn) -> tuple[Any, ...]:
    """What the calls that the assistant speaks of returned."""
    return tuple([result for role in step.about for result in stage.results.get(role, ())])


def _ask(stage: Stage, step: SayTurn) -> bool:
    """For a value, for one of a list or of two readings; False where nothing is open."""
    results = _results(stage, step)
    options, chosen = _options(stage, step.about)
    lacking = stage.intended.lacking.get(step.about[0], frozenset())
    if not options and not lacking:
        return False
    to = "chosen" if step.about[0] in stage.options else "reading" if options else "missing"
    calls = stage.calls(step.about)
    calls = tuple(only(call, lacking) for call in calls) if to == "missing" else calls
    stage.turns.append(Turn("assistant", "ask", calls, to=to, results=results, options=options, chosen=chosen))
    return True


def _make_calls(stage: Stage, step: CallTurn) -> bool:
    calls: list[PlannedCall] = []
    for role in step.call:
        if role in stage.casting.edges and role not in stage.taken:
            return False
        stage.made[role] = [_numbered(stage, call) for call in stage.intended.calls[role]]
        if step.broken:
            broken = [_break(stage, call) for call in stage.made[role]]
            if any(call is None for call in broken):
                return False
            stage.made[role] = [call for call in broken if call is not None]
        calls += stage.made[role]
    stage.turns.append(Turn("assistant", "call", tuple(calls), weight=0 if step.broken else 1))
    return True


def _numbered(stage: Stage, call: PlannedCall) -> PlannedCall:
    stage.count += 1
    return PlannedCall(call.role, call.tool, call.arguments, call.values, f"call_{stage.count}", call.reference)


def _break(stage: Stage, call: PlannedCall) -> PlannedCall | None:
    stage.broken = break_call(call.tool, call.arguments, call.values, stage.fault, stage.drawing.rng)
    return call.passing(stage.broken.arguments, call.values) if stage.broken else None


def _answer_calls(stage: Stage, step: ResultTurn) -> bool:
    says = stage.fault if step.fault else "result"
    for role in step.result:
        results: list[Any] = []
        stage.results[role] = results
        for call in stage.made[role]:
            result = _result(stage, role, call, step.fault)
            if result is None:
                return False
            stage.turns.append(Turn("tool", says, (call,), content=_JSON.encode(result), results=(result,)))
            results.append(result)
        if not step.fault:
            _hand_on(stage, role)
    return _note_condition(stage, step)


def _result(stage: Stage, role: str, call: PlannedCall, fails: bool) -> Any:
    """What the call returns; None where this tool cannot return such a thing."""
    if fails and stage.fault not in ("empty_result", "partial_result"):
        broken = stage.broken if stage.fault in MODEL_FAULTS else None
        return stage.world.error(call.tool, call.arguments, stage.fault, broken)
    empty = stage.fault == "empty_result" if fails else wants_nothing(stage.template.conditional, role)
    result = stage.world.result(call.tool, call.arguments, empty=empty, shown=stage.casting.used(role, stage.template))
    if empty:
        return result if is_empty(result) else None
    if fails:
        return _cut_short(result, stage.drawing.rng)
    request = stage.template.conditional
    counts = request and role == request.of[0] and request.condition in ("any", "none")
    return None if counts and not elements(result) else result


def _cut_short(result: Any, rng: random.Random) -> Any:
    """A list that is not the whole one, as the service says beside it; None where the result is no list."""
    if not elements(result):
        return None
    mark = rng.choice(PARTIAL)
    return {"items": result, **mark} if isinstance(result, list) else {**result, **mark}


def _note_condition(stage: Stage, step: ResultTurn) -> bool:
    """Once the first call of a conditional request has its result, what the request made depend on it is known."""
    request = stage.template.conditional
    if request is None or stage.turns[0].condition or request.of[0] not in step.result:
        return True
    call, result = stage.made[request.of[0]][0], stage.results[request.of[0]][0]
    left_out = {name for names in stage.intended.changed.values() for name in names}
    condition = condition_on(request, call, result, left_out, stage.drawing.rng)
    if condition is None:
        return False
    stage.turns[0] = replace(stage.turns[0], condition=condition)
    return True


def _hand_on(stage: Stage, role: str) -> None:
    """Puts what the result gives into the calls that use it; one that is called all the same later finds itself without."""
    for name, edge in stage.casting.edges.items():
        if stage.template.roles[name].uses == role and name not in stage.taken:
            offered = edge.values(stage.results[role][0])
            taken = _picked(stage, name, offered)
            if taken and None not in taken:
                planned = stage.intended.calls[name][0]
                stage.intended.calls[name] = [
                    planned.passing({**planned.arguments, edge.parameter: value}, planned.values) for value in taken
                ]
                stage.taken.add(name)


def _picked(stage: Stage, role: str, offered: list[Any]) -> list[Any]:
    pick = stage.template.roles[role].pick
    if pick == "each":
        return list(dict.fromkeys(offered))
    if pick == "chosen":
        labels = tuple(label(element) for element in elements(stage.results[stage.template.roles[role].uses or ""][0]) or ())
        if len(labels) < 2 or len(set(labels)) < len(labels) or len(labels) != len(offered):
            return []
        place = stage.drawing.rng.randrange(len(labels))
        stage.options[role] = (labels, place)
        return [offered[place]]
    if pick in ("second", "last") and len(offered) < 2:
        return []
    return offered[PLACES[pick] :][:1] if PLACES[pick] >= 0 else offered[-1:]


_PLAYED: Mapping[type, Callable[[Stage, Any], bool]] = {
    UserTurn: _speak,
    CallTurn: _make_calls,
    ResultTurn: _answer_calls,
    SayTurn: _say,
}
"""What adds the turns of a step; False where it cannot be played. Asked one after another whether the step is theirs, Pydantic's
models took as long as the playing."""
