"""The same tool under other names, for twins that show a student to go by what is offered and not by names it knows."""

import random
from collections.abc import Container
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from callwright.templates.yaml_file import read_yaml
from callwright.tools.naming import words
from callwright.tools.tool import JsonSchema, Tool

SYNONYMS = Path(__file__).with_name("renaming.yaml")


@cache
def _synonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = read_yaml(SYNONYMS)
    return found


def renamed(tool: Tool, rng: random.Random, taken: Container[str]) -> tuple[Tool, dict[str, str]] | None:
    """The tool with another name and, where we have words for them, other parameters; and old -> new parameter names.

    None where its name has no other words, or all of them are taken.
    """
    name = _renamed(tool.name, rng)
    parameters = {old: _renamed(old, rng) for old in tool.properties}
    if name == tool.name or name in taken or len(set(parameters.values())) < len(parameters):
        return None
    return replace(
        tool, name=name, parameters=_with_names(tool.inlined_parameters, parameters), validate=None, implementation=None
    ), parameters


def _with_names(schema: JsonSchema, names: dict[str, str]) -> JsonSchema:
    properties = {names[old]: sub for old, sub in schema.get("properties", {}).items()}
    return {**schema, "properties": properties, "required": [names.get(old, old) for old in schema.get("required", ())]}


def _renamed(name: str, rng: random.Random) -> str:
    """The identifier with other words in its own style, snake or camel."""
    parts = [_other(word, rng) for word in words(name)]
    joined = "_".join(parts)
    if "_" not in name and any(letter.isupper() for letter in name[1:]):
        first, *others = joined.split("_")
        joined = first + "".join(other.capitalize() for other in others)
    return joined.replace("_", "-") if "-" in name else joined


def _other(word: str, rng: random.Random) -> str:
    return rng.choice(_synonyms()[word]) if word in _synonyms() else word


def rename_arguments(arguments: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in arguments.items()}
