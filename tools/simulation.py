"""Tools that were never run answer all the same: results by their result schemas, out of a small world with memory.

What is created is in the list that follows, what is updated stays so, what is deleted is gone; a record keeps its id and its
fields under whatever name a tool calls its id (`id`, `task_id`), as long as a trace lasts.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from callwright.tools.arithmetic import evaluate
from callwright.tools.faults import BrokenCall
from callwright.tools.naming import STEERING, VERBS, about, held, thing, verb, words
from callwright.tools.simulated_values import is_valid, plain, result_schema, smallest, suits, value_of
from callwright.tools.simulation_data import ERRORS, FILTERS, FINISHED_STATES, NAMES_OF
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.kinds import json_type, kind_of

MOST_LISTED = 4
"""Longest list a simulated result holds: long enough for a loop, short enough to train on."""
TRIES = 5
"""Draws for each element of a list; one whose id is listed already is drawn again."""
SEARCHES = frozenset({"query", "q"})
NAMES = frozenset({"name", "full_name", "display_name"})
AIMED = ("", "to_", "target_", "new_")
"""Beginnings of the parameter that says what a field is to be: a conversion with `to_currency` gives that `currency`."""

CONVERTED = (("from_", "source_", "base_"), ("to_", "target_", "quote_"))
"""Beginnings of the two parameters that make a call a conversion."""
RATES = (0.2, 5)

Record = dict[str, Any]


@dataclass(frozen=True)
class Identity:
    """By what an object is known again."""

    key: str
    """Its field: `id`, `task_id`, `messageId`."""
    thing: str
    """What it is: `task`; records of one thing are one shelf of the world."""


class Simulation:
    """The world of one trace. The same rng, calls and order give the same results."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng = rng
        self.today = today
        self._shelves: dict[str, dict[Any, Record]] = {}
        """Thing -> id -> all that is known of it, by the names of fields and of parameters."""
        self._gone: set[tuple[str, Any]] = set()

    def result(self, tool: Tool, arguments: Mapping[str, Any], *, empty: bool = False) -> Any:
        """What the tool returns for a valid call; `empty`: a search that finds nothing."""
        schema = result_schema(tool)
        subject = _subject(tool, arguments)
        if subject in self._gone:
            return self.error(tool, arguments, "not_found")
        answer = _Answer(self, tool, arguments, empty)
        result = answer.value("", schema, about(tool.name))
        if not is_valid(tool, result):
            blank = Simulation(self.rng, self.today)  # what is known of the record may be what does not fit
            result = _Answer(blank, tool, {}, empty).value("", schema, about(tool.name))
        if subject is not None and verb(tool.name) in VERBS["destructive"]:
            self._shelves.get(subject[0], {}).pop(subject[1], None)
            self._gone.add(subject)
        return result if is_valid(tool, result) else smallest(schema)

    def error(self, tool: Tool, arguments: Mapping[str, Any], fault: str, broken: BrokenCall | None = None) -> Any:
        """An error result as an API writes it, in one of several shapes."""
        slots = {
            "tool": tool.name,
            "parameter": broken.parameter if broken else "",
            "value": broken.value if broken else "",
            "expected": broken.expected if broken else "",
            "id": next((value for value in arguments.values() if isinstance(value, str)), tool.name),
            "seconds": self.rng.choice((5, 10, 30, 60)),
        }
        return _filled(self.rng.choice(ERRORS[fault]), slots)

    def known(self, identity: Identity) -> dict[Any, Record]:
        return self._shelves.setdefault(identity.thing, {})

    def is_free(self, identity: Identity, key: Any) -> bool:
        return key not in self.known(identity) and (identity.thing, key) not in self._gone


class _Answer:
    """One result in the making."""

    def __init__(self, world: Simulation, tool: Tool, arguments: Mapping[str, Any], empty: bool) -> None:
        self.world, self.tool, self.arguments, self.empty = world, tool, arguments, empty
        self.rng, self.today = world.rng, world.today
        self.given = {
            thing(about(tool.name), name): value
            for name, value in arguments.items()
            if name in tool.properties and kind_of(name, tool.properties[name]) == "id" and not isinstance(value, list | dict)
        }
        """Thing -> the id the call names."""

    def value(self, name: str, schema: JsonSchema, holder: str) -> Any:
        branch = plain(schema)
        match branch.get("type", "object" if "properties" in branch else ""):
            case "object":
                return self._object(branch, holder, self.arguments)
            case "array":
                return self._list(branch, held(name, self.tool.name))
            case "boolean" if not {"const", "enum"} & branch.keys():
                return True
        named = NAMES_OF.get(holder.split("_")[-1], name) if name in NAMES else name
        return value_of(named, schema, self.rng, self.today)

    def _object(self, schema: JsonSchema, holder: str, wanted: Mapping[str, Any]) -> Record:
        """`wanted`: what its fields are to be, where their schemas allow it; else what is known of it, else something new."""
        properties: dict[str, JsonSchema] = schema.get("properties", {})
        identity = identity_of(schema, holder)
        key = self._key(identity, properties, wanted) if identity else None
        record: Record = self.world.known(identity).get(key, {}) if identity else {}
        fields: Record = {}
        for name, sub in properties.items():
            if identity and name == identity.key:
                fields[name] = key
            elif aimed := [wanted[said] for aim in AIMED if (said := aim + name) in wanted and suits(wanted[said], sub)]:
                fields[name] = self._converted(aimed[0])
            elif name in record and suits(record[name], sub):
                fields[name] = record[name]
            elif name in schema.get("required", ()) or self.rng.random() < 0.5:
                fields[name] = self._field(name, sub, holder)
        _count_lists(fields, properties)
        if identity:
            self.world.known(identity)[key] = {**record, **wanted, **fields}
        return fields

    def _converted(self, value: Any) -> Any:
        """A number by the rate between what a conversion comes from and goes to, the same each time; anything else as it is."""
        source, target = (next((self.arguments[n] for n in self.arguments if n.startswith(ends)), None) for ends in CONVERTED)
        if isinstance(value, bool) or not isinstance(value, int | float) or None in (source, target) or source == target:
            return value
        return round(value * random.Random(f"{source} {target}").uniform(*RATES), 2)

    def _key(self, identity: Identity, properties: Mapping[str, JsonSchema], wanted: Mapping[str, Any]) -> Any:
        """The id the call names or the field is to have, else a free one."""
        schema = properties[identity.key]
        for named in (wanted.get(identity.key), self.given.get(identity.thing) if wanted is self.arguments else None):
            if named is not None and suits(named, schema):
                return named
        for _ in range(TRIES * MOST_LISTED):
            drawn = value_of(identity.key, schema, self.rng, self.today)
            if self.world.is_free(identity, drawn):
                return drawn
        return drawn

    def _field(self, name: str, schema: JsonSchema, holder: str) -> Any:
        branch = plain(schema)
        members = branch.get("enum", ())
        if unfinished := [state for state in members if state not in FINISHED_STATES]:
            if len(unfinished) < len(members):
                return unfinished[0]
        elif branch.get("type") in ("number", "integer"):
            for value in self.arguments.values():
                if isinstance(value, str) and (number := evaluate(value)) is not None:
                    return number
        return self.value(name, schema, name if branch.get("type") == "object" else holder)

    def _list(self, schema: JsonSchema, holder: str) -> list[Any]:
        if self.empty:
            return []
        stated = schema.get("items")
        items = plain(stated) if isinstance(stated, dict) else {}
        if items.get("type") != "object" and "properties" not in items:
            return [value_of(holder, items, self.rng, self.today) for _ in range(max(2, schema.get("minItems", 0)))]
        most = min([MOST_LISTED, schema.get("maxItems", MOST_LISTED), *(_limit(*argument) for argument in self.arguments.items())])
        length = max(self.rng.randint(min(2, most), most), schema.get("minItems", 0))
        identity = identity_of(items, holder)
        listed = [self._object(items, holder, record) for record in self._matching(identity, items)][:most]
        for _ in range(TRIES * length):
            if len(listed) >= length:
                break
            item = self._object(items, holder, self._filter(items))
            if identity is None or item[identity.key] not in {other[identity.key] for other in listed}:
                listed.append(item)
        return listed

    def _matching(self, identity: Identity | None, items: JsonSchema) -> Iterator[Record]:
        """The known records that the call's filters let through."""
        fitting = self._fitting(items)
        for key, record in list(self.world.known(identity).items()) if identity else []:
            if self._is_found(record) and all(record.get(name, values[0]) in values for name, values in fitting.items() if values):
                yield {**record, identity.key: key} if identity else record

    def _is_found(self, record: Record) -> bool:
        """Whether a free search finds the record: one of its words stands in it."""
        asked = " ".join(str(value) for name, value in self.arguments.items() if name in SEARCHES)
        return not asked or bool(set(words(asked)) & set(words(" ".join(map(str, record.values())))))

    def _filter(self, items: JsonSchema) -> Record:
        """Fields that make a new element fit the filters; a state is as often a finished one as not."""
        properties = items.get("properties", {})
        states = {
            name: self.rng.choice(sub["enum"]) for name, sub in properties.items() if FINISHED_STATES & set(sub.get("enum", ()))
        }
        return states | {name: self.rng.choice(values) for name, values in self._fitting(items).items() if values}

    def _fitting(self, items: JsonSchema) -> dict[str, list[Any]]:
        """Field -> the values it may have in an element that fits the call's filters."""
        properties: dict[str, JsonSchema] = items.get("properties", {})
        fitting: dict[str, list[Any]] = {}
        for name, value in self.arguments.items():
            if name in properties and name not in STEERING:
                fitting[name] = [value]
            elif isinstance(value, str):
                fitting |= {field: [value] for field, sub in properties.items() if value in sub.get("enum", ())}
                for field, sub in properties.items():
                    fitting |= {field: values} if (values := self._passing(FILTERS.get(value, {}), sub)) else {}
        return fitting

    def _passing(self, condition: Mapping[str, Any], schema: JsonSchema) -> list[Any]:
        """The field's values that a filter such as `overdue` lets through; empty where it says nothing about the field."""
        if schema.get("format") == "date" and "date" in condition:
            first, last = {"past": (-20, -1), "today": (0, 0), "week": (0, 6 - self.today.weekday())}[condition["date"]]
            return [(self.today + timedelta(days=days)).isoformat() for days in range(first, last + 1)]
        states = set(schema.get("enum", ()))
        if "finished" in condition and states & FINISHED_STATES:
            return [state for state in schema["enum"] if (state in FINISHED_STATES) is condition["finished"]]
        return []


def identity_of(schema: JsonSchema, holder: str) -> Identity | None:
    """The object's own id before any other's; None where it has none."""
    fields = tuple((name, json_type(sub), sub.get("format")) for name, sub in schema.get("properties", {}).items() if sub)
    return _identity(fields, holder)


@lru_cache(maxsize=8192)
def _identity(fields: tuple[tuple[str, str, str | None], ...], holder: str) -> Identity | None:
    keys = [name for name, held_type, form in fields if kind_of(name, {"type": held_type, "format": form}) == "id"]
    if not keys:
        return None
    own = next((name for name in keys if thing(holder, name) == holder), keys[0])
    return Identity(own, thing(holder, own))


def _subject(tool: Tool, arguments: Mapping[str, Any]) -> tuple[str, Any] | None:
    """The one record a call is about, as it is known in the world; None for one that makes or lists."""
    if verb(tool.name) in VERBS["lists"]:
        return None
    subject = about(tool.name)
    for name, value in arguments.items():
        if name in tool.properties and kind_of(name, tool.properties[name]) == "id" and thing(subject, name) == subject:
            return (subject, value) if isinstance(value, str | int) else None
    return None


def _limit(name: str, value: Any) -> int:
    """How many elements an argument such as `max_results` allows."""
    is_limit = isinstance(value, int) and not isinstance(value, bool) and kind_of(name, {"type": "integer"}) == "count"
    return value if is_limit else MOST_LISTED


def _count_lists(fields: Record, properties: Mapping[str, JsonSchema]) -> None:
    """A field such as `total` beside one list says how long it is."""
    lists = [value for value in fields.values() if isinstance(value, list)]
    for name, schema in properties.items():
        if len(lists) == 1 and plain(schema).get("type") == "integer" and name in fields:
            fields[name] = len(lists[0])


def _filled(shape: Any, slots: Mapping[str, Any]) -> Any:
    """The slots put in; a text that is nothing but a slot becomes its value, so that seconds are a number."""
    if isinstance(shape, str):
        return slots[shape[1:-1]] if shape == "{seconds}" else shape.format_map(slots)
    if isinstance(shape, dict):
        return {key: _filled(value, slots) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, slots) for value in shape]
    return shape
