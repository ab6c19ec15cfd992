"""What the JSON forms of a tool share: strict reading of their fields, hints as annotations, a parameters object."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from callwright.tools.reading import BrokenToolError
from callwright.tools.tool import HINTS, Hints, JsonSchema, Tool

ANNOTATIONS = {
    "read_only": "readOnlyHint",
    "destructive": "destructiveHint",
    "idempotent": "idempotentHint",
    "open_world": "openWorldHint",
}
"""Our hints as MCP calls them."""


class Definition(BaseModel):
    """The fields of one form; whatever else stands beside them is kept by name in `model_extra`."""

    model_config = ConfigDict(strict=True, extra="allow")


Model = TypeVar("Model", bound=Definition)


def fields(model: type[Model], definition: Any) -> Model:
    try:
        return model.model_validate(definition)
    except ValidationError as refusal:
        first = refusal.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "definition"
        message = f"{field}: {first['msg'][0].lower()}{first['msg'][1:]}"
        raise BrokenToolError("CW001", message, "see docs/tools.md for the forms", field) from refusal


def parameters_of(schema: JsonSchema | None) -> JsonSchema:
    """A tool without parameters takes an empty object; arguments are always an object, said or not."""
    if schema is None:
        return {"type": "object", "properties": {}}
    return schema if "type" in schema else {"type": "object", **schema}


def hints_of(annotations: Mapping[str, Any] | None) -> Hints:
    def stated(hint: str) -> bool | None:
        value = (annotations or {}).get(ANNOTATIONS[hint])
        return value if isinstance(value, bool) else None

    return Hints(stated("read_only"), stated("destructive"), stated("idempotent"), stated("open_world"))


def annotations_of(hints: Hints) -> dict[str, bool]:
    """Stated hints only: a guess is never written down as a fact."""
    stated = {ANNOTATIONS[hint]: hints.stated(hint) for hint in HINTS}
    return {name: value for name, value in stated.items() if value is not None}


def extras_of(definition: Definition, names: tuple[str, ...], annotations: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The fields called `names`, and those annotations that are no hint of ours."""
    extras = {name: value for name, value in (definition.model_extra or {}).items() if name in names and value is not None}
    other = {name: value for name, value in (annotations or {}).items() if name not in ANNOTATIONS.values()}
    return {**extras, "annotations": other} if other else extras


def known_extras(tool: Tool, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in tool.extras.items() if name in names}


def stated_beside(tool: Tool) -> dict[str, Any]:
    """`outputSchema` and `annotations`, each where it was stated."""
    stated: dict[str, Any] = {}
    if tool.result is not None and not tool.result_inferred:
        stated["outputSchema"] = tool.result
    if annotations := {**tool.extras.get("annotations", {}), **annotations_of(tool.hints)}:
        stated["annotations"] = annotations
    return stated
