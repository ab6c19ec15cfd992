"""Values for the fields of simulated results: of their kind where we know one, else whatever the schema allows."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

import jsonschema_rs

from callwright.tools.references import inlined
from callwright.tools.schemas import compiled
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.draw import draw_at
from callwright.tools.values.make import Maker, Occasion, maker
from callwright.tools.values.parameter import branches, parameter
from callwright.tools.values.pattern import UnsampledPatternError, sample

DEEPEST = 6


@lru_cache(maxsize=4096)
def result_schema(tool: Tool) -> JsonSchema:
    """Free of `$ref`; an empty object where the tool states none."""
    return inlined(tool.result or {"type": "object"})


def result_validator(tool: Tool) -> jsonschema_rs.Validator:
    """By the tool's result schema; a broken schema allows anything."""
    try:
        return compiled(tool.result or {"type": "object"})
    except (jsonschema_rs.ValidationError, ValueError):
        return compiled({})


def plain(schema: JsonSchema) -> JsonSchema:
    """The schema's first branch: without anyOf, oneOf and allOf, with one type, null last."""
    if isinstance(schema.get("type"), str) and "anyOf" not in schema and "oneOf" not in schema and "allOf" not in schema:
        return schema
    return next(iter(branches(schema, schema)), schema)


def simulated(name: str, schema: JsonSchema) -> Callable[[Occasion], Any]:
    """What draws values that the schema allows, by kind and never said; the smallest where nothing can be drawn."""
    branches = parameter(name, schema, schema)
    if any(branch.has_parts for branch in branches):
        return partial(_of_parts, name, schema)
    return partial(_plain, schema, [maker(branch) for branch in branches])


def _plain(schema: JsonSchema, makers: Sequence[Maker], occasion: Occasion) -> Any:
    for make in makers:
        if (made := make(occasion)) is not None:
            return made[0]
    return smallest(schema)


def _of_parts(name: str, schema: JsonSchema, occasion: Occasion) -> Any:
    drawn = draw_at(name, name, schema, occasion, schema, 0)
    return smallest(schema) if drawn is None else drawn.canonical


LEAST = {
    "date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "time": "00:00:00Z", "duration": "P1D", "email": "a@example.org",
    "uri": "https://example.org/", "uuid": "00000000-0000-4000-8000-000000000000", "hostname": "example.org", "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}  # fmt: skip
"""A text of each format."""


def smallest(schema: Any, depth: int = 0) -> Any:
    """The least value of the schema's type that its limits allow."""
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return None
    schema = plain(dict(schema))
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("enum", "examples"):
        if schema.get(key):
            return schema[key][0]
    match schema.get("type"):
        case "object":
            return {name: smallest(schema.get("properties", {}).get(name), depth + 1) for name in schema.get("required", ())}
        case "array":
            return [smallest(schema.get("items"), depth + 1) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return _least_number(schema)
        case "boolean":
            return True
        case "string":
            return LEAST.get(schema.get("format", "")) or _least_text(schema)
    return None


def _least_text(schema: JsonSchema) -> str:
    """By its pattern where we can make one, else of its length."""
    if "pattern" in schema:
        with suppress(UnsampledPatternError, re.error):
            return sample(schema["pattern"], random.Random(0), spare=0)
    length: int = schema.get("minLength", 1)
    return "x" * max(1, length)


def _least_number(schema: JsonSchema) -> int | float:
    step: int | float = schema.get("multipleOf", 1)
    highest: int | float = schema.get("maximum", schema.get("exclusiveMaximum", step) - step)
    open_end: int | float = schema.get("exclusiveMinimum", min(0, highest))
    least: int | float = schema.get("minimum", open_end)
    number: int | float = -(-least // step) * step
    return number + step if number == schema.get("exclusiveMinimum") else number
