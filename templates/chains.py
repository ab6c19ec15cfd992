"""Which tool's result can feed which tool's argument."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.kinds import kind_of


@dataclass(frozen=True)
class Edge:
    """`producer`'s result field can be `consumer`'s argument."""

    producer: str
    consumer: str
    list_field: str
    """The result's array whose elements hold the field; empty where the result itself holds it."""
    field: str
    parameter: str

    @property
    def source(self) -> Literal["object", "list"]:
        return "list" if self.list_field else "object"

    def values(self, result: Any) -> list[Any]:
        """What the result offers for the parameter: one value, or one for each element; None where an element has none."""
        objects = result.get(self.list_field, []) if self.list_field else [result]
        return [found.get(self.field) for found in objects]


def edges(producer: Tool, consumer: Tool) -> Iterator[Edge]:
    """Edges between two different tools: the same id under the same name, or an e-mail address on both ends."""
    if producer.name == consumer.name:
        return
    for list_field, field, schema in _result_fields(producer.result or {}):
        for parameter, wanted in consumer.properties.items():
            if _same_thing(field, schema, parameter, wanted):
                yield Edge(producer.name, consumer.name, list_field, field, parameter)


def _result_fields(result: JsonSchema) -> Iterator[tuple[str, str, JsonSchema]]:
    for name, schema in result.get("properties", {}).items():
        if schema.get("type") == "array":
            for field, sub in schema.get("items", {}).get("properties", {}).items():
                yield name, field, sub
        else:
            yield "", name, schema


def _same_thing(field: str, schema: JsonSchema, parameter: str, wanted: JsonSchema) -> bool:
    kind = kind_of(parameter, wanted)
    if kind != kind_of(field, schema):
        return False
    return kind == "email" or (kind == "id" and field == parameter and field != "id")
