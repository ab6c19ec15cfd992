"""What words can mean for a parameter: the one way back from surface to canonical, for grounding and for metrics.

>>> readings("in half an hour", "delay_minutes", {"type": "integer"}, date(2026, 11, 20))
{30}
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from callwright.tools.values import amounts, booleans, dates, enums, expressions, ids, measures, numbers, times, vocabularies
from callwright.tools.values.parameter import Parameter, parameter
from callwright.tools.values.say import date_written, moment_written, time_written

QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|(?<!\w)\'([^\']+)\'(?!\w)|«([^»]+)»')


def readings(text: str, name: str, schema: Mapping[str, Any], today: date, root: Mapping[str, Any] | None = None) -> set[Any]:
    """Every canonical value that the text, or some words of it, can mean for this parameter.

    For a list these are the readings of its items; for an object none, ask for its members. Free text reads as itself and as
    what it quotes; `None` is never among the readings.
    """
    found: set[Any] = set()
    for branch in parameter(name, schema, schema if root is None else root):
        items = branch.schema.get("items")
        if branch.type == "array" and isinstance(items, dict):
            found |= readings(text, name, items, today, branch.root)
        elif branch.type not in ("object", "array", "null"):
            found |= _readings(text, branch, today)
    return found


def _readings(text: str, branch: Parameter, today: date) -> set[Any]:
    if branch.members:
        return enums.readings(text, branch.members, branch.name, branch.description)
    if branch.type == "boolean":
        return set(booleans.readings(text, branch.name))
    if branch.type in ("integer", "number"):
        return _numbers(text, branch)
    return _strings(text, branch, today)


def _numbers(text: str, branch: Parameter) -> set[Any]:
    match branch.kind.family:
        case "measure":
            found = measures.readings(text, measures.unit_for(branch))
        case "amount":
            found = amounts.readings(text)
        case _:
            found = numbers.readings(text)
    return {number for number in found if branch.type != "integer" or isinstance(number, int)}


def _strings(text: str, branch: Parameter, today: date) -> set[Any]:
    match branch.kind.family:
        case "date":
            return {date_written(day, branch) for day in dates.readings(text, today)} | plain(text)
        case "time":
            return {time_written(moment, branch) for moment in times.readings(text)} | plain(text)
        case "datetime":
            return _moments(text, branch, today) | plain(text)
        case "id":
            return ids.readings(text, branch.schema.get("pattern", "")) | plain(text)
        case "vocabulary":
            vocabulary = branch.kind.traits["vocabulary"]
            return vocabularies.readings(text, vocabulary, True) | vocabularies.readings(text, vocabulary, False) | plain(text)
        case "expression":
            return expressions.readings(text) | plain(text)
        case "number" | "percent" | "amount" | "measure":
            return {str(number) for number in _numbers(text, branch)} | plain(text)
    return plain(text)


def _moments(text: str, branch: Parameter, today: date) -> set[str]:
    """Every date said with every time said; a date alone with midnight."""
    moments = times.readings(text) or {"00:00"}
    return {moment_written(f"{day}T{moment}:00", branch) for day in dates.readings(text, today) for moment in moments}


def plain(text: str) -> set[str]:
    """The text itself, without quotation marks around it, and whatever it quotes."""
    quoted = {part for match in QUOTED.finditer(text) for part in match.groups() if part}
    return {text, text.strip().strip("\"'“”«»").strip(), *quoted}
