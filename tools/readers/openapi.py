"""OpenAPI 3.0 and 3.1: each operation is a tool.

Path, query, header and cookie parameters and the fields of an object sent as body become parameters side by side; a body that is no
plain object, or shares a name with a parameter, stays one parameter `body`. The first 2xx response gives the result schema. Hints
follow the method, whose meaning RFC 9110 (9.2) fixes: GET is safe, PUT and DELETE are idempotent, DELETE is destructive.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from callwright.tools.readers.definition import Definition, fields
from callwright.tools.readers.openapi_parts import Body, OperationFields, Parameter, Response, stated_schema
from callwright.tools.readers.openapi_schema import Schemas
from callwright.tools.reading import BrokenToolError
from callwright.tools.references import UnresolvedReferenceError
from callwright.tools.tool import Hints, JsonSchema, Tool

METHODS: Mapping[str, Hints] = {
    "get": Hints(read_only=True, idempotent=True),
    "head": Hints(read_only=True, idempotent=True),
    "options": Hints(read_only=True, idempotent=True),
    "post": Hints(),
    "put": Hints(idempotent=True),
    "patch": Hints(),
    "delete": Hints(destructive=True, idempotent=True),
}
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Headers that OpenAPI itself says are no parameters."""
PLAIN_OBJECT = frozenset(
    {"type", "properties", "required", "additionalProperties", "description", "title", "xml", "example", "examples"}
)
"""Keywords of a body whose fields can stand beside the other parameters without a change of meaning."""
BODY = "body"
LONGEST_NAME = 64


@dataclass(frozen=True)
class Operation:
    document: Mapping[str, Any]
    path: str
    method: str
    definition: Mapping[str, Any]
    shared: tuple[Any, ...] = ()
    """Parameters that the path states for all of its operations."""

    @property
    def name(self) -> str:
        stated = self.definition.get("operationId")
        name = stated if isinstance(stated, str) else f"{self.method} {self.path.lstrip('/')}"
        return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[:LONGEST_NAME]

    @property
    def place(self) -> str:
        return f"{self.method.upper()} {self.path}"


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Raises BrokenToolError where the document is no OpenAPI 3 description."""
    version = document.get("openapi", document.get("swagger", "without a version"))
    if not str(version).startswith("3."):
        raise BrokenToolError("CW001", f"OpenAPI {version} is not read", "convert it to OpenAPI 3.0 or 3.1")
    paths = document.get("paths") or {}
    if not isinstance(paths, dict):
        raise BrokenToolError("CW001", "paths: expected an object", path="paths")
    for path, item in paths.items():
        for method in METHODS:
            definition = item.get(method) if isinstance(item, dict) else None
            if isinstance(definition, dict):
                yield Operation(document, path, method, definition, tuple(item.get("parameters") or ()))


def read(operation: Operation) -> Tool:
    """Raises BrokenToolError."""
    schemas = Schemas(operation.document)
    stated = fields(OperationFields, operation.definition)
    try:
        parameters = schemas.closed(_parameters(operation, stated, schemas))
        result = _result(stated, schemas)
        closed_result = None if result is None else schemas.closed(result)
    except UnresolvedReferenceError as fault:
        raise BrokenToolError("CW005", str(fault), "put what it names into the file itself") from fault
    return Tool(operation.name, _description(stated), parameters, closed_result, hints=METHODS[operation.method])


def _description(stated: OperationFields) -> str:
    summary, description = (stated.summary or "").strip(), (stated.description or "").strip()
    if not description or description.startswith(summary.rstrip(".")):
        return description or summary
    return f"{summary}\n\n{description}"


def _parameters(operation: Operation, stated: OperationFields, schemas: Schemas) -> JsonSchema:
    listed = [fields(Parameter, schemas.resolved(parameter)) for parameter in (*operation.shared, *stated.parameters)]
    parameters = {parameter.name: parameter for parameter in listed if not _is_ignored(parameter)}
    schema: JsonSchema = {
        "type": "object",
        "properties": {name: _parameter_schema(parameter, schemas) for name, parameter in parameters.items()},
        "required": [name for name, parameter in parameters.items() if parameter.required],
        "additionalProperties": False,
    }
    if stated.requestBody is None:
        return schema
    return _with_body(schema, fields(Body, schemas.resolved(stated.requestBody)), schemas)


def _is_ignored(parameter: Parameter) -> bool:
    return parameter.location == "header" and parameter.name.lower() in IGNORED_HEADERS


def _parameter_schema(parameter: Parameter, schemas: Schemas) -> JsonSchema:
    stated = parameter.stated if parameter.stated is not None else stated_schema(parameter.content)
    examples = [example.value for example in parameter.examples.values() if example.value is not None]
    beside = {
        "description": parameter.description,
        "example": parameter.example,
        "examples": examples,
        "deprecated": parameter.deprecated,
    }
    schema: JsonSchema = schemas.translated({**(stated or {}), **{key: value for key, value in beside.items() if value}})
    return schema


def _with_body(schema: JsonSchema, body: Body, schemas: Schemas) -> JsonSchema:
    stated = stated_schema(body.content)
    if stated is None:
        return schema
    content = fields(Definition, schemas.resolved(stated)).model_extra or {}
    sent = _sent(content)
    if not sent or not _is_plain(content) or sent.keys() & schema["properties"].keys():
        described = {"description": body.description, **stated} if body.description else stated
        sent, required, open_ended = {BODY: described}, [BODY], False
    else:
        required = [name for name in content.get("required", ()) if name in sent]
        open_ended = content.get("additionalProperties", True)
    return {
        "type": "object",
        "properties": {**schema["properties"], **{name: schemas.translated(sub) for name, sub in sent.items()}},
        "required": schema["required"] + (required if body.required else []),
        **({} if open_ended is True else {"additionalProperties": schemas.translated(open_ended)}),
    }


def _is_plain(content: JsonSchema) -> bool:
    return all(key in PLAIN_OBJECT or key.startswith("x-") for key in content)


def _sent(content: JsonSchema) -> JsonSchema:
    """The body's fields but for those that only the server sets."""
    properties = content.get("properties")
    if not isinstance(properties, dict):
        return {}
    return {name: sub for name, sub in properties.items() if not (isinstance(sub, dict) and sub.get("readOnly") is True)}


def _result(stated: OperationFields, schemas: Schemas) -> JsonSchema | None:
    for status, response in sorted(stated.responses.items()):
        if status.startswith("2"):
            schema = stated_schema(fields(Response, schemas.resolved(response)).content)
            return None if schema is None else schemas.translated(schema)
    return None
