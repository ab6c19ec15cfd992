"""A tool as one JSON Schema document, for programs that know schemas and no tools.

    {"title": "get_time", "description": "...", "type": "object", "properties": {...}, "x-tool": {"outputSchema": {...}}}

`x-tool` holds what has no keyword of its own: `outputSchema`, `annotations`, and the title and description of the parameters
themselves.
"""

from collections.abc import Mapping
from typing import Any

from callwright.tools.readers.definition import Definition, extras_of, fields, hints_of, parameters_of, stated_beside
from callwright.tools.tool import JsonSchema, Tool

OWN = ("title", "description")
"""Keywords of the document that name the tool; the parameters' own stand in `x-tool.parameters`."""


class Extension(Definition):
    parameters: dict[str, Any] | None = None
    outputSchema: JsonSchema | None = None  # noqa: N815
    annotations: dict[str, Any] | None = None


class Document(Definition):
    title: str
    description: str | None = None


def recognises(definition: Mapping[str, Any]) -> bool:
    return "title" in definition and "name" not in definition and ("properties" in definition or definition.get("type") == "object")


def read(definition: Mapping[str, Any]) -> Tool:
    document = fields(Document, definition)
    extension = fields(Extension, definition.get("x-tool", {}))
    schema = {key: value for key, value in definition.items() if key not in (*OWN, "x-tool")}
    return Tool(
        name=document.title,
        description=document.description or "",
        parameters=parameters_of({**schema, **(extension.parameters or {})}),
        result=extension.outputSchema,
        hints=hints_of(extension.annotations),
        extras=extras_of(extension, (), extension.annotations),
    )


def write(tool: Tool) -> dict[str, Any]:
    schema = {key: value for key, value in tool.parameters.items() if key not in OWN}
    own = {key: tool.parameters[key] for key in OWN if key in tool.parameters}
    extension = stated_beside(tool)
    if own:
        extension["parameters"] = own
    written = {"title": tool.name, "description": tool.description, **schema}
    return {**written, "x-tool": extension} if extension else written
