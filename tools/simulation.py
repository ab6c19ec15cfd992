"""Tools that were never run answer all the same: results by their result schemas, with memory within one trace.

A result repeats the arguments it has fields for, keeps ids, and a list returned later contains what was created before.
"""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from callwright.tools.arithmetic import evaluate
from callwright.tools.faults import BrokenCall
from callwright.tools.references import inlined
from callwright.tools.simulation_data import ERRORS, FILTERS, FINISHED_STATES
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.kinds import kind_of

MOST_LISTED = 4
"""Longest list a simulated result holds: long enough for a loop, short enough to train on."""


TRIES = 5
"""Draws for each element of a list; one whose id is listed already is drawn again."""


class Simulation:
    """The world of one trace. The same rng, calls and order give the same results."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._entities: dict[str, dict[Any, dict[str, Any]]] = {}

    def result(self, tool: Tool, arguments: Mapping[str, Any], *, empty: bool = False) -> Any:
        """What the tool returns for a valid call; `empty`: a search that finds nothing."""
        return self._value("", inlined(tool.result or {"type": "object"}), arguments, empty)

    def error(self, tool: Tool, arguments: Mapping[str, Any], fault: str, broken: BrokenCall | None = None) -> Any:
        """An error result as an API writes it, in one of several shapes."""
        slots = {
            "tool": tool.name,
            "parameter": broken.parameter if broken else "",
            "value": broken.value if broken else "",
            "expected": broken.expected if broken else "",
            "id": next((value for value in arguments.values() if isinstance(value, str)), tool.name),
            "seconds": self._rng.choice((5, 10, 30, 60)),
        }
        return _filled(self._rng.choice(ERRORS[fault]), slots)

    def _value(self, name: str, schema: JsonSchema, arguments: Mapping[str, Any], empty: bool) -> Any:
        types = schema.get("type")
        if types == "object" or "properties" in schema:
            return self._object(schema, arguments, empty)
        if types == "array":
            return self._list(schema, arguments, empty)
        if types == "boolean":
            return True
        drawn = draw(name, schema, self._rng, self._today)
        return None if drawn is None else drawn.canonical

    def _object(self, schema: JsonSchema, arguments: Mapping[str, Any], empty: bool) -> dict[str, Any]:
        properties = schema.get("properties", {})
        key = entity_key(schema)
        known = self._entities.get(key, {}).get(arguments.get(key), {}) if key else {}
        given = {**known, **{name: value for name, value in arguments.items() if name in properties}}
        fields: dict[str, Any] = {}
        for name, sub in properties.items():
            if name in given:
                fields[name] = given[name]
            elif name in schema.get("required", ()) or self._rng.random() < 0.5:
                fields[name] = self._field(name, sub, arguments, empty)
        _count_lists(fields, properties)
        if key and key in fields:
            self._entities.setdefault(key, {})[fields[key]] = fields
        return fields

    def _field(self, name: str, schema: JsonSchema, arguments: Mapping[str, Any], empty: bool) -> Any:
        if FINISHED_STATES & set(schema.get("enum", ())):
            return next(state for state in schema["enum"] if state not in FINISHED_STATES)
        if schema.get("type") in ("number", "integer"):
            for value in arguments.values():
                if isinstance(value, str) and (number := evaluate(value)) is not None:
                    return number
        return self._value(name, schema, arguments, empty)

    def _list(self, schema: JsonSchema, arguments: Mapping[str, Any], empty: bool) -> list[Any]:
        if empty:
            return []
        items = schema.get("items", {})
        most = min([MOST_LISTED, *(_limit(name, value) for name, value in arguments.items())])
        length = self._rng.randint(min(2, most), most)
        key = entity_key(items)
        listed = list(self._entities.get(key or "", {}).values())[:length]
        for _ in range(TRIES * length):
            if len(listed) >= length:
                break
            item = self._item(items, arguments)
            if key is None or item.get(key) not in {other.get(key) for other in listed}:
                listed.append(item)
        return listed

    def _item(self, schema: JsonSchema, arguments: Mapping[str, Any]) -> Any:
        properties = schema.get("properties", {})
        fixed: dict[str, Any] = {}
        for value in arguments.values():
            if isinstance(value, str):
                fixed |= {name: value for name, sub in properties.items() if value in sub.get("enum", ())}
                fixed |= self._filtered(FILTERS.get(value, {}), properties)
        states = {
            name: self._rng.choice(sub["enum"]) for name, sub in properties.items() if FINISHED_STATES & set(sub.get("enum", ()))
        }
        return self._value("", schema, states | fixed, False)

    def _filtered(self, condition: Mapping[str, Any], properties: Mapping[str, JsonSchema]) -> dict[str, Any]:
        """Fields that make an element fit a list filter such as `overdue`."""
        fields: dict[str, Any] = {}
        for name, schema in properties.items():
            if schema.get("format") == "date" and "date" in condition:
                fields[name] = self._day(condition["date"]).isoformat()
            if "finished" in condition and set(schema.get("enum", ())) & FINISHED_STATES:
                fitting = [state for state in schema["enum"] if (state in FINISHED_STATES) is condition["finished"]]
                fields[name] = self._rng.choice(fitting)
        return fields

    def _day(self, when: str) -> date:
        days = {"past": (-20, -1), "today": (0, 0), "week": (0, 6 - self._today.weekday())}[when]
        return self._today + timedelta(days=self._rng.randint(*days))


def entity_key(schema: JsonSchema) -> str | None:
    """The field by which an object is known again: `id`, `task_id`, `messageId`."""
    return next((name for name in schema.get("properties", {}) if kind_of(name, schema["properties"][name]) == "id"), None)


def _limit(name: str, value: Any) -> int:
    """How many elements an argument such as `max_results` allows."""
    is_limit = isinstance(value, int) and not isinstance(value, bool) and kind_of(name, {"type": "integer"}) == "count"
    return value if is_limit else MOST_LISTED


def _count_lists(fields: dict[str, Any], properties: Mapping[str, JsonSchema]) -> None:
    """A field such as `total` beside one list says how long it is."""
    lists = [value for value in fields.values() if isinstance(value, list)]
    for name, schema in properties.items():
        if len(lists) == 1 and schema.get("type") == "integer" and name in fields:
            fields[name] = len(lists[0])


def _filled(shape: Any, slots: Mapping[str, Any]) -> Any:
    if isinstance(shape, str):
        return shape.format_map(slots)
    if isinstance(shape, dict):
        return {key: _filled(value, slots) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, slots) for value in shape]
    return shape
