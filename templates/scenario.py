"""A scenario: a template cast with tools and values. Everything is fixed but the words."""

from datetime import date
from typing import Any

from callwright.tools.call import Role
from callwright.tools.record import record
from callwright.tools.tool import Tool
from callwright.tools.values.value import Value


@record
class PlannedCall:
    role: str
    """The template's role the tool is cast for."""
    tool: Tool
    arguments: dict[str, Any]
    values: tuple[Value, ...]
    """Each argument the user states, with its surface form; on a turn only those of that turn."""
    id: str
    reference: Value | None = None
    """The argument taken from an earlier result; the user says its surface ("it", "the first one")."""

    def passing(self, arguments: dict[str, Any], values: tuple[Value, ...]) -> "PlannedCall":
        """The call with these arguments and values."""
        return PlannedCall(self.role, self.tool, arguments, values, self.id, self.reference)

    @property
    def surfaces(self) -> dict[str, str]:
        """Parameter -> how the user says it."""
        return {value.path: value.surface for value in self.values}

    @property
    def given(self) -> dict[str, Any]:
        """The arguments no value stands for: an earlier result gave them, or a ready scenario whose request is written already."""
        said = self.surfaces
        return {name: value for name, value in self.arguments.items() if name not in said}


@record
class Condition:
    """What has to turn out before the last call of a request is wanted."""

    kind: str
    """`any`, `none`, `is`, `above`, `below`, `fails`, `widen`."""
    holds: bool
    name: str = ""
    """The result's field that decides; the parameter that `widen` leaves out."""
    surface: str = ""
    """How the value it is compared with is said."""


@record
class Turn:
    role: Role
    says: str
    """user: the speech act; assistant: the act; tool: `result` or the fault."""
    calls: tuple[PlannedCall, ...] = ()
    """Calls made, asked for, answered or spoken about."""
    content: str | None = None
    """Fixed text: a tool result as JSON, or the words a ready scenario brings along."""
    weight: int = 1
    to: str = ""
    """On an assistant's words: what the user said that they reply to; on an `ask` its matter: `missing`, `chosen`, `reading`."""
    results: tuple[Any, ...] = ()
    """What the calls returned: on a tool turn its own result, on an answer those it reports."""
    shape: str = "plain"
    """How a request is laid out, as the template says."""
    joints: tuple[str, ...] = ()
    """Between the calls of a request: `then` where the next rests on one before it, `also` where they are apart."""
    condition: Condition | None = None
    """Of a request, and of the answer that tells how it turned out."""
    options: tuple[str, ...] = ()
    """What the user can choose from, as the question names it."""
    chosen: int = 0
    """Place of the option the user means."""

    @property
    def is_open(self) -> bool:
        """The teacher writes it."""
        return self.content is None and self.role != "tool" and not (self.role == "assistant" and self.says == "call")


@record
class Scenario:
    template: str
    category: str
    pattern: str
    fault: str
    today: date | None
    """What the system text states; None where it states no date."""
    offered: tuple[Tool, ...]
    turns: tuple[Turn, ...]
    prompt: str = ""

    @property
    def open_turns(self) -> tuple[int, ...]:
        return tuple([index for index, turn in enumerate(self.turns) if turn.is_open])
