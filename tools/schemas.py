"""Where one JSON Schema holds others, and which draft it is written in."""

from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs

JsonSchema = dict[str, Any]

IN_PLACE = frozenset(
    {"items", "additionalItems", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties"}
    | {"not", "if", "then", "else", "contentSchema"}
)
"""Keywords whose value is a schema."""
IN_LIST = frozenset({"anyOf", "oneOf", "allOf", "prefixItems", "items"})
"""Keywords whose value is a list of schemas (`items` up to draft 2019-09)."""
IN_MAP = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"})
"""Keywords whose value maps names to schemas."""

Path = tuple[str | int, ...]


def subschemas(schema: Any, path: Path = ()) -> Iterator[tuple[Path, JsonSchema]]:
    """The schema and all it holds, with their paths; data such as `enum` and `default` is not entered."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key, value in schema.items():
        if isinstance(value, dict) and key in IN_PLACE:
            yield from subschemas(value, (*path, key))
        elif isinstance(value, list) and key in IN_LIST:
            for position, item in enumerate(value):
                yield from subschemas(item, (*path, key, position))
        elif isinstance(value, dict) and key in IN_MAP:
            for name, item in value.items():
                yield from subschemas(item, (*path, key, name))


def with_children(schema: JsonSchema, change: Callable[[Any], Any]) -> JsonSchema:
    """The schema with `change` applied to each schema directly inside it."""
    changed: JsonSchema = {}
    for key, value in schema.items():
        if isinstance(value, dict) and key in IN_PLACE:
            changed[key] = change(value)
        elif isinstance(value, list) and key in IN_LIST:
            changed[key] = [change(item) for item in value]
        elif isinstance(value, dict) and key in IN_MAP:
            changed[key] = {name: change(item) for name, item in value.items()}
        else:
            changed[key] = value
    return changed


def dotted(path: Path) -> str:
    """`("items", 0, "name")` as `items[0].name`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


DRAFTS: dict[str, type[jsonschema_rs.Validator]] = {
    "draft-04": jsonschema_rs.Draft4Validator,
    "draft-06": jsonschema_rs.Draft6Validator,
    "draft-07": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
}
"""Part of a `$schema` address -> validator; every other schema is draft 2020-12, MCP's and OpenAPI 3.1's default."""


def compiled(schema: JsonSchema) -> jsonschema_rs.Validator:
    """A validator that enforces formats and fetches nothing.

    Raises jsonschema_rs.ValidationError on an invalid schema or a `$ref` that cannot be followed, ValueError on one that is
    nested too deeply.
    """
    address = schema.get("$schema")
    stated = address if isinstance(address, str) else ""
    draft = next((DRAFTS[name] for name in DRAFTS if name in stated), jsonschema_rs.Draft202012Validator)
    return draft(schema, validate_formats=True, retriever=_refuse)


def _refuse(address: str) -> Any:
    raise ValueError(f"{address} is outside the schema and is not fetched")
