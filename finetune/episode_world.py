"""The world of an episode: what the trace recorded is what happens; what it did not is run, simulated or refused.

A call of the same effect as one that is due gets the result recorded for it, the trace's own fault included. Any other call that
its tool takes is run or simulated on the state the conversation began with (`world.World`); where the tool can neither be run nor
simulated, the episode is lost, for nobody knows what the world would be like. A call that its tool refuses gets an error.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import Any, Literal

from callwright.finetune.evaluation_items import Script
from callwright.finetune.metrics.effects import same_end
from callwright.finetune.metrics.execution import Accepted, same_call_effect
from callwright.finetune.world import World, can_answer, failed
from callwright.finetune.world_ledger import only_reads
from callwright.finetune.world_office import UNSTATED, is_office_tool, stocked_office, task_ids
from callwright.generator.rules.evidence import ANY_DAY, sources_of, stated_today
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.faults import RETRY_FAULTS
from callwright.tools.simulation import Simulation
from callwright.tools.tool import Tool, canonical_json

Lost = Literal["wrong_call", "unrequested", "unconfirmed"]


@dataclass(frozen=True)
class Due:
    """A call of the trace's."""

    call: ToolCall
    recorded: str
    heard: int
    """User turns that must have been said before it."""
    accepted: Accepted

    @property
    def result(self) -> Any:
        return _parsed(self.recorded)


@dataclass(frozen=True)
class Answered:
    result: str
    lost: Lost | None = None
    """Why the episode cannot be won any more."""


@dataclass
class EpisodeWorld:
    world: World
    due: list[Due]
    """In the trace's order, those not yet made."""
    required: list[Due]
    """Of these the ones that the end state does not show: look-ups, and calls that fail."""
    goal: str
    begun: str
    """The states after the trace's calls, and before them."""
    history: Sequence[Message]
    fault_rate: float
    seed: str
    injected: int = 0
    """Faults that stood in the way of a call that is due."""
    _made: list[Due] = field(default_factory=list)
    _faulted: set[str] = field(default_factory=set)

    @property
    def done(self) -> bool:
        return not self.required and self.world.state() == self.goal

    @property
    def astray(self) -> bool:
        """Something was changed, and not to what it should be."""
        return self.world.state() not in (self.begun, self.goal)

    def answer(self, call: ToolCall, replies: int) -> Answered:
        """`replies`: user turns of the trace that the model has heard."""
        refused = [finding.message for finding in check_call(call, self.world.tools) if finding.severity == "error"]
        if refused:
            return Answered(json.dumps({"error": refused[0]}))
        tool, due, made = self.world.tools[call.name], self._same(call, self.due), self._same(call, self._made[::-1])
        lost = _too_soon(tool, due or made, replies)
        recorded_fault = any(one is not None and failed(one.result) for one in (due, made))
        if lost is None and not recorded_fault and self._is_faulted(call):
            self.injected += due is not None
            return Answered(json.dumps(self._fault(call, tool), ensure_ascii=False))
        if due is not None:
            return Answered(self._as_recorded(due), lost)
        if made is not None and (only_reads(tool) or failed(made.result)):
            return Answered(made.recorded, lost)
        if not can_answer(tool):
            return Answered(json.dumps({"error": "not known"}), lost or "wrong_call")
        return Answered(json.dumps(self.world.call(call), ensure_ascii=False), lost)

    def _same(self, call: ToolCall, calls: Sequence[Due]) -> Due | None:
        tools, history = self.world.tools, self.history
        matching = (due for due in calls if same_call_effect(due.call, call, tools.get(call.name), due.accepted))
        alike = (
            due for due in calls if due.call.name == call.name and same_end([due.call], [call], tools, history, [due.accepted])
        )
        return next(chain(matching, alike), None)

    def _as_recorded(self, due: Due) -> str:
        self.due = [other for other in self.due if other is not due]
        self.required = [other for other in self.required if other is not due]
        self._made.append(due)
        if not failed(due.result):
            self.world.call(due.call, recorded=due.result)
        return due.recorded

    def _is_faulted(self, call: ToolCall) -> bool:
        """Drawn by the call itself, so that all models meet the same faults; no call fails twice."""
        key = canonical_json([call.name, call.arguments])
        if key in self._faulted or Random(f"{self.seed} {key}").random() >= self.fault_rate:
            return False
        self._faulted.add(key)
        return True

    def _fault(self, call: ToolCall, tool: Tool) -> Any:
        rng = Random(f"{self.seed} {call.name}")
        return Simulation(rng, self.world.office.today).error(tool, call.arguments, rng.choice(RETRY_FAULTS))


def _too_soon(tool: Tool, due: Due | None, replies: int) -> Lost | None:
    if not tool.destructive:
        return None
    if due is None:
        return "unrequested"
    return "unconfirmed" if due.heard > replies else None


def open_world(script: Script, given: Sequence[Message], fault_rate: float, seed: int) -> EpisodeWorld:
    """`given`: the messages before the model's first turn."""
    trace = script.trace
    due = list(_due(script))
    today = stated_today(sources_of(trace.messages[:1])) or ANY_DAY
    ids = set(task_ids(one.call for one in due)) - _created(due)
    office = stocked_office(today, list(_looked_up(trace)), sorted(ids), UNSTATED[0])
    world = World({tool.name: tool for tool in trace.tools}, office, Random(f"{seed} {trace.trace_id}"))
    goal, unseen = _rehearsed(world.copy(), due)
    return EpisodeWorld(world, due, unseen, goal, world.state(), given, fault_rate, f"{seed} {trace.trace_id}")


def _due(script: Script) -> Iterator[Due]:
    results = {message.tool_call_id: message.content or "" for message in script.trace.messages if message.role == "tool"}
    accepted = iter(script.accepted)
    heard = 0
    for message in script.trace.messages:
        heard += message.role == "user"
        if message.role == "assistant" and message.weight == 1:
            for call in message.tool_calls:
                yield Due(call, results.get(call.id, "{}"), heard, next(accepted, {}))


def _rehearsed(world: World, due: Sequence[Due]) -> tuple[str, list[Due]]:
    """The state that the trace leaves, and the calls that show in it nowhere."""
    begun, unseen = world.state(), []
    for one in due:
        before = world.state()
        if not failed(one.result) and one.call.name in world.tools:
            world.call(one.call, recorded=one.result)
        if world.state() == before:
            unseen.append(one)
    return world.state(), list(due) if world.state() == begun else unseen


def _looked_up(trace: Trace) -> Iterator[Any]:
    """What the office's tools returned before anything was changed."""
    calls: Mapping[str, ToolCall] = {call.id: call for message in trace.messages for call in message.tool_calls}
    offered = {tool.name: tool for tool in trace.tools if is_office_tool(tool)}
    for message in trace.messages:
        call = calls.get(message.tool_call_id or "")
        tool = offered.get(call.name) if call else None
        if tool is None:
            continue
        if not only_reads(tool):
            return
        yield _parsed(message.content or "")


def _created(due: Sequence[Due]) -> set[str]:
    results = [one.result for one in due if one.call.name == "create_task"]
    return {result["task_id"] for result in results if isinstance(result, dict) and isinstance(result.get("task_id"), str)}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
