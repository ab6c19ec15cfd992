"""Tools of lines that offer the same ones: read once, so that they are compiled and hashed once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from callwright.tools.tool import Tool

KEPT = 4096
"""Names kept at once; a file with more tools is read all the same."""
_KNOWN: dict[str, tuple[Mapping[str, Any], Tool]] = {}


def interned(definitions: Iterable[Mapping[str, Any]], read: Callable[[Mapping[str, Any]], Tool]) -> tuple[Tool, ...]:
    """The tools of the definitions; one that equals the last of its name is that very object."""
    return tuple(_interned(definition, read) for definition in definitions)


def _interned(definition: Mapping[str, Any], read: Callable[[Mapping[str, Any]], Tool]) -> Tool:
    function = definition.get("function")
    name = (function if isinstance(function, dict) else definition).get("name", "")
    known = _KNOWN.get(name)
    if known is not None and (known[0] is definition or known[0] == definition):
        return known[1]
    if len(_KNOWN) >= KEPT:
        _KNOWN.clear()
    tool = read(definition)
    _KNOWN[name] = (definition, tool)
    return tool
