"""OpenAI's tools: wrapped (chat completions), flat (responses) and bare (the old `functions`).

    {"type": "function", "function": {"name": "get_time", "description": "...", "parameters": {...}, "strict": true}}
    {"type": "function", "name": "get_time", "description": "...", "parameters": {...}, "strict": true}
    {"name": "get_time", "description": "...", "parameters": {...}}

`annotations` and `outputSchema`, as MCP has them, are read and written beside `function`: OpenAI's own form has no place for them.
"""

from collections.abc import Mapping
from typing import Any

from callwright.tools.readers.definition import Definition, extras_of, fields, hints_of, known_extras, parameters_of, stated_beside
from callwright.tools.reading import BrokenToolError
from callwright.tools.tool import JsonSchema, Tool

EXTRAS = ("strict", "defer_loading")


class Function(Definition):
    name: str
    description: str | None = None
    parameters: JsonSchema | None = None
    outputSchema: JsonSchema | None = None  # noqa: N815
    annotations: dict[str, Any] | None = None


def recognises(definition: Mapping[str, Any]) -> bool:
    """A tool without parameters is taken for one only where nothing else stands in it: `name` stands in many a JSON file."""
    if isinstance(definition.get("function"), dict):
        return True
    says_so = definition.get("type") == "function" or "parameters" in definition
    return "name" in definition and (
        says_so or definition.keys() <= {"name", "description", "annotations", "outputSchema", *EXTRAS}
    )


def read(definition: Mapping[str, Any]) -> Tool:
    wrapped = definition.get("function", definition)
    if not isinstance(wrapped, dict):
        raise BrokenToolError("CW001", f"function: expected an object, got {type(wrapped).__name__}", path="function")
    beside = {name: definition[name] for name in ("outputSchema", "annotations") if name in definition}
    function = fields(Function, {**wrapped, **beside})
    return Tool(
        name=function.name,
        description=function.description or "",
        parameters=parameters_of(function.parameters),
        result=function.outputSchema,
        hints=hints_of(function.annotations),
        extras=extras_of(function, EXTRAS, function.annotations),
    )


def write(tool: Tool) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters, **known_extras(tool, EXTRAS)}
    return {"type": "function", "function": function, **stated_beside(tool)}
