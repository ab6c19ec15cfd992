"""How a call goes wrong by the model's own fault: the arguments as a careless model would send them."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callwright.tools.simulation_data import MADE_UP_PARAMETERS
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.value import Value

MODEL_FAULTS = ("missing_required", "wrong_type", "bad_enum", "bad_format", "unknown_parameter", "unknown_id", "out_of_range")
"""The model's: correct the call."""
RETRY_FAULTS = ("timeout", "rate_limited", "unavailable")
"""The world's, for a moment: the same call again."""
REPORT_FAULTS = ("permission_denied", "not_found", "conflict", "empty_result", "partial_result")
"""The world's, for good: tell the user."""


@dataclass(frozen=True)
class BrokenCall:
    arguments: dict[str, Any]
    parameter: str
    value: Any
    """What stands (or would stand) at `parameter`."""
    expected: str
    """What the schema wants there, as an API's error says it."""


def break_call(tool: Tool, arguments: dict[str, Any], values: Sequence[Value], fault: str, rng: random.Random) -> BrokenCall | None:
    """`arguments` with `fault`, or None where this call cannot fail so."""
    said = {value.path: value for value in values}
    return _BREAKERS[fault](tool, arguments, said, rng)


def _missing_required(tool: Tool, arguments: dict[str, Any], said: Mapping[str, Value], rng: random.Random) -> BrokenCall | None:
    present = [name for name in tool.required if name in arguments]
    if not present:
        return None
    name = rng.choice(present)
    return BrokenCall({key: value for key, value in arguments.items() if key != name}, name, arguments[name], "present")


def _wrong_type(tool: Tool, arguments: dict[str, Any], said: Mapping[str, Value], rng: random.Random) -> BrokenCall | None:
    candidates = {name: _mistyped(value, tool.properties.get(name, {})) for name, value in arguments.items()}
    candidates = {name: wrong for name, wrong in candidates.items() if wrong is not None}
    if not candidates:
        return None
    name = rng.choice(sorted(candidates))
    return _replaced(arguments, name, candidates[name], str(tool.properties[name].get("type", "object")))


def _mistyped(value: Any, schema: JsonSchema) -> Any:
    """`value` as the type models confuse it with, or None where the schema states no single type."""
    match schema.get("type"):
        case "integer" | "number" | "boolean":
            return str(value).lower()
        case "string":
            return [value]
        case "array":
            return ", ".join(str(item) for item in value)
    return None


def _bad_enum(tool: Tool, arguments: dict[str, Any], said: Mapping[str, Value], rng: random.Random) -> BrokenCall | None:
    names = [name for name, value in arguments.items() if isinstance(value, str) and "enum" in tool.properties.get(name, {})]
    rng.shuffle(names)
    for name in names:
        members = tool.properties[name]["enum"]
        spoken = [said[name].surface] if name in said else []
        for wrong in (*spoken, arguments[name].replace("_", " ").capitalize(), arguments[name].upper()):
            if wrong not in members:
                return _replaced(arguments, name, wrong, str(members))
    return None


def _bad_format(tool: Tool, arguments: dict[str, Any], said: Mapping[str, Value], rng: random.Random) -> BrokenCall | None:
    names = [name for name in arguments if {"format", "pattern"} & set(tool.properties.get(name, {}))]
    rng.shuffle(names)
    for name in names:
        schema = tool.properties[name]
        wrong = _malformed(str(arguments[name]), said.get(name), schema)
        if wrong is not None:
            return _replaced(arguments, name, wrong, str(schema.get("format") or schema["pattern"]))
    return None


def _malformed(value: str, said: Value | None, schema: JsonSchema) -> str | None:
    match schema.get("format"):
        case "date":
            year, month, day = value.split("-")
            return said.surface if said and said.surface != value else f"{day}/{month}/{year}"
        case "email":
            return value.replace("@", " at ")
        case None if "_" in value:
            return value.rsplit("_", 1)[1]
    return None


def _unknown_parameter(tool: Tool, arguments: dict[str, Any], said: Mapping[str, Value], rng: random.Random) -> BrokenCall | None:
    if tool.parameters.get("additionalProperties") is not False:
        return None
    free = [name for name in MADE_UP_PARAMETERS if name not in tool.properties]
    name = rng.choice(free)
    value = MADE_UP_PARAMETERS[name]
    return BrokenCall({**arguments, name: value}, name, value, "absent")


def _unknown_id(tool: Tool, arguments: dict[str, Any], said: Mapping[str, Value], rng: random.Random) -> BrokenCall | None:
    names = [name for name, value in said.items() if value.kind == "id" and isinstance(arguments.get(name), str | int)]
    if not names:
        return None
    name = rng.choice(names)
    wrong = _other_id(arguments[name], rng)
    return None if wrong is None else _replaced(arguments, name, wrong, "an existing id")


def _other_id(value: str | int, rng: random.Random) -> str | int | None:
    """The id with one digit misread: still well-formed, not the one the user gave."""
    text = str(value)
    places = [place for place, letter in enumerate(text) if letter.isdecimal()]
    if not places:
        return None
    place = rng.choice(places[1:] or places)
    digit = rng.choice([digit for digit in "123456789" if digit != text[place]])
    wrong = text[:place] + digit + text[place + 1 :]
    return int(wrong) if isinstance(value, int) else wrong


def _out_of_range(tool: Tool, arguments: dict[str, Any], said: Mapping[str, Value], rng: random.Random) -> BrokenCall | None:
    for name, value in arguments.items():
        schema = tool.properties.get(name, {})
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if "maximum" in schema:
            return _replaced(arguments, name, schema["maximum"] * rng.choice((2, 5, 10)), f"less than or equal to {schema['maximum']}")
        if "minimum" in schema:
            wrong = schema["minimum"] - rng.choice((1, 5, 10))
            return _replaced(arguments, name, wrong, f"greater than or equal to {schema['minimum']}")
    return None


def _replaced(arguments: dict[str, Any], name: str, wrong: Any, expected: str) -> BrokenCall:
    return BrokenCall({**arguments, name: wrong}, name, wrong, expected)


Breaker = Callable[[Tool, dict[str, Any], Mapping[str, Value], random.Random], BrokenCall | None]
_BREAKERS: dict[str, Breaker] = {
    "missing_required": _missing_required,
    "wrong_type": _wrong_type,
    "bad_enum": _bad_enum,
    "bad_format": _bad_format,
    "unknown_parameter": _unknown_parameter,
    "unknown_id": _unknown_id,
    "out_of_range": _out_of_range,
}
