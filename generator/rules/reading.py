"""A line of JSON, read as the `json` module reads it; tools, which the lines of a file have in common, are read once by their text.

Four fifths of a usual line are its tools. A line that is not read this way, for it is broken or no object, is read in the usual
way, which says what is wrong.
"""

import json
import re
from typing import Any

from callwright.generator.rules.nesting import MAX_DEPTH, nested_deeper

KEPT = 2048
"""Tools kept at once."""
LONGEST = 1 << 14
"""Characters of a tool that is kept."""
TELLING = 160
"""Characters by which a tool is looked up: its name stands among them, and mostly its description. The whole text decides."""
MEMBER = re.compile(r'[ \t\n\r]*(?=")')
COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
BEGIN = re.compile(r"\[[ \t\n\r]*(?=\{)")
NEXT = re.compile(r"[ \t\n\r]*([,}\]])[ \t\n\r]*")


class SharedTool(dict[str, Any]):
    """A tool's definition that other lines hold too, not to be changed; nested no deeper than a line may hold it."""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
_KNOWN: dict[str, tuple[str, SharedTool]] = {}


class _UnusualError(ValueError):
    """Nothing that is read by its members."""


def read_json(text: str) -> Any:
    """Raises ValueError and RecursionError as `json.loads` does, and ValueError for `NaN` and the like."""
    try:
        return _by_members(text)
    except (ValueError, RecursionError):
        return _DECODER.decode(text)


def _by_members(text: str) -> dict[str, Any]:
    members: dict[str, Any] = {}
    place = _after(MEMBER, text, 1) if text.startswith("{") else _unusual()
    while True:
        name, place = _DECODER.raw_decode(text, place)
        place = _after(COLON, text, place)
        listed = BEGIN.match(text, place) if name == "tools" else None
        members[name], place = _tools(text, listed.end()) if listed else _DECODER.raw_decode(text, place)
        sign, place = _sign(text, place)
        if sign == "}" and place == len(text):
            return members
        place = _after(MEMBER, text, place) if sign == "," else _unusual()


def _tools(text: str, place: int) -> tuple[list[Any], int]:
    tools = []
    while True:
        known = _KNOWN.get(text[place : place + TELLING])
        if known is not None and text.startswith(known[0], place):
            tool, place = known[1], place + len(known[0])
        else:
            tool, place = _new_tool(text, place)
        tools.append(tool)
        sign, place = _sign(text, place)
        if sign == "]":
            return tools, place
        if sign != ",":
            _unusual()


def _new_tool(text: str, place: int) -> tuple[Any, int]:
    tool, end = _DECODER.raw_decode(text, place)
    if isinstance(tool, dict) and end - place <= LONGEST and not nested_deeper(tool, MAX_DEPTH - 2):
        if len(_KNOWN) >= KEPT:
            _KNOWN.clear()
        tool = SharedTool(tool)
        _KNOWN[text[place : place + TELLING]] = text[place:end], tool
    return tool, end


def _sign(text: str, place: int) -> tuple[str, int]:
    found = NEXT.match(text, place)
    return (found[1], found.end()) if found else ("", _unusual())


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else _unusual()


def _unusual() -> int:
    raise _UnusualError
