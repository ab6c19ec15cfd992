"""Which tools a template can be played by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from callwright.templates.chains import Edge, edges
from callwright.templates.template import Role, Template
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


def castings(template: Template, tools: Toolset) -> list[Casting]:
    """Every way to cast the template, in the order of the toolset."""
    found = [Casting({}, {})]
    for name, role in template.roles.items():
        found = [extended for casting in found for extended in _with_role(casting, name, role, tools)]
    return found


def _with_role(casting: Casting, name: str, role: Role, tools: Toolset) -> Iterator[Casting]:
    for tool in tools.values():
        if tool.destructive is not role.destructive or tool in casting.tools.values():
            continue
        if role.uses is None:
            yield Casting({**casting.tools, name: tool}, casting.edges)
            continue
        for edge in edges(casting.tools[role.uses], tool):
            if edge.source == role.source:
                yield Casting({**casting.tools, name: tool}, {**casting.edges, name: edge})


def anchor(casting: Casting, uses: Mapping[str, int], order: Sequence[str]) -> str:
    """The tool a casting counts for: of those it calls the one that the fewest castings use, `-` where it calls none."""
    if not casting.tools:
        return "-"
    return min(casting.called, key=lambda name: (uses[name], order.index(name)))
