"""What of its calls a user turn says: all of it, what is missing, what has changed, or several calls in one phrase."""

import random
from collections.abc import Collection, Sequence
from itertools import pairwise

from callwright.templates.intended import Intended
from callwright.templates.scenario import PlannedCall, Turn
from callwright.templates.template import Template, UserTurn
from callwright.tools.values.value import Value
from callwright.tools.values.words import words


def spoken(step: UserTurn, template: Template, intended: Intended, rng: random.Random) -> Turn:
    """The turn of this step, with the values it says and no others."""
    calls = _said(step, intended)
    several = len(step.of) > 1 and step.user in ("request", "follow_up")
    together = several and any(template.roles[role].differs == "name" for role in step.of[1:])
    if together:
        calls = (_in_a_row(calls, intended.changed[step.of[1]], rng),)
    return Turn("user", step.user, calls, shape=step.shape, joints=() if together else _joints(step.of, template))


def _said(step: UserTurn, intended: Intended) -> tuple[PlannedCall, ...]:
    roles = step.of[:1] if step.condition == "widen" else step.of
    return tuple([_turned(call, step.user, role, intended) for role in roles for call in intended.calls[role]])


def _turned(call: PlannedCall, act: str, role: str, intended: Intended) -> PlannedCall:
    """The call with the values that this speech act says of it."""
    lacking = intended.lacking.get(role, frozenset())
    match act:
        case "supply":
            return only(call, lacking)
        case "follow_up" | "correct" if role in intended.changed:
            return only(call, intended.changed[role])
        case "request":
            if role in intended.ambiguous:
                said = intended.ambiguous[role].said
                call = call.passing(call.arguments, tuple([said if value.path == said.path else value for value in call.values]))
            return only(call, [value.path for value in call.values if value.path not in lacking]) if lacking else call
    return call


def only(call: PlannedCall, parameters: Collection[str]) -> PlannedCall:
    """The call as far as a turn speaks of it: of what the user states these values and no others."""
    unsaid = {value.path for value in call.values if value.path not in parameters}
    if not unsaid:
        return call
    arguments = {name: value for name, value in call.arguments.items() if name not in unsaid}
    return call.passing(arguments, tuple([value for value in call.values if value.path not in unsaid]))


def _in_a_row(calls: Sequence[PlannedCall], changed: frozenset[str], rng: random.Random) -> PlannedCall:
    """Calls of one tool that differ in one name are asked for together: "the weather in Leeds and York"."""
    (path,) = changed
    each = tuple(value for call in calls for value in call.values if value.path == path)
    lists = words("joining")
    last = rng.choice(lists["last"]) if len(each) > 2 else lists["last"][0]
    surface = lists["comma"].join(value.surface for value in each[:-1]) + last + each[-1].surface
    row = Value(path, None, surface, "several", each[0].kind, each)
    return calls[0].passing(calls[0].arguments, tuple([row if value.path == path else value for value in calls[0].values]))


def _joints(roles: Sequence[str], template: Template) -> tuple[str, ...]:
    """`then` where a call rests on one asked for before it and its neighbour does not rest on the same one."""
    joints = []
    for before, role in pairwise(roles):
        uses = template.roles[role].uses
        then = uses in roles and template.roles[before].uses != uses
        joints.append("then" if then else "also")
    return tuple(joints)
