"""The parts of an OpenAPI description that a tool is made of, as the specification names their fields."""

from typing import Any

from pydantic import Field

from callwright.tools.readers.definition import Definition
from callwright.tools.tool import JsonSchema

PREFERRED = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")


class MediaType(Definition):
    stated: JsonSchema | None = Field(None, alias="schema")


class Example(Definition):
    value: Any = None


class Parameter(Definition):
    name: str
    location: str = Field(alias="in")
    description: str | None = None
    required: bool = False
    deprecated: bool = False
    stated: JsonSchema | None = Field(None, alias="schema")
    content: dict[str, MediaType] = Field(default_factory=dict)
    example: Any = None
    examples: dict[str, Example] = Field(default_factory=dict)


class Body(Definition):
    description: str | None = None
    required: bool = False
    content: dict[str, MediaType] = Field(default_factory=dict)


class Response(Definition):
    content: dict[str, MediaType] = Field(default_factory=dict)


class OperationFields(Definition):
    summary: str | None = None
    description: str | None = None
    parameters: list[Any] = Field(default_factory=list)
    requestBody: dict[str, Any] | None = None  # noqa: N815
    responses: dict[str, Any] = Field(default_factory=dict)


def stated_schema(content: dict[str, MediaType]) -> JsonSchema | None:
    """The JSON one of several media types' schemas, else a form's, else the first; None where there is none."""
    as_json = [name for name in content if name.split(";")[0].endswith("+json")]
    chosen = next((name for name in (PREFERRED[0], *as_json, *PREFERRED[1:], *content) if name in content), None)
    return None if chosen is None else content[chosen].stated
