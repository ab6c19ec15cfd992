"""Which tools a template can be played by."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from callwright.templates.chains import Chains, Edge
from callwright.templates.template import CallTurn, Role, Template
from callwright.tools.tool import Tool, Toolset

MOST, MOST_A_TOOL = 120, 1
"""Castings kept of a template: forty tools have 59,280 ways to fill three free roles, and nobody trains on that many."""
WIDER = 4
"""Times as many half-made castings are carried on: 250 tools would come to 16 million."""


@dataclass(frozen=True)
class Casting:
    tools: Mapping[str, Tool]
    """Role -> tool."""
    edges: Mapping[str, Edge]
    """Role that uses another's result -> by which field."""
    counted: frozenset[str] = frozenset()
    """Roles whose tools a row may count for: the destructive ones, else those called; where there are none, all."""

    @cached_property
    def cast(self) -> tuple[str, ...]:
        """Every tool that has a part, called or not."""
        return tuple(tool.name for tool in self.tools.values())

    def used(self, role: str, template: Template) -> frozenset[str]:
        """The fields of the role's result that later calls take their arguments from."""
        if not self.edges:
            return frozenset()
        edges = [edge for name, edge in self.edges.items() if template.roles[name].uses == role]
        return frozenset(field for edge in edges for field in (edge.list_field, edge.field))

    @property
    def called(self) -> tuple[str, ...]:
        return tuple(tool.name for role, tool in self.tools.items() if not self.counted or role in self.counted)


def castings(template: Template, tools: Toolset, chains: Chains) -> list[Casting]:
    """Every way to cast the template, in the order of the toolset; of very many an even choice that growing does not change."""
    found = [Casting({}, {}, _counted(template))]
    most = max(MOST, MOST_A_TOOL * len(tools))
    for name, role in template.roles.items():
        found = _even(found, WIDER * most)
        found = [extended for casting in found for extended in _with_role(casting, name, role, tools, chains)]
    return _even([casting for casting in found if _in_order(template, casting, chains)], most)


def _even(found: list[Casting], most: int) -> list[Casting]:
    """At most that many of them, in their order, chosen by the hash of their tools."""
    if len(found) <= most:
        return found
    kept = sorted(range(len(found)), key=lambda place: hashlib.sha256("/".join(found[place].called).encode()).digest())[:most]
    return [found[place] for place in sorted(kept)]


def _with_role(casting: Casting, name: str, role: Role, tools: Toolset, chains: Chains) -> Iterator[Casting]:
    if role.like is not None:
        alike = {name: casting.edges[role.like]} if role.uses else {}
        yield replace(casting, tools={**casting.tools, name: casting.tools[role.like]}, edges={**casting.edges, **alike})
        return
    for tool in tools.values():
        if tool.destructive is not role.destructive or tool in casting.tools.values() or not _does(role.does, tool):
            continue
        if role.uses is None:
            yield replace(casting, tools={**casting.tools, name: tool})
            continue
        for edge in chains.between(casting.tools[role.uses], tool):
            if edge.source == role.source:
                yield replace(casting, tools={**casting.tools, name: tool}, edges={**casting.edges, name: edge})


def _in_order(template: Template, casting: Casting, chains: Chains) -> bool:
    """Whether every call stands behind those that have to precede it."""
    calls = dict.fromkeys(role for turn in template.turns if isinstance(turn, CallTurn) for role in turn.call)
    return chains.in_order(tuple(casting.tools[role].name for role in calls))


def _counted(template: Template) -> frozenset[str]:
    called = {role for turn in template.turns if isinstance(turn, CallTurn) for role in turn.call}
    return frozenset({name for name, role in template.roles.items() if role.destructive} or called)


def _does(wanted: str, tool: Tool) -> bool:
    return wanted == "anything" or (tool.hints.read_only is True) is (wanted == "reads")


def anchor(casting: Casting, uses: Mapping[str, int], order: Sequence[str]) -> str:
    """The tool a casting counts for: of those it calls the one that the fewest castings use, `-` where it calls none."""
    if not casting.tools:
        return "-"
    return min(casting.called, key=lambda name: (uses[name], order.index(name)))
