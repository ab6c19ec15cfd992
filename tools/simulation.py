"""Tools that were never run answer all the same: results by their result schemas, out of a small world with memory.

What is created is in the list that follows, what is updated stays so, what is deleted is gone; a record keeps its id and its
fields under whatever name a tool calls its id (`id`, `task_id`), as long as a trace lasts.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from callwright.tools.arithmetic import evaluate
from callwright.tools.faults import BrokenCall
from callwright.tools.naming import STEERING, words
from callwright.tools.shapes import CONVERTED, SEARCHES, Identity, Returned, Shape, returned_by
from callwright.tools.simulated_values import result_schema, smallest
from callwright.tools.simulation_data import ERRORS, FILTERS, FINISHED_STATES
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.kinds import kind_of
from callwright.tools.values.make import Occasion

MOST_LISTED = 4
"""Longest list a simulated result holds: long enough for a loop, short enough to train on."""
TRIES = 5
"""Draws for each element of a list; one whose id is listed already is drawn again."""
RATES = (0.2, 5)

Record = dict[str, Any]


class Simulation:
    """The world of one trace. The same rng, calls and order give the same results."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng = rng
        self.today = today
        self.occasion = Occasion(rng, today, is_said=False)
        self._shelves: dict[str, dict[Any, Record]] = {}
        """Thing -> id -> all that is known of it, by the names of fields and of parameters."""
        self._gone: set[tuple[str, Any]] = set()
        self.left_out: set[tuple[str, Any, str]] = set()
        """Thing, id and field of what a record was shown without: it stays so until a call gives it."""
        self.found_by: dict[tuple[str, Any], str] = {}
        """Thing and id -> the search that first found it; empty for one that asked for nothing in particular."""

    def result(self, tool: Tool, arguments: Mapping[str, Any], *, empty: bool = False, shown: frozenset[str] = frozenset()) -> Any:
        """What the tool returns for a valid call; `empty`: a search that finds nothing; `shown`: fields not to be left out."""
        returned = returned_by(tool)
        subject = _subject(returned, arguments)
        if subject in self._gone:
            return self.error(tool, arguments, "not_found")
        result = _Answer(self, returned, arguments, empty, shown).value(returned.shape)
        if not (fits := returned.validator.is_valid(result)):
            blank = Simulation(self.rng, self.today)  # what is known of the record may be what does not fit
            result = _Answer(blank, returned, {}, empty, shown).value(returned.shape)
            fits = returned.validator.is_valid(result)
        if subject is not None and returned.deletes:
            self._shelves.get(subject[0], {}).pop(subject[1], None)
            self._gone.add(subject)
        return result if fits else smallest(result_schema(tool))

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

    def __init__(
        self, world: Simulation, returned: Returned, arguments: Mapping[str, Any], empty: bool, shown: frozenset[str]
    ) -> None:
        self.world, self.arguments, self.empty, self.shown = world, arguments, empty, shown
        self.converts = returned.converts
        self.sought = returned.sought
        self.rng, self.today, self.occasion = world.rng, world.today, world.occasion
        self.given = {
            known: arguments[name]
            for name, known in returned.ids
            if name in arguments and not isinstance(arguments[name], list | dict)
        }
        """Thing -> the id the call names."""

    def value(self, shape: Shape) -> Any:
        if shape.type == "object":
            return self._object(shape, self.arguments)
        return self._list(shape) if shape.type == "array" else shape.draw(self.occasion)

    def _object(self, shape: Shape, wanted: Mapping[str, Any]) -> Record:
        """`wanted`: what its fields are to be, where their schemas allow it; else what is known of it, else something new."""
        identity = shape.identity
        key = self._key(identity, shape, wanted) if identity else None
        shelf = self.world.known(identity) if identity else {}
        record: Record = shelf.get(key, {})
        aimed = self._aimed(shape, wanted)
        fields: Record = {}
        for name, field in shape.fields.items():
            if identity and name == identity.key:
                fields[name] = key
            elif name in aimed:
                fields[name] = aimed[name]
            elif name in record and field.takes(record[name]):
                fields[name] = record[name]
            elif name in shape.required or self._is_shown(identity, key, name):
                fields[name] = self._field(field)
        if shape.counts:
            _count_lists(fields, shape)
        if identity:
            shelf[key] = {**record, **wanted, **fields}
        return fields

    def _aimed(self, shape: Shape, wanted: Mapping[str, Any]) -> Record:
        """The fields of which it is said what they are to be."""
        found: Record = {}
        for said in wanted:
            for field in shape.aimed.get(said, ()):
                for aim in field.aims:
                    if aim in wanted and field.takes(wanted[aim]):
                        found[field.name] = wanted[aim]
                        break
        return {name: self._converted(value) for name, value in found.items()} if found and self.converts else found

    def _is_shown(self, identity: Identity | None, key: Any, name: str) -> bool:
        """Whether an optional field is there, of which nothing is known."""
        if name in self.shown:
            return True
        if identity and (identity.thing, key, name) in self.world.left_out:
            return False
        shown = self.rng.random() < 0.5
        if identity and not shown:
            self.world.left_out.add((identity.thing, key, name))
        return shown

    def _converted(self, value: Any) -> Any:
        """A number by the rate between what a conversion comes from and goes to, the same each time; anything else as it is."""
        source, target = (next((self.arguments[n] for n in self.arguments if n.startswith(ends)), None) for ends in CONVERTED)
        if isinstance(value, bool) or not isinstance(value, int | float) or None in (source, target) or source == target:
            return value
        return round(value * random.Random(f"{source} {target}").uniform(*RATES), 2)

    def _key(self, identity: Identity, shape: Shape, wanted: Mapping[str, Any]) -> Any:
        """The id the call names or the field is to have, else a free one."""
        field = shape.fields[identity.key]
        for named in (wanted.get(identity.key), self.given.get(identity.thing) if wanted is self.arguments else None):
            if isinstance(named, str | int | float) and field.takes(named):
                return named
        for _ in range(TRIES * MOST_LISTED):
            drawn = field.draw(self.occasion)
            if self.world.is_free(identity, drawn):
                return drawn
        return drawn

    def _field(self, field: Shape) -> Any:
        if field.new_state is not None:
            return field.new_state
        if field.is_number:
            for value in self.arguments.values():
                if isinstance(value, str) and (number := evaluate(value)) is not None:
                    return number
        return self.value(field)

    def _list(self, shape: Shape) -> list[Any]:
        if self.empty:
            return []
        items, least = shape.items, shape.schema.get("minItems", 0)
        if items.type != "object":
            return [shape.draw_item(self.occasion) for _ in range(max(2, least))]
        most = min([MOST_LISTED, shape.schema.get("maxItems", MOST_LISTED), *(_limit(*one) for one in self.arguments.items())])
        length = max(self.rng.randint(min(2, most), most), least)
        identity, fitting = items.identity, self._fitting(items)
        search = ", ".join(
            f"{name}={self.arguments[name]!r}" for name in sorted(self.sought - items.fields.keys()) if name in self.arguments
        )
        listed = [self._object(items, record) for record in self._matching(identity, fitting, search)][:most]
        for _ in range(TRIES * length):
            if len(listed) >= length:
                break
            item = self._object(items, self._filter(items, fitting))
            if identity is None or item[identity.key] not in {other[identity.key] for other in listed}:
                listed.append(item)
                if identity:
                    self.world.found_by[identity.thing, item[identity.key]] = search
        return listed

    def _matching(self, identity: Identity | None, fitting: Mapping[str, list[Any]], search: str) -> Iterator[Record]:
        """The known records that the call's filters let through, none that another search found: not all flights go to Rome."""
        for key, record in list(self.world.known(identity).items()) if identity else []:
            if identity and search and self.world.found_by.get((identity.thing, key), search) not in (search, ""):
                continue
            if self._is_found(record) and all(record.get(name, values[0]) in values for name, values in fitting.items() if values):
                yield {**record, identity.key: key} if identity else record

    def _is_found(self, record: Record) -> bool:
        """Whether a free search finds the record: one of its words stands in it."""
        asked = " ".join(str(value) for name, value in self.arguments.items() if name in SEARCHES)
        return not asked or bool(set(words(asked)) & set(words(" ".join(map(str, record.values())))))

    def _filter(self, items: Shape, fitting: Mapping[str, list[Any]]) -> Record:
        """Fields that make a new element fit the filters; a state is as often a finished one as not."""
        states = {name: self.rng.choice(members) for name, members in items.states.items()}
        return states | {name: self.rng.choice(values) for name, values in fitting.items() if values}

    def _fitting(self, items: Shape) -> dict[str, list[Any]]:
        """Field -> the values it may have in an element that fits the call's filters."""
        fitting: dict[str, list[Any]] = {}
        for name, value in self.arguments.items():
            if name in items.fields and name not in STEERING:
                fitting[name] = [value]
            elif isinstance(value, str):
                fitting |= {field: [value] for field, members in items.members.items() if value in members}
                for field, shape in items.fields.items() if value in FILTERS else ():
                    fitting |= {field: values} if (values := self._passing(FILTERS[value], shape.stated)) else {}
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


def _subject(returned: Returned, arguments: Mapping[str, Any]) -> tuple[str, Any] | None:
    """The one record a call is about, as it is known in the world; None for one that makes or lists."""
    for name, known in returned.ids:
        if known == returned.subject and name in arguments:
            return (known, arguments[name]) if isinstance(arguments[name], str | int) else None
    return None


def _limit(name: str, value: Any) -> int:
    """How many elements an argument such as `max_results` allows."""
    is_limit = isinstance(value, int) and not isinstance(value, bool) and kind_of(name, {"type": "integer"}) == "count"
    return value if is_limit else MOST_LISTED


def _count_lists(fields: Record, shape: Shape) -> None:
    """A field such as `total` beside one list says how long it is."""
    lists = [value for value in fields.values() if isinstance(value, list)]
    if len(lists) == 1:
        fields |= {name: len(lists[0]) for name in shape.counts if name in fields}


def _filled(shape: Any, slots: Mapping[str, Any]) -> Any:
    """The slots put in; a text that is nothing but a slot becomes its value, so that seconds are a number."""
    if isinstance(shape, str):
        return slots[shape[1:-1]] if shape == "{seconds}" else shape.format_map(slots)
    if isinstance(shape, dict):
        return {key: _filled(value, slots) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, slots) for value in shape]
    return shape
