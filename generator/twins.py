"""Twins: minimal pairs that differ in one thing and, but for names, in what is right to do.

- missing_tool: the tool the request needs is not offered, in training a distractor stands in its place -> decline
- missing_value: a required value is not said -> ask for it
- renamed: the tool and its parameters have other names -> the same call under these names

A twin is accepted only if its label can be told from what it shows: no offered tool can do the job, or produce the value.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from callwright.generator.rivals import rival
from callwright.generator.trace import SIDES, Side
from callwright.generator.variants import Variant
from callwright.templates.chains import Chains
from callwright.templates.intended import askable
from callwright.templates.renaming import rename_arguments, renamed
from callwright.templates.scenario import PlannedCall, Scenario, Turn
from callwright.templates.template import CallTurn, ResultTurn, SayTurn, UserTurn
from callwright.tools.tool import Tool

EVERY = 3
"""Every third row of a cell that has twins is one."""
CATEGORY_OF = {"missing_tool": "no_call", "missing_value": "clarify", "renamed": "single_call"}
"""Kind -> the category its twins are of. Their other half is a single_call row."""
RENAMINGS = 8


@dataclass(frozen=True)
class Twin:
    scenario: Scenario
    refusal: str = ""
    """Why its label could not be told; empty for a twin that holds."""


def is_simple(variant: Variant) -> bool:
    """One request, one call, its result and the answer: what a twin can be made of."""
    turns = variant.template.turns
    kinds = [type(turn) for turn in turns]
    if kinds != [UserTurn, CallTurn, ResultTurn, SayTurn] or variant.fault != "-":
        return False
    request = turns[0]
    return isinstance(request, UserTurn) and request.user == "request" and len(request.of) == 1 and request.condition is None


def twin_of(kind: str, base: Scenario, side: Side, chains: Chains, distractors: Sequence[Tool], rng: random.Random) -> Twin | None:
    """The twin of this kind; None where it can have none (nothing to leave out, no other name, other tools in evaluation)."""
    match kind:
        case "missing_tool":
            return _missing_tool(base, side, distractors, rng)
        case "missing_value":
            return _missing_value(base, chains, rng)
    return _renamed(base, side, rng)


def _missing_tool(base: Scenario, side: Side, distractors: Sequence[Tool], rng: random.Random) -> Twin:
    request, called = base.turns[0], base.turns[1].calls[0]
    offered = list(base.offered)
    place = offered.index(called.tool)
    free = [tool for tool in distractors if tool not in offered]
    offered[place : place + 1] = [rng.choice(free)] if side == SIDES[0] and free else []
    turns = (request, Turn("assistant", "decline", request.calls, to="unrelated"))
    twin = replace(
        base, category="no_call", pattern="missing_tool", template="twin.missing_tool", offered=tuple(offered), turns=turns
    )
    return Twin(twin, rival(called.tool, offered) or "")


def _missing_value(base: Scenario, chains: Chains, rng: random.Random) -> Twin | None:
    request, call = base.turns[0], base.turns[0].calls[0]
    names = askable(call)
    if not names:
        return None
    missing = rng.choice(names)
    asked = _only(call, [value.path for value in call.values if value.path == missing])
    said = _only(call, [value.path for value in call.values if value.path != missing])
    turns = (
        replace(request, calls=(said,)),
        Turn("assistant", "ask", (asked,), to="missing"),
        Turn("user", "supply", (asked,)),
        *base.turns[1:],
    )
    twin = replace(base, category="clarify", pattern="missing_value", template="twin.missing_value", turns=turns)
    return Twin(twin, _known_otherwise(call, missing, base.offered, chains))


def _known_otherwise(call: PlannedCall, missing: str, offered: Sequence[Tool], chains: Chains) -> str:
    """Where the model could have the value from without asking."""
    names = {tool.name for tool in offered}
    edge = next((edge for edge in chains.into(call.tool.name, missing) if edge.producer in names), None)
    if edge is not None:
        return f"{missing} can be looked up: {edge}"
    canonical = str(call.arguments[missing]).casefold()
    others = [value.surface.casefold() for value in call.values if value.path != missing]
    return f"{missing} is said in another value" if any(canonical in other for other in others) else ""


def _only(call: PlannedCall, names: Sequence[str]) -> PlannedCall:
    return replace(call, values=tuple(value for value in call.values if value.path in names))


def _renamed(base: Scenario, side: Side, rng: random.Random) -> Twin | None:
    """Only in training: evaluation offers the tools as they are served."""
    if side != SIDES[0]:
        return None
    called = base.turns[1].calls[0]
    taken = {tool.name for tool in base.offered}
    found = next((one for _ in range(RENAMINGS) if (one := renamed(called.tool, rng, taken))), None)
    if found is None:
        return None
    tool, names = found
    call = replace(called, tool=tool, arguments=rename_arguments(called.arguments, names))
    turns = (base.turns[0], replace(base.turns[1], calls=(call,)), *base.turns[2:])
    offered = tuple(tool if other == called.tool else other for other in base.offered)
    twin = replace(base, pattern="renamed", template="twin.renamed", offered=offered, turns=turns)
    return Twin(twin, rival(called.tool, [other for other in offered if other != tool]) or "")
