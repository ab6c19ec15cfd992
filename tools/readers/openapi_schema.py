"""OpenAPI's schemas as JSON Schema 2020-12: 3.0's dialect translated, references into the document turned into `$defs`.

>>> document = {"components": {"schemas": {"Pet": {"type": "object", "properties": {"tag": {"type": "string", "nullable": True}}}}}}
>>> schemas = Schemas(document)
>>> schemas.closed(schemas.translated({"$ref": "#/components/schemas/Pet"}))["$defs"]
{'Pet': {'type': 'object', 'properties': {'tag': {'type': ['string', 'null']}}}}
"""

import re
from collections.abc import Mapping
from typing import Any

from callwright.tools.references import UnresolvedReferenceError, at_pointer, pointer_tokens
from callwright.tools.schemas import JsonSchema, subschemas, with_children

SCHEMAS = ("components", "schemas")
LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
DROPPED = frozenset({"xml", "externalDocs"})
"""How XML would look and where a web page stands: nothing a caller of the tool could use, like vendors' `x-` extensions."""
LONGEST_CHAIN = 10
"""References to references followed for a parameter, a body or a response."""
DEFINED = "#/$defs/"


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._sources: dict[str, str] = {}
        """Name in `$defs` -> the reference it stands for."""

    def resolved(self, part: Any) -> Any:
        """The part itself where it is a `$ref`, of a parameter, a body, a response or a schema; raises UnresolvedReferenceError."""
        for _ in range(LONGEST_CHAIN):
            if not (isinstance(part, dict) and isinstance(part.get("$ref"), str)):
                return part
            part = at_pointer(self._document, part["$ref"])
        raise UnresolvedReferenceError(f"$ref {part['$ref']!r} leads in a circle")

    def translated(self, schema: Any) -> Any:
        """JSON Schema 2020-12; the `$defs` it refers to come with `closed`."""
        if not isinstance(schema, dict):
            return schema
        kept = {key: value for key, value in schema.items() if key not in DROPPED and not key.startswith("x-")}
        changed = with_children(kept, self.translated)
        if isinstance(changed.get("$ref"), str):
            changed["$ref"] = self._definition(changed["$ref"])
        return _nullable(_with_examples(_with_limits(changed)))

    def closed(self, schema: JsonSchema) -> JsonSchema:
        """The translated schema with all definitions it needs, those of definitions included; raises UnresolvedReferenceError."""
        definitions: JsonSchema = {}
        waiting = _referred(schema)
        while waiting:
            name = waiting.pop(0)
            if name not in definitions:
                definitions[name] = self.translated(at_pointer(self._document, self._sources[name]))
                waiting += _referred(definitions[name])
        return {**schema, "$defs": definitions} if definitions else schema

    def _definition(self, reference: str) -> str:
        tokens = pointer_tokens(reference)
        named = tokens[2:] if tuple(tokens[:2]) == SCHEMAS and len(tokens) == 3 else tokens
        name = re.sub(r"[^A-Za-z0-9._-]", "_", "_".join(named)) or "document"
        while self._sources.get(name, reference) != reference:
            name += "_"
        self._sources[name] = reference
        return DEFINED + name


def _referred(schema: JsonSchema) -> list[str]:
    return [sub["$ref"].removeprefix(DEFINED) for _, sub in subschemas(schema) if isinstance(sub.get("$ref"), str)]


def _with_limits(schema: JsonSchema) -> JsonSchema:
    """3.0 has `exclusiveMinimum: true` beside `minimum`."""
    for exclusive, limit in LIMITS.items():
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and limit in schema:
                schema[exclusive] = schema.pop(limit)
    return schema


def _with_examples(schema: JsonSchema) -> JsonSchema:
    if "example" in schema:
        schema.setdefault("examples", [schema.pop("example")])
        schema.pop("example", None)
    return schema


def _nullable(schema: JsonSchema) -> JsonSchema:
    if schema.pop("nullable", False) is not True:
        return schema
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema
    beside: JsonSchema = {key: schema.pop(key) for key in ("description", "default", "examples", "deprecated") if key in schema}
    return {**beside, "anyOf": [schema, {"type": "null"}]} if schema else beside
