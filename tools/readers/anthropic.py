"""Anthropic's tools.

    {"name": "get_time", "description": "...", "input_schema": {"type": "object", "properties": {...}}}

The form has no place for hints and result schemas, and its API refuses what it does not know: they are not written.
"""

from collections.abc import Mapping
from typing import Any

from callwright.tools.readers.definition import Definition, extras_of, fields, known_extras, parameters_of
from callwright.tools.tool import JsonSchema, Tool

EXTRAS = ("strict", "defer_loading", "cache_control", "input_examples", "allowed_callers")


class CustomTool(Definition):
    name: str
    description: str | None = None
    input_schema: JsonSchema


def recognises(definition: Mapping[str, Any]) -> bool:
    return "input_schema" in definition


def read(definition: Mapping[str, Any]) -> Tool:
    custom = fields(CustomTool, definition)
    return Tool(
        name=custom.name,
        description=custom.description or "",
        parameters=parameters_of(custom.input_schema),
        extras=extras_of(custom, EXTRAS),
    )


def write(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "input_schema": tool.parameters, **known_extras(tool, EXTRAS)}
