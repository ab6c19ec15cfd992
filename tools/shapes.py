"""A tool's result schema, read once: what every place of it holds, and by what its objects are known again.

All of this follows from the schema alone; a simulated result asks for it at every field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from callwright.tools.naming import VERBS, about, held, thing, verb, words
from callwright.tools.shown import json_type as type_of
from callwright.tools.simulated_values import plain, result_schema, result_validator, simulated
from callwright.tools.simulation_data import FINISHED_STATES, NAMES_OF, STATES_AFTER
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.kinds import json_type, kind_of, kinds_of
from callwright.tools.values.make import Occasion

NAMES = frozenset({"name", "full_name", "display_name"})
AIMED = ("", "to_", "target_", "new_")
"""Beginnings of the parameter that says what a field is to be: a conversion with `to_currency` gives that `currency`."""


@dataclass(frozen=True)
class Identity:
    """By what an object is known again."""

    key: str
    """Its field: `id`, `task_id`, `messageId`."""
    thing: str
    """What it is: `task`; records of one thing are one shelf of the world."""


@dataclass(frozen=True)
class Shape:
    """One place of a result."""

    tool: str
    """The tool's name."""
    name: str
    """The field's; empty for the result itself and for the elements of a list."""
    stated: JsonSchema
    """Free of `$ref`."""
    holder: str
    """What the object is that the place belongs to."""

    @cached_property
    def schema(self) -> JsonSchema:
        """The branch of what is stated that results follow."""
        return plain(self.stated)

    @cached_property
    def type(self) -> str:
        return str(self.schema.get("type", "object" if "properties" in self.schema else ""))

    @cached_property
    def _members(self) -> list[Any] | None:
        """Of an enumeration, or the constant."""
        stated = self.stated
        return stated.get("enum", [stated.get("const")]) if "const" in stated or "enum" in stated else None

    @cached_property
    def _types(self) -> frozenset[str]:
        """JSON Schema's names of the types it may have; empty where it may have any."""
        stated = self.stated.get("type") or ()
        types = frozenset([stated] if isinstance(stated, str) else stated)
        return types | {"integer"} if "number" in types else types

    def takes(self, value: Any) -> bool:
        """Whether a value from elsewhere may stand here, by enumeration and type: what a look can tell."""
        if self._members is not None:
            return value in self._members
        return not self._types or type_of(value) in self._types

    @cached_property
    def drawn_as(self) -> str:
        """The name its values are drawn by: that of a customer is a person's."""
        return NAMES_OF.get(self.holder.split("_")[-1], self.name) if self.name in NAMES else self.name

    @cached_property
    def draw(self) -> Callable[[Occasion], Any]:
        """Draws one of its values; a boolean that may be either says that all went well."""
        if self.type == "boolean" and not {"const", "enum"} & self.schema.keys():
            return lambda _: True
        if self._states_after:
            return lambda occasion: occasion.rng.choice(self._states_after)
        return simulated(self.drawn_as, self.stated)

    @cached_property
    def _states_after(self) -> list[str]:
        """Of a status, what it says after the call: of those that are listed, where any are."""
        if self.name != "status" or self.type != "string" or not self.schema.keys() <= {"type", "description", "enum"}:
            return []
        after = next((STATES_AFTER[word] for word in words(self.tool) if word in STATES_AFTER), [])
        return [state for state in after if state in self.schema.get("enum", after)]

    @cached_property
    def draw_item(self) -> Callable[[Occasion], Any]:
        """Draws an element of an array."""
        return simulated(self.items.holder, self.items.schema)

    @cached_property
    def aims(self) -> tuple[str, ...]:
        """Arguments that say what the field is to be."""
        return tuple(aim + self.name for aim in AIMED)

    @cached_property
    def aimed(self) -> Mapping[str, tuple["Shape", ...]]:
        """Argument -> the fields of an object that it says so of."""
        every = dict.fromkeys(aim for field in self.fields.values() for aim in field.aims)
        return {aim: tuple(field for field in self.fields.values() if aim in field.aims) for aim in every}

    @cached_property
    def new_state(self) -> str | None:
        """What something that can be finished is at first; None of anything else."""
        members = self.schema.get("enum", ())
        unfinished = [state for state in members if state not in FINISHED_STATES]
        return unfinished[0] if 0 < len(unfinished) < len(members) else None

    @cached_property
    def is_number(self) -> bool:
        return self.type in ("number", "integer") and "enum" not in self.schema

    @cached_property
    def fields(self) -> Mapping[str, "Shape"]:
        """Of an object."""
        return {name: self._field(name, sub) for name, sub in self.schema.get("properties", {}).items()}

    def _field(self, name: str, sub: JsonSchema) -> "Shape":
        is_object = plain(sub).get("type") == "object"
        return Shape(self.tool, name, sub, name if is_object else self.holder)

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(self.schema.get("required", ()))

    @cached_property
    def members(self) -> Mapping[str, list[Any]]:
        """The fields that are enumerations, with their members."""
        return {name: field.stated["enum"] for name, field in self.fields.items() if "enum" in field.stated}

    @cached_property
    def states(self) -> Mapping[str, list[Any]]:
        """Of these the ones that tell whether something is finished."""
        return {name: members for name, members in self.members.items() if FINISHED_STATES & set(members)}

    @cached_property
    def counts(self) -> tuple[str, ...]:
        """The whole numbers beside the lists of an object."""
        types = {name: field.type for name, field in self.fields.items()}
        return tuple(name for name, held in types.items() if held == "integer") if "array" in types.values() else ()

    @cached_property
    def items(self) -> "Shape":
        """Of an array."""
        stated = self.schema.get("items")
        return Shape(self.tool, "", stated if isinstance(stated, dict) else {}, held(self.name, self.tool))

    @cached_property
    def identity(self) -> Identity | None:
        """The object's own id before any other's; None where it has none."""
        fields = (
            (name, json_type(field.stated), field.stated.get("format")) for name, field in self.fields.items() if field.stated
        )
        keys = [
            name
            for name, held_type, form in fields
            if held_type not in ("array", "object") and kind_of(name, {"type": held_type, "format": form}) == "id"
        ]
        if not keys:
            return None
        own = next((name for name in keys if thing(self.holder, name) == self.holder), keys[0])
        return Identity(own, thing(self.holder, own))


SEARCHES = frozenset({"query", "q"})
"""Parameters of a free search, which finds what holds a word of it."""
CONVERTED = (("from_", "source_", "base_"), ("to_", "target_", "quote_"))
"""Beginnings of the two parameters that make a call a conversion."""


class Returned:
    """What a tool returns, and of what."""

    def __init__(self, tool: Tool) -> None:
        self.shape = Shape(tool.name, "", result_schema(tool), about(tool.name))
        self.validator = result_validator(tool)
        self.ids = tuple((name, thing(about(tool.name), name)) for name, kind in kinds_of(tool).items() if kind == "id")
        """The tool's parameters that are ids, each with what it is the id of."""
        self.subject = None if verb(tool.name) in VERBS["lists"] else about(tool.name)
        """What the one record is that a call is about; None of a tool that lists."""
        listed = {name for name in tool.required if "enum" in tool.properties.get(name, {})}
        self.sought = frozenset(tool.required) - {name for name, _ in self.ids} - SEARCHES - listed
        """Parameters that every search has to give: another value of one finds other things. A listed value is a filter:
        "all" finds what "overdue" finds, and more."""
        self.deletes = verb(tool.name) in VERBS["destructive"]
        self.converts = all(any(name.startswith(ends) for name in tool.properties) for ends in CONVERTED)


@lru_cache(maxsize=4096)
def returned_by(tool: Tool) -> Returned:
    return Returned(tool)
