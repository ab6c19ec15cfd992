"""How a call goes wrong by the model's own fault: the arguments as a careless model would send them."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callwright.tools.simulation_data import MADE_UP_PARAMETERS
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.kinds import kinds_of
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


@dataclass(frozen=True)
class _Intended:
    """The right call, to be broken."""

    tool: Tool
    arguments: dict[str, Any]
    said: Mapping[str, Value]
    rng: random.Random

    def schema(self, name: str) -> JsonSchema:
        return self.tool.properties.get(name, {})

    def with_value(self, name: str, wrong: Any, expected: str) -> BrokenCall:
        return BrokenCall({**self.arguments, name: wrong}, name, wrong, expected)


def break_call(tool: Tool, arguments: dict[str, Any], values: Sequence[Value], fault: str, rng: random.Random) -> BrokenCall | None:
    """`arguments` with `fault`, or None where this call cannot fail so."""
    return _BREAKERS[fault](_Intended(tool, arguments, {value.path: value for value in values}, rng))


def breaks_at(tool: Tool, fault: str) -> frozenset[str]:
    """The parameters at which a call can have the fault, if it gives them; empty where it needs none of them in particular."""
    match fault:
        case "bad_enum":
            found = (name for name, schema in tool.properties.items() if "enum" in schema)
        case "bad_format":
            found = (name for name, schema in tool.properties.items() if {"format", "pattern"} & set(schema))
        case "wrong_type":
            found = (name for name, schema in tool.properties.items() if isinstance(schema.get("type"), str))
        case "out_of_range":
            found = (name for name, schema in tool.properties.items() if {"minimum", "maximum"} & set(schema))
        case "unknown_id":
            found = (name for name, kind in kinds_of(tool).items() if kind == "id")
        case _:
            return frozenset()
    return frozenset(found)


def _missing_required(call: _Intended) -> BrokenCall | None:
    present = [name for name in call.tool.required if name in call.arguments]
    if not present:
        return None
    name = call.rng.choice(present)
    rest = {key: value for key, value in call.arguments.items() if key != name}
    return BrokenCall(rest, name, call.arguments[name], "present")


def _wrong_type(call: _Intended) -> BrokenCall | None:
    mistyped = {name: _mistyped(value, call.schema(name)) for name, value in call.arguments.items()}
    names = [name for name, wrong in mistyped.items() if wrong is not None]
    if not names:
        return None
    name = call.rng.choice(names)
    return call.with_value(name, mistyped[name], str(call.schema(name)["type"]))


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


def _bad_enum(call: _Intended) -> BrokenCall | None:
    names = [name for name, value in call.arguments.items() if isinstance(value, str) and "enum" in call.schema(name)]
    call.rng.shuffle(names)
    for name in names:
        members = call.schema(name)["enum"]
        value = call.arguments[name]
        spoken = [call.said[name].surface] if name in call.said else []
        for wrong in (*spoken, value.replace("_", " ").capitalize(), value.upper()):
            if wrong not in members:
                return call.with_value(name, wrong, str(members))
    return None


def _bad_format(call: _Intended) -> BrokenCall | None:
    names = [name for name in call.arguments if {"format", "pattern"} & set(call.schema(name))]
    call.rng.shuffle(names)
    for name in names:
        schema = call.schema(name)
        wrong = _malformed(str(call.arguments[name]), call.said.get(name), schema)
        if wrong is not None:
            return call.with_value(name, wrong, str(schema.get("format") or schema["pattern"]))
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


def _unknown_parameter(call: _Intended) -> BrokenCall | None:
    if call.tool.parameters.get("additionalProperties") is not False:
        return None
    name = call.rng.choice([name for name in MADE_UP_PARAMETERS if name not in call.tool.properties])
    value = MADE_UP_PARAMETERS[name]
    return BrokenCall({**call.arguments, name: value}, name, value, "absent")


def _unknown_id(call: _Intended) -> BrokenCall | None:
    names = [name for name, value in call.said.items() if value.kind == "id" and isinstance(call.arguments.get(name), str | int)]
    if not names:
        return None
    name = call.rng.choice(names)
    wrong = _other_id(call.arguments[name], call.rng)
    return None if wrong is None else call.with_value(name, wrong, "an existing id")


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


def _out_of_range(call: _Intended) -> BrokenCall | None:
    for name, value in call.arguments.items():
        schema = call.schema(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if "maximum" in schema:
            wrong = schema["maximum"] * call.rng.choice((2, 5, 10))
            return call.with_value(name, wrong, f"less than or equal to {schema['maximum']}")
        if "minimum" in schema:
            wrong = schema["minimum"] - call.rng.choice((1, 5, 10))
            return call.with_value(name, wrong, f"greater than or equal to {schema['minimum']}")
    return None


_BREAKERS: dict[str, Callable[[_Intended], BrokenCall | None]] = {
    "missing_required": _missing_required,
    "wrong_type": _wrong_type,
    "bad_enum": _bad_enum,
    "bad_format": _bad_format,
    "unknown_parameter": _unknown_parameter,
    "unknown_id": _unknown_id,
    "out_of_range": _out_of_range,
}
