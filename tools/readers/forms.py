"""The JSON forms a tool is read from and written in, and how one is told from another by its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from callwright.errors import ToolsError
from callwright.tools.readers import anthropic, jsonschema, mcp, openai
from callwright.tools.reading import BrokenToolError
from callwright.tools.tool import Tool


@dataclass(frozen=True)
class Form:
    """`read(write(tool))` gives an equal tool, but for what the form's module says it has no place for."""

    name: str
    recognises: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Mapping[str, Any]], Tool]
    """Raises BrokenToolError."""
    write: Callable[[Tool], dict[str, Any]]


FORMS: dict[str, Form] = {
    module.__name__.rsplit(".", 1)[1]: Form(module.__name__.rsplit(".", 1)[1], module.recognises, module.read, module.write)
    for module in (mcp, anthropic, openai, jsonschema)
}
"""In the order in which they are tried."""

OPENAPI = "openapi"
"""The one form that describes many tools in one document; read, not written."""


def form_named(name: str) -> Form:
    if name not in FORMS:
        raise ToolsError(f"no form is named {name!r}: take one of {', '.join((*FORMS, OPENAPI))}")
    return FORMS[name]


def recognised(definition: Mapping[str, Any]) -> Form:
    for form in FORMS.values():
        if form.recognises(definition):
            return form
    keys = ", ".join(list(definition)[:8]) or "none"
    message = f"this is no tool in a form that is known ({', '.join((*FORMS, OPENAPI))}); its keys: {keys}"
    raise BrokenToolError("CW001", message, "a tool that the provider itself runs has no schema to call it by: leave it out")
