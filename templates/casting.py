"""Which tools a template can be played by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from callwright.templates.chains import Chains, Edge
from callwright.templates.template import CallTurn, Role, Template
from callwright.tools.tool import Tool, Toolset


@dataclass(frozen=True)
class Casting:
    tools: Mapping[str, Tool]
    """Role -> tool."""
    edges: Mapping[str, Edge]
    """Role that uses another's result -> by which field."""

    @property
    def called(self) -> tuple[str, ...]:
        return tuple(tool.name for tool in self.tools.values())


def castings(template: Template, tools: Toolset, chains: Chains) -> list[Casting]:
    """Every way to cast the template, in the order of the toolset; a call that another has to precede only behind that one."""
    found = [Casting({}, {})]
    for name, role in template.roles.items():
        found = [extended for casting in found for extended in _with_role(casting, name, role, tools, chains)]
    calls = tuple(dict.fromkeys(role for turn in template.turns if isinstance(turn, CallTurn) for role in turn.call))
    return [casting for casting in found if chains.in_order(tuple(casting.tools[role].name for role in calls))]


def _with_role(casting: Casting, name: str, role: Role, tools: Toolset, chains: Chains) -> Iterator[Casting]:
    for tool in tools.values():
        if tool.destructive is not role.destructive or tool in casting.tools.values():
            continue
        if role.uses is None:
            yield Casting({**casting.tools, name: tool}, casting.edges)
            continue
        for edge in chains.between(casting.tools[role.uses], tool):
            if edge.source == role.source:
                yield Casting({**casting.tools, name: tool}, {**casting.edges, name: edge})


def anchor(casting: Casting, uses: Mapping[str, int], order: Sequence[str]) -> str:
    """The tool a casting counts for: of those it calls the one that the fewest castings use, `-` where it calls none."""
    if not casting.tools:
        return "-"
    return min(casting.called, key=lambda name: (uses[name], order.index(name)))
