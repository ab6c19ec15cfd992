"""Which tool's result can feed which tool's argument, and which tool has to be called before which.

An edge needs evidence: the producer's result schema names the field (stated, or inferred and then marked as guessed), or the
user's `chains.yaml` does. Names alone are trusted only where they name one thing:

- the same id under the same name: `create_task.task_id -> update_task.task_id`
- the bare id of what the producer is about: `create_user.id -> send_invoice.user_id`, `list_users[].id -> get_user.id`
- an e-mail address on both ends: `search_db.results[].email -> send_email.to`

and only where the types agree, the consumer's pattern is the producer's too, and the value is news: a field the producer was
itself given as an argument is none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from callwright.tools.naming import about, held, thing, verb
from callwright.tools.references import inlined
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.kinds import json_type, kind_of

MAKERS = frozenset({"create", "add", "new", "insert", "register", "post"})
"""Verbs whose own id and address are those of something that is not there yet."""
ITSELF = "[]"
"""In place of a list's field name: the result itself is the list."""


@dataclass(frozen=True)
class Edge:
    """`producer`'s result field can be `consumer`'s argument."""

    producer: str
    consumer: str
    list_field: str
    """The result's array whose elements hold the field; `[]` where the result is that array, empty where it is an object."""
    field: str
    parameter: str
    guessed: bool = False
    """The producer's result schema was inferred by us."""

    @property
    def source(self) -> Literal["object", "list"]:
        return "list" if self.list_field else "object"

    def __str__(self) -> str:
        place = f"{self.list_field}[]." if self.list_field not in ("", ITSELF) else ""
        return f"{self.producer}{'[]' if self.list_field == ITSELF else ''}.{place}{self.field} -> {self.consumer}.{self.parameter}"

    def to_json(self) -> dict[str, Any]:
        return {"edge": str(self), "guessed": self.guessed}

    def values(self, result: Any) -> list[Any]:
        """What the result offers for the parameter: one value, or one for each element; None where an element has none."""
        if self.list_field == ITSELF:
            objects = result if isinstance(result, list) else []
        elif self.list_field:
            objects = result.get(self.list_field, [])
        else:
            objects = [result]
        return [found.get(self.field) for found in objects]


@dataclass(frozen=True)
class Chains:
    """What may follow what among these tools."""

    edges: tuple[Edge, ...]
    before: Mapping[str, tuple[str, ...]]
    """Tool -> the tools that have to be called before it."""

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], tuple[Edge, ...]]:
        pairs: dict[tuple[str, str], tuple[Edge, ...]] = {}
        for edge in self.edges:
            pairs[edge.producer, edge.consumer] = (*pairs.get((edge.producer, edge.consumer), ()), edge)
        return pairs

    def between(self, producer: Tool, consumer: Tool) -> tuple[Edge, ...]:
        return self._by_pair.get((producer.name, consumer.name), ())

    def into(self, consumer: str, parameter: str) -> tuple[Edge, ...]:
        """Every way to look the argument up."""
        return tuple(edge for edge in self.edges if (edge.consumer, edge.parameter) == (consumer, parameter))

    def in_order(self, names: tuple[str, ...]) -> bool:
        """Whether each tool's predecessors are called before it."""
        return all(set(self.before.get(name, ())) <= set(names[:place]) for place, name in enumerate(names))


def chains_among(tools: Mapping[str, Tool]) -> Chains:
    """The edges that the tools' own schemas give evidence of."""
    found = (edge for producer in tools.values() for edge in _edges_from(producer, tools))
    return Chains(tuple(found), {})


def _edges_from(producer: Tool, tools: Mapping[str, Tool]) -> Iterator[Edge]:
    fields = [(place, name, schema) for place, name, schema in result_fields(producer) if kind_of(name, schema) in ("id", "email")]
    for consumer in tools.values():
        if fields and consumer.name != producer.name:
            yield from _edges(producer, fields, consumer)


def _edges(producer: Tool, fields: Sequence[tuple[str, str, JsonSchema]], consumer: Tool) -> Iterator[Edge]:
    for list_field, field, schema in fields:
        if field in producer.properties:
            continue
        holder = held(list_field.strip(ITSELF), producer.name)
        for parameter, wanted in consumer.properties.items():
            if _fits(schema, wanted) and _same_thing(producer, holder, field, schema, consumer, parameter, wanted):
                yield Edge(producer.name, consumer.name, list_field, field, parameter, producer.result_inferred)


def result_fields(producer: Tool) -> Iterator[tuple[str, str, JsonSchema]]:
    """List field, field and schema of everything the result or an element of a list in it holds."""
    result = inlined(producer.result or {})
    if result.get("type") == "array":
        yield from ((ITSELF, field, schema) for field, schema in _fields(result.get("items", {})))
    for name, schema in _fields(result):
        if schema.get("type") == "array":
            yield from ((name, field, inner) for field, inner in _fields(schema.get("items", {})))
        else:
            yield "", name, schema


def _fields(schema: Any) -> list[tuple[str, JsonSchema]]:
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    return [(name, sub) for name, sub in properties.items() if isinstance(sub, dict)]


def _fits(schema: JsonSchema, wanted: JsonSchema) -> bool:
    """Whether every value of the field would be accepted, as far as schemas tell."""
    return (
        json_type(schema) == json_type(wanted) and wanted.get("pattern") in (None, schema.get("pattern")) and "enum" not in wanted
    )


def _same_thing(
    producer: Tool, holder: str, field: str, schema: JsonSchema, consumer: Tool, parameter: str, wanted: JsonSchema
) -> bool:
    """`holder`: what the object with the field is."""
    kind = kind_of(parameter, wanted)
    if kind != kind_of(field, schema):
        return False
    makes = verb(consumer.name) in MAKERS
    if kind == "id":
        meant, given = thing(holder, field), {thing(about(producer.name), name) for name in producer.properties}
        return (
            meant == thing(about(consumer.name), parameter) and meant not in given and not (makes and meant == about(consumer.name))
        )
    return kind == "email" and not makes
