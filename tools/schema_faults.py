"""What a JSON Schema validator says about a value, as findings with paths, expected and got.

Branches of `anyOf` and `oneOf` that do not even take the value's type (or a discriminator such as `kind`) are set aside: where one
branch is left, its own faults are reported, else the branches are listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from callwright.tools.call import Finding
from callwright.tools.schemas import dotted
from callwright.tools.shown import json_type, shown

Fault = jsonschema_rs.ValidationError

CODE_OF_KEYWORD: Mapping[str, str] = {
    "required": "CW203",
    "type": "CW204",
    "enum": "CW205",
    "const": "CW205",
    "format": "CW206",
    "pattern": "CW207",
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "CW208"),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), "CW208"),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties", "propertyNames"), "CW209"),
}
"""Every other keyword is CW210."""

EXPECTED: Mapping[str, str] = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} parameters",
    "maxProperties": "at most {} parameters",
    "format": "a value of format {}",
    "pattern": "a value that matches {}",
    "const": "{}",
    "uniqueItems": "items that differ from each other",
    "contains": "an item that fits `contains`",
}
SELECTING = frozenset({"type", "const", "enum"})
"""Keywords by which a branch says that a value is none of its business."""


def schema_findings(validator: jsonschema_rs.Validator, arguments: Any) -> list[Finding]:
    return [finding for fault in validator.iter_errors(arguments) for finding in _findings(fault, arguments)]


def _findings(fault: Fault, arguments: Any) -> Iterator[Finding]:
    path = tuple(fault.instance_path)
    got = _at(arguments, path)
    match fault.kind.name:
        case "required":
            name = fault.kind.value
            yield _finding(fault, (*path, name), f"required, but missing; given: {', '.join(got) or 'nothing'}")
        case "additionalProperties" | "unevaluatedProperties":
            for name in fault.kind.value:
                yield _finding(fault, (*path, name), "no parameter has this name")
        case "falseSchema":
            yield from _forbidden(fault, path, got)
        case "propertyNames":
            yield _finding(fault, path, f"a name in it is not allowed: {fault.kind.value.message.splitlines()[0]}")
        case "anyOf" | "oneOf":
            yield from _branches(fault, path, got, arguments)
        case keyword:
            yield _finding(fault, path, f"expected {_expected(keyword, fault)}, got {_got(got)}")


def _forbidden(fault: Fault, path: tuple[str | int, ...], got: Any) -> Iterator[Finding]:
    """The library's word for `additionalProperties: false` without `properties`, and for a schema that is `false`."""
    if fault.schema_path[-1] == "additionalProperties" and isinstance(got, dict):
        for name in got:
            yield Finding("CW209", "no parameter has this name", _path((*path, name)))
    else:
        yield Finding("CW209", f"expected nothing here, got {_got(got)}", _path(path))


def _branches(fault: Fault, path: tuple[str | int, ...], got: Any, arguments: Any) -> Iterator[Finding]:
    branches: Sequence[Sequence[Fault]] = fault.kind.value
    failed = [branch for branch in branches if branch]
    if len(failed) < len(branches) - 1:
        matching = ", ".join(str(position) for position, branch in enumerate(branches, 1) if not branch)
        yield _finding(fault, path, f"expected exactly one of {len(branches)} forms, but forms {matching} all fit {_got(got)}")
        return
    meant = [branch for branch in failed if not _set_aside(branch, path)]
    if len(meant) == 1:
        yield from (finding for inner in meant[0] for finding in _findings(inner, arguments))
    elif not meant and all(_only_type(branch) for branch in failed):
        types = dict.fromkeys(name for branch in failed for name in _type_names(branch))
        yield Finding("CW204", f"expected {' or '.join(types)}, got {_got(got)}", _path(path))
    else:
        reasons = "; ".join(f"({position}) {_reason(branch, arguments)}" for position, branch in enumerate(failed, 1))
        yield _finding(fault, path, f"fits none of {len(failed)} forms: {reasons}")


def _set_aside(branch: Sequence[Fault], path: tuple[str | int, ...]) -> bool:
    """Whether the branch refuses the value itself by type, or an object's discriminator right below it."""
    for fault in branch:
        depth = len(fault.instance_path) - len(path)
        if (depth == 0 and fault.kind.name == "type") or (depth == 1 and fault.kind.name in SELECTING - {"type"}):
            return True
    return False


def _only_type(branch: Sequence[Fault]) -> bool:
    return all(fault.kind.name == "type" for fault in branch)


def _type_names(branch: Sequence[Fault]) -> list[str]:
    return [name for fault in branch for name in fault.kind.value]


def _reason(branch: Sequence[Fault], arguments: Any) -> str:
    found = [finding for fault in branch for finding in _findings(fault, arguments)]
    return ", ".join(f"{finding.path.removeprefix('arguments.')}: {finding.message}" for finding in found)


def _expected(keyword: str, fault: Fault) -> str:
    limit = fault.kind.value
    match keyword:
        case "type":
            return " or ".join(limit)
        case "enum":
            return f"one of {', '.join(shown(option) for option in limit)}"
        case "not":
            return f"anything but {shown(limit)}"
    template = EXPECTED.get(keyword)
    return template.format(limit) if template else f"what {keyword} asks for ({fault.message.splitlines()[0]})"


def _finding(fault: Fault, path: tuple[str | int, ...], message: str) -> Finding:
    return Finding(CODE_OF_KEYWORD.get(fault.kind.name, "CW210"), message, _path(path))


def _path(path: tuple[str | int, ...]) -> str:
    return dotted(("arguments", *path))


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _got(value: Any) -> str:
    return f"{json_type(value)} {shown(value)}"
