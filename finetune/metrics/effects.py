"""Whether calls that are written differently do the same, found out by making both.

Calls that change something have the same effect where they leave the same state, one that reads where it returns the same. Both are
tried in two worlds that differ in all that the conversation leaves open, so that nothing agrees by chance. What shows
nothing proves nothing: a call that fails or changes nothing, an argument that the result does not depend on, a simulated result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from random import Random
from typing import Any

from callwright.finetune.metrics.assignment import pair_calls
from callwright.finetune.metrics.equality import same
from callwright.finetune.metrics.execution import Accepted, effective_arguments, same_call_effect
from callwright.finetune.world import World, can_answer, can_run, failed
from callwright.finetune.world_ledger import only_reads
from callwright.finetune.world_office import UNSTATED, Unstated, make_telling, results_of, stocked_office, task_ids
from callwright.generator.rules.evidence import ANY_DAY, sources_of, stated_today
from callwright.generator.trace import Message
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.tool import JsonSchema, Tool

Calls = Sequence[ToolCall]
ANOTHER_WORD = "zyqx"


@dataclass(frozen=True)
class Trial:
    """Two series of calls at one point of a conversation."""

    expected: Calls
    got: Calls
    tools: Mapping[str, Tool]
    history: Sequence[Message]

    def world(self, unstated: Unstated) -> World:
        today = stated_today(sources_of(self.history[:1])) or ANY_DAY
        office = stocked_office(today, results_of(self.history), task_ids(self.expected), unstated)
        make_telling(office, (*self.expected, *self.got))
        return World(self.tools, office, Random(0))

    def reads(self, calls: Calls) -> list[ToolCall]:
        return [call for call in calls if only_reads(self.tools[call.name])]

    def writes(self, calls: Calls) -> list[ToolCall]:
        return [call for call in calls if not only_reads(self.tools[call.name])]


def same_end(
    expected: Calls, got: Calls, tools: Mapping[str, Tool], history: Sequence[Message], accepted: Sequence[Accepted] = ()
) -> bool:
    """`history`: the conversation before both. `accepted` is by expected call."""
    if not all(_can_be_tried(call, tools) for call in (*expected, *got)):
        return False
    trial = Trial(expected, [_as_expected(call, expected, accepted) for call in got], tools, history)
    return _reads_agree(trial) and all(_leave_the_same(trial, trial.world(unstated)) for unstated in UNSTATED)


def _can_be_tried(call: ToolCall, tools: Mapping[str, Tool]) -> bool:
    faults = (finding.severity == "error" for finding in check_call(call, tools))
    return not any(faults) and can_answer(tools[call.name])


def _as_expected(call: ToolCall, expected: Calls, accepted: Sequence[Accepted]) -> ToolCall:
    """With the expected value in place of each that is as good."""
    arguments = dict(call.arguments)
    for one, answers in zip_longest(expected, accepted):
        for name, values in (answers or {}).items():
            if one.name == call.name and name in one.arguments and any(same(value, arguments.get(name)) for value in values):
                arguments[name] = one.arguments[name]
    return replace(call, arguments=arguments)


def _leave_the_same(trial: Trial, world: World) -> bool:
    untouched = world.state()
    due = _end(world, trial.writes(trial.expected))
    return (
        due is not None and (due != untouched or not trial.writes(trial.expected)) and due == _end(world, trial.writes(trial.got))
    )


def _end(world: World, calls: Calls) -> str | None:
    """The state that the calls lead to from this one; None where one of them fails."""
    copy = world.copy()
    if any(failed(copy.call(call)) for call in calls):
        return None
    return copy.state()


def _reads_agree(trial: Trial) -> bool:
    expected, got = trial.reads(trial.expected), trial.reads(trial.got)

    def agree(one: ToolCall, other: ToolCall) -> bool:
        return same_call_effect(one, other, trial.tools.get(one.name), {}) or _returns_the_same(one, other, trial)

    return len(expected) == len(got) and sum(agree(expected[i], got[j]) for i, j in pair_calls(expected, got, agree)) == len(
        expected
    )


def _returns_the_same(one: ToolCall, other: ToolCall, trial: Trial) -> bool:
    tool = trial.tools[one.name]
    if one.name != other.name or not can_run(tool):
        return False
    return all(_shows_the_same(one, other, tool, trial.world(unstated)) for unstated in UNSTATED)


def _shows_the_same(one: ToolCall, other: ToolCall, tool: Tool, world: World) -> bool:
    result = world.call(one)
    if failed(result) or not same(_folded(result), _folded(world.call(other))):
        return False
    wanted, given = effective_arguments(one.arguments, tool), effective_arguments(other.arguments, tool)
    differing = [name for name in wanted | given if name not in wanted or name not in given or not same(wanted[name], given[name])]
    return all(_matters(one, name, (wanted.get(name), given.get(name)), result, world) for name in differing)


def _matters(call: ToolCall, name: str, said: Sequence[Any], result: Any, world: World) -> bool:
    """Whether the result is another one where something else is said at the parameter."""
    tool = world.tools[call.name]
    for control in _controls(tool.properties.get(name, {}), said):
        probe = replace(call, arguments={**call.arguments, name: control})
        if not any(finding.severity == "error" for finding in check_call(probe, world.tools)):
            return not same(_folded(world.call(probe)), _folded(result))
    return False


def _controls(schema: JsonSchema, said: Sequence[Any]) -> list[Any]:
    if "enum" in schema:
        return [member for member in schema["enum"] if not any(same(member, value) for value in said)]
    numbers = [value for value in said if isinstance(value, int | float) and not isinstance(value, bool)]
    return [sum(numbers) + 1, max(numbers) - 1] if numbers else [ANOTHER_WORD]


def _folded(value: Any) -> Any:
    """Without regard to case and runs of white space: a result that repeats an argument says nothing by its spelling."""
    if isinstance(value, dict):
        return {name: _folded(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_folded(inner) for inner in value]
    return " ".join(value.casefold().split()) if isinstance(value, str) else value
