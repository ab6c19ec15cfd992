"""A parameter prepared for drawing: its schema with one branch chosen, its kind, and a check of what is drawn."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import jsonschema_rs

from callwright.tools.tool import JsonSchema, canonical_json
from callwright.tools.values.kinds import Kind, json_type, kind_of, table
from callwright.tools.values.listed import is_verbatim

FREE = frozenset({"type", "title", "description", "default", "examples"})
"""Keywords that leave all values of the type allowed."""


@dataclass(frozen=True, eq=False)
class Parameter:
    """Equal to itself only, each being prepared once: so what follows from it can be kept by it."""

    name: str
    schema: JsonSchema
    root: JsonSchema
    """The definitions `$ref` points into: `$defs` and `definitions` of the tool's schema."""

    @cached_property
    def kind(self) -> Kind:
        return table()[kind_of(self.name, self.schema)]

    @cached_property
    def type(self) -> str:
        return json_type(self.schema)

    @cached_property
    def description(self) -> str:
        stated = self.schema.get("description", "")
        return stated if isinstance(stated, str) else ""

    @cached_property
    def is_verbatim(self) -> bool:
        """Whether the user's own words are passed, whatever they mean: "tomorrow at six" stays that."""
        return self.type == "string" and not self.members and is_verbatim(self.description)

    @cached_property
    def members(self) -> tuple[Any, ...]:
        """Of the enumeration, or the constant; without null where there is something else."""
        stated = [self.schema["const"]] if "const" in self.schema else self.schema.get("enum", [])
        return tuple(member for member in stated if member is not None) or tuple(stated)

    @cached_property
    def has_parts(self) -> bool:
        """Whether its values are drawn part by part."""
        return not self.members and self.type in ("array", "object")

    @cached_property
    def examples(self) -> tuple[Any, ...]:
        stated = self.schema.get("examples", [])
        listed = stated if isinstance(stated, list) else [stated]
        return tuple(example for example in listed if example not in (None, "") and self.allows(example))

    @cached_property
    def _validator(self) -> Any:
        try:
            return jsonschema_rs.validator_for({**self.schema, **self.root}, validate_formats=True, retriever=_refuse)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
            return None

    @property
    def sound(self) -> bool:
        """Whether the schema is one by JSON Schema; nothing is drawn for one that is not."""
        return self._validator is not None

    @cached_property
    def binds(self) -> bool:
        """Whether a value of its members, else of its type, may still be none that the schema allows."""
        if self.members:
            return not all(self.allows(member) for member in self.members)
        return not self.schema.keys() <= FREE

    def allows(self, value: Any) -> bool:
        return bool(self._validator.is_valid(value))


def _refuse(uri: str) -> Any:
    raise ValueError(f"{uri}: references outside the schema are not followed")


def parameter(name: str, schema: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """The parameter once for each branch that may be drawn, null last; empty where the schema is broken."""
    seen = _SEEN.get((name, id(schema), id(root)))
    if seen is not None:
        return seen.prepared
    definitions = {key: root[key] for key in ("$defs", "definitions") if key in root}
    prepared = _prepared(name, canonical_json(schema), canonical_json(definitions))
    if len(_SEEN) >= MOST_SEEN:
        _SEEN.clear()
    _SEEN[name, id(schema), id(root)] = _Seen(schema, root, prepared)
    return prepared


@dataclass(frozen=True)
class _Seen:
    schema: Mapping[str, Any]
    root: Mapping[str, Any]
    prepared: tuple[Parameter, ...]


MOST_SEEN = 20_000
_SEEN: dict[tuple[str, int, int], _Seen] = {}
"""The same schema object is asked for again and again, and writing it out to compare costs a fifth of planning. Each entry holds
its schema, so that the address is nobody else's while it stands here."""


@lru_cache(maxsize=65536)
def _prepared(name: str, schema: str, root: str) -> tuple[Parameter, ...]:
    loaded, definitions = json.loads(schema), json.loads(root)
    return tuple(prepared for branch in branches(loaded, definitions) if (prepared := Parameter(name, branch, definitions)).sound)


def branches(schema: JsonSchema, root: JsonSchema, depth: int = 0) -> list[JsonSchema]:
    """The schema with `$ref`, anyOf, oneOf, allOf and lists of types resolved to one plain schema a branch; null branches last."""
    if depth > 8:
        return []
    schema = _dereferenced(schema, root)
    for keyword in ("anyOf", "oneOf"):
        if options := [option for option in schema.get(keyword, ()) if isinstance(option, dict)]:
            rest = {key: value for key, value in schema.items() if key != keyword}
            found = [branch for option in options for branch in branches({**rest, **option}, root, depth + 1)]
            return sorted(found, key=lambda branch: branch.get("type") == "null")
    if isinstance(schema.get("type"), list):
        types = sorted(schema["type"], key=lambda one: one == "null")
        return [{**schema, "type": one} for one in types]
    return [schema]


def _dereferenced(schema: JsonSchema, root: JsonSchema) -> JsonSchema:
    target = schema.get("$ref")
    if isinstance(target, str) and target.startswith("#/"):
        found: Any = root
        for step in target[2:].split("/"):
            found = found.get(step, {}) if isinstance(found, dict) else {}
        schema = {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
    for part in schema.get("allOf", ()):
        if isinstance(part, dict):
            schema = {**_dereferenced(part, root), **schema}
    return {key: value for key, value in schema.items() if key != "allOf"}
