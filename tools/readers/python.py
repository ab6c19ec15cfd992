"""Typed functions and Pydantic models as tools.

A function's signature gives the parameters (Literal, Enum, Annotated, nested models, Optional, dates, defaults), its docstring
the descriptions (Google, NumPy and reST sections), its return annotation the result. What a type says beyond JSON Schema stays with the tool
as `validate`. A function can be executed: values are converted to what it declares and its result to JSON.
"""

import functools
import inspect
import json
import typing
from collections.abc import Callable, Mapping
from typing import Any

import docstring_parser
from pydantic import BaseModel, TypeAdapter
from pydantic.errors import PydanticUserError
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import to_jsonable_python

from callwright.tools.reading import BrokenToolError
from callwright.tools.tool import JsonSchema, Tool

POSITIONAL = frozenset({inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL})


class WithoutTitles(GenerateJsonSchema):
    """Pydantic's schema without a title that only repeats the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def read_model(model: type[BaseModel]) -> Tool:
    """Raises BrokenToolError where a field's type has no JSON Schema."""
    schema = _schema(model.__name__, functools.partial(model.model_json_schema, schema_generator=WithoutTitles))
    schema.pop("title", None)
    described = docstring_parser.parse(inspect.cleandoc(schema.pop("description", "")))
    return Tool(
        name=model.__name__,
        description=described.description or "",
        parameters=_with_descriptions({"type": "object", "properties": {}, **schema}, _parameter_descriptions(described)),
        validate=lambda arguments: model.model_validate_json(json.dumps(arguments)),
    )


def read_function(function: Callable[..., Any]) -> Tool:
    """Raises BrokenToolError where arguments cannot be given by name or a type has no JSON Schema."""
    name = getattr(function, "__name__", type(function).__name__)
    _check_by_name(name, function)
    adapter: TypeAdapter[dict[str, Any]] = _adapter(name, _collecting(function))
    parameters = _schema(name, functools.partial(adapter.json_schema, schema_generator=WithoutTitles))
    described = docstring_parser.parse(inspect.getdoc(function) or "")
    descriptions = {**_parameter_descriptions(described), **_annotated_descriptions(function)}

    def validate(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return adapter.validate_json(json.dumps(arguments))

    def implementation(**arguments: Any) -> Any:
        return to_jsonable_python(function(**validate(arguments)))

    return Tool(
        name=name,
        description=described.description or "",
        parameters=_with_descriptions(_ordered(parameters), descriptions),
        result=_result(function, described.returns.description if described.returns else None),
        implementation=implementation,
        validate=validate,
    )


def _check_by_name(name: str, function: Callable[..., Any]) -> None:
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in POSITIONAL:
            raise BrokenToolError("CW001", f"{name}: {parameter} cannot be given by name", "make it a named parameter")


def _collecting(function: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """A function of the same signature that returns its arguments instead of doing anything with them."""

    @functools.wraps(function)
    def arguments(**given: Any) -> dict[str, Any]:
        return given

    return arguments


def _adapter(name: str, function: Callable[..., Any]) -> TypeAdapter[Any]:
    try:
        return TypeAdapter(function)
    except (PydanticUserError, NameError) as fault:
        raise _no_schema(name, fault) from fault


def _schema(name: str, generate: Callable[[], JsonSchema]) -> JsonSchema:
    try:
        return generate()
    except (PydanticUserError, NameError) as fault:
        raise _no_schema(name, fault) from fault


def _no_schema(name: str, fault: Exception) -> BrokenToolError:
    return BrokenToolError("CW001", f"{name}: {str(fault).splitlines()[0]}", "use types that JSON can hold, or Pydantic models")
