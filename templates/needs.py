"""What a call has to give so that its scenario can be played: a parameter to break, to be in doubt about, or to change later.

Left to chance, every seventh staging would be given up for the want of one.
"""

from collections.abc import Sequence
from functools import lru_cache

from callwright.templates.ambiguity import can_be_doubtful
from callwright.templates.template import Template
from callwright.tools.faults import breaks_at
from callwright.tools.tool import Tool
from callwright.tools.values.kinds import kinds_of

NAMES = frozenset({
    "place", "city", "country", "airport", "person", "company", "username", "email", "id", "currency", "language", "ticker",
    "coin", "host", "url", "repo", "package", "artist", "movie", "book", "team", "product", "room", "hotel", "restaurant",
    "channel", "drug",
})  # fmt: skip
"""Kinds of values that can be said in a row: "Leeds and York". A query or a title with an "and" in it is one value."""
LIMITS = frozenset({"count", "page", "offset", "boolean"})
"""Kinds of optional values that are no filter: without them no more is found where nothing was."""
UNVARIED = frozenset({"boolean", "list", "object", "body", "message"})
"""Kinds of values that no follow-up changes alone."""

Needs = Sequence[frozenset[str]]
"""Of each of these sets one parameter has to be given."""


def needs(template: Template, name: str, tool: Tool, fault: str) -> Needs:
    """Of the call of a role; a set is left out where the tool has no such parameter."""
    return _needs(tool, template.varied.get(name, ()), template.roles[name].ambiguous, fault if name in template.broken else "-")


@lru_cache(maxsize=8192)
def _needs(tool: Tool, varied: Sequence[str], ambiguous: str, fault: str) -> Needs:
    found = [changed(tool, differs) for differs in varied if differs != "all"]
    if ambiguous != "no":
        kinds = kinds_of(tool)
        found.append(frozenset(name for name, schema in tool.properties.items() if can_be_doubtful(kinds[name], schema, ambiguous)))
    if fault != "-":
        found.append(breaks_at(tool, fault))
    return tuple(need for need in found if need)


@lru_cache(maxsize=8192)
def changed(tool: Tool, differs: str) -> frozenset[str]:
    """The parameters in which a second call of the tool may differ so from the first (`Role.differs`)."""
    kinds = kinds_of(tool)
    ids = frozenset(name for name, kind in kinds.items() if kind == "id")
    match differs:
        case "less":
            return frozenset(name for name in tool.optional if kinds[name] not in LIMITS)
        case "id":
            return ids
        case "name":
            return frozenset(name for name, kind in kinds.items() if kind in NAMES)
        case "one" if ids and tool.hints.read_only is not True:
            return ids
    return frozenset(name for name, kind in kinds.items() if kind not in UNVARIED) - (ids if differs == "value" else frozenset())
