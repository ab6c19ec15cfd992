"""MCP's tools, as `tools/list` returns them.

{"name": "get_time", "description": "...", "inputSchema": {...}, "outputSchema": {...}, "annotations": {"readOnlyHint": true}}
"""

from collections.abc import Mapping
from typing import Any

from callwright.tools.readers.definition import Definition, extras_of, fields, hints_of, known_extras, parameters_of, stated_beside
from callwright.tools.tool import JsonSchema, Tool

EXTRAS = ("title", "icons", "execution", "_meta")


class ListedTool(Definition):
    name: str
    description: str | None = None
    inputSchema: JsonSchema  # noqa: N815
    outputSchema: JsonSchema | None = None  # noqa: N815
    annotations: dict[str, Any] | None = None


def recognises(definition: Mapping[str, Any]) -> bool:
    return "inputSchema" in definition


def read(definition: Mapping[str, Any]) -> Tool:
    listed = fields(ListedTool, definition)
    return Tool(
        name=listed.name,
        description=listed.description or "",
        parameters=parameters_of(listed.inputSchema),
        result=listed.outputSchema,
        hints=hints_of(listed.annotations),
        extras=extras_of(listed, EXTRAS, listed.annotations),
    )


def write(tool: Tool) -> dict[str, Any]:
    described = {"name": tool.name, "description": tool.description, "inputSchema": tool.parameters}
    return {**described, **known_extras(tool, EXTRAS), **stated_beside(tool)}
