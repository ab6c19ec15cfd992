"""Tools that answer: the office's on its state, others by their implementation in a sandbox, the rest by simulation.

A world keeps what its calls changed. Two series of calls have the same end where the two states are equal; ids that the world
itself gave out do not count.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

from callwright.finetune.world_ledger import Ledger
from callwright.finetune.world_office import is_office_tool
from callwright.tools.call import ToolCall
from callwright.tools.execution import Implementation, execute
from callwright.tools.office import OfficeState
from callwright.tools.simulation import Simulation
from callwright.tools.tool import Tool, canonical_json


def can_run(tool: Tool) -> bool:
    """The result is a function of state and arguments."""
    return is_office_tool(tool) or tool.implementation is not None


def can_answer(tool: Tool) -> bool:
    return can_run(tool) or tool.result is not None


def failed(result: Any) -> bool:
    return isinstance(result, dict) and bool(result.get("error") or result.get("isError"))


@dataclass
class World:
    """Takes valid calls of offered tools; checking them is the caller's part."""

    tools: Mapping[str, Tool]
    office: OfficeState
    rng: Random
    _simulation: Simulation = field(init=False)
    _ledger: Ledger = field(default_factory=Ledger)
    _ran: list[tuple[Implementation, Mapping[str, Any]]] = field(default_factory=list)
    """Calls that implementations took: a sandbox keeps no state, so each further call runs behind all earlier ones."""
    _made: set[str] = field(default_factory=set)
    """Tasks created here."""

    def __post_init__(self) -> None:
        self._simulation = Simulation(self.rng, self.office.today)

    def call(self, call: ToolCall, recorded: Any = None) -> Any:
        """What the tool returns: `recorded` where that is given, and the world then is as if it had returned it.

        A result with `error` has changed nothing.
        """
        tool = self.tools[call.name]
        if is_office_tool(tool):
            return self._in_office(call, recorded)
        result = recorded
        if tool.implementation is not None:
            ran = self._in_sandbox(tool.implementation, call.arguments)
            result = ran if recorded is None else recorded
        elif recorded is None:
            result = self._simulation.result(tool, call.arguments)
        if not failed(result):
            self._ledger.enter(tool, call.arguments, result)
        return result

    def _in_office(self, call: ToolCall, recorded: Any) -> Any:
        result = self.office.implementations[call.name](**call.arguments)
        if call.name == "create_task":
            self._made.add(self._renamed(result, recorded))
        return result if recorded is None else recorded

    def _renamed(self, task: dict[str, Any], recorded: Any) -> str:
        """The id a new task goes by: the recorded one, so that what is recorded later still fits."""
        given: str = task["task_id"]
        wanted = recorded.get("task_id") if isinstance(recorded, dict) else None
        if not isinstance(wanted, str) or wanted in self.office.tasks:
            return given
        self.office.tasks[wanted] = {**self.office.tasks.pop(given), "task_id": wanted}
        return wanted

    def _in_sandbox(self, implementation: Implementation, arguments: Mapping[str, Any]) -> Any:
        outcome = execute([*self._ran, (implementation, arguments)])[-1]
        if outcome.kind != "returned":
            return {"error": outcome.message}
        if not failed(outcome.value):
            self._ran.append((implementation, arguments))
        return outcome.value

    def copy(self) -> "World":
        """A world of its own that stands where this one does, but for what a simulation would return."""
        copy = World(self.tools, deepcopy(self.office), Random(0))
        copy._ledger, copy._ran, copy._made = deepcopy(self._ledger), list(self._ran), set(self._made)
        return copy

    def state(self) -> str:
        """What there is now, as canonical JSON, without the ids given out here."""
        found = {id: task for id, task in self.office.tasks.items() if id not in self._made}
        made = [_without(self.office.tasks[id], "task_id") for id in self._made if id in self.office.tasks]
        sent = [_without(email, "message_id") for email in self.office.outbox]
        return canonical_json([found, sorted(made), sorted(sent), self._ledger.state()])


def _without(row: Mapping[str, Any], id: str) -> str:
    return canonical_json({name: value for name, value in row.items() if name != id})
