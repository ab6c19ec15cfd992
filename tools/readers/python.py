"""Typed functions and Pydantic models as tools.

A function's signature gives the parameters (Literal, Enum, Annotated, nested models, Optional, dates, defaults), its docstring the
descriptions (Google, NumPy and reST sections), its return annotation the result. What a type says beyond JSON Schema stays with the
tool as `validate`. A function can be executed: values are converted to what it declares and its result to JSON.
"""

import asyncio
import functools
import inspect
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin

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
        description=(described.description or "").strip(),
        parameters=_with_descriptions({"type": "object", "properties": {}, **schema}, _parameter_descriptions(described)),
        validate=lambda arguments: model.model_validate_json(json.dumps(arguments)),
    )


def read_function(function: Callable[..., Any]) -> Tool:
    """Raises BrokenToolError where arguments cannot be given by name or a type has no JSON Schema."""
    name = getattr(function, "__name__", type(function).__name__)
    signature = _signature(name, function)
    adapter: TypeAdapter[dict[str, Any]] = _adapter(name, _collecting(function))
    parameters = _schema(name, functools.partial(adapter.json_schema, schema_generator=WithoutTitles))
    described = docstring_parser.parse(inspect.getdoc(function) or "")
    descriptions = {**_parameter_descriptions(described), **_annotated_descriptions(signature)}

    def validate(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return adapter.validate_json(json.dumps(arguments))

    def implementation(**arguments: Any) -> Any:
        returned = function(**validate(arguments))
        return to_jsonable_python(asyncio.run(returned) if inspect.iscoroutine(returned) else returned)

    return Tool(
        name=name,
        description=(described.description or "").strip(),
        parameters=_with_descriptions(_ordered(parameters), descriptions),
        result=_result(name, signature.return_annotation),
        implementation=implementation,
        validate=validate,
    )


def _signature(name: str, function: Callable[..., Any]) -> inspect.Signature:
    try:
        signature = inspect.signature(function, eval_str=True)
    except (NameError, ValueError) as fault:
        raise _no_schema(name, fault) from fault
    for parameter in signature.parameters.values():
        if parameter.kind in POSITIONAL:
            raise BrokenToolError("CW001", f"{name}: {parameter} cannot be given by name", "make it a named parameter")
    return signature


def _collecting(function: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """A function of the same signature that returns its arguments instead of doing anything with them."""

    @functools.wraps(function)
    def arguments(**given: Any) -> dict[str, Any]:
        return given

    return arguments


def _adapter(name: str, function: Any) -> TypeAdapter[Any]:
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


def _ordered(schema: JsonSchema) -> JsonSchema:
    """Definitions last, as people write it."""
    return {
        "type": schema["type"],
        "properties": {},
        **{key: schema[key] for key in sorted(schema, key=lambda key: key == "$defs")},
    }


def _parameter_descriptions(described: docstring_parser.Docstring) -> dict[str, str]:
    return {parameter.arg_name: parameter.description for parameter in described.params if parameter.description}


def _annotated_descriptions(signature: inspect.Signature) -> dict[str, str]:
    """`Annotated[str, "the city"]`: a bare text among the metadata describes the parameter."""
    metadata = {
        name: [text for text in get_args(parameter.annotation)[1:] if isinstance(text, str)]
        for name, parameter in signature.parameters.items()
        if get_origin(parameter.annotation) is Annotated
    }
    return {name: texts[0] for name, texts in metadata.items() if texts}


def _with_descriptions(schema: JsonSchema, descriptions: Mapping[str, str]) -> JsonSchema:
    """A description stated in the type itself wins over the docstring's."""
    described = {
        name: {**sub, "description": descriptions[name]} if name in descriptions and "description" not in sub else sub
        for name, sub in schema["properties"].items()
    }
    return {**schema, "properties": described}


def _result(name: str, annotation: Any) -> JsonSchema | None:
    """None where the annotation is missing or says no more than that anything may come."""
    if annotation in (inspect.Signature.empty, None, Any):
        return None
    adapter = _adapter(name, annotation)
    schema = _schema(name, functools.partial(adapter.json_schema, mode="serialization", schema_generator=WithoutTitles))
    return None if schema in ({}, {"type": "object"}, {"type": "object", "additionalProperties": True}) else schema
