"""Whether a predicted call would do what the expected one does, however it is written.

Defaults are filled in on both sides, an arithmetic expression counts by its value, and where the data lists accepted answers for a
parameter (free text, dates with two fair readings) any of them will do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from callwright.finetune.metrics.assignment import pair_calls
from callwright.finetune.metrics.equality import same
from callwright.tools.arithmetic import evaluate
from callwright.tools.call import ToolCall
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.kinds import kind_of

Accepted = Mapping[str, Sequence[Any]]
"""Parameter -> values that are as good as the expected one, for one call."""


def same_effect(
    expected: Sequence[ToolCall], got: Sequence[ToolCall], tools: Mapping[str, Tool], accepted: Sequence[Accepted] = ()
) -> bool:
    """Each expected call has its own predicted call of the same effect, and none is left over. `accepted` is by expected call."""
    if len(expected) != len(got):
        return False
    allowed = {id(call): answers for call, answers in zip(expected, accepted, strict=False)}

    def agree(one: ToolCall, other: ToolCall) -> bool:
        return same_call_effect(one, other, tools.get(one.name), allowed.get(id(one), {}))

    return sum(agree(expected[i], got[j]) for i, j in pair_calls(expected, got, agree)) == len(expected)


def same_call_effect(expected: ToolCall, got: ToolCall, tool: Tool | None, accepted: Accepted) -> bool:
    if expected.name != got.name or not isinstance(expected.arguments, dict) or not isinstance(got.arguments, dict):
        return False
    schema = tool.parameters if tool else {}
    wanted, given = with_defaults(expected.arguments, schema), with_defaults(got.arguments, schema)
    return wanted.keys() == given.keys() and all(
        same_argument(value, given[name], name, schema.get("properties", {}).get(name, {}), accepted.get(name, ()))
        for name, value in wanted.items()
    )


def same_argument(expected: Any, got: Any, name: str, schema: JsonSchema, accepted: Sequence[Any] = ()) -> bool:
    if same(expected, got) or any(same(answer, got) for answer in accepted):
        return True
    return is_expression(name, schema) and _number(expected) is not None and _number(expected) == _number(got)


def is_expression(name: str, schema: JsonSchema) -> bool:
    """Only where the schema says so: `2026-11-20` is a subtraction too."""
    return kind_of(name, schema) == "expression"


def _number(value: Any) -> int | float | None:
    return evaluate(value) if isinstance(value, str) else None


def with_defaults(arguments: Mapping[str, Any], schema: JsonSchema) -> dict[str, Any]:
    """What the tool sees: stated defaults stand where nothing was passed, in nested objects too."""
    properties: Mapping[str, JsonSchema] = schema.get("properties", {})
    filled = {name: sub["default"] for name, sub in properties.items() if "default" in sub} | dict(arguments)
    return {
        name: with_defaults(value, properties[name]) if isinstance(value, dict) and name in properties else value
        for name, value in filled.items()
    }


def effective_arguments(arguments: Mapping[str, Any], tool: Tool) -> dict[str, Any]:
    """What the tool makes of them, alike for calls of the same effect: defaults filled in, an expression as its value, 5.0 as 5."""
    return {
        name: _plain(
            number if is_expression(name, tool.properties.get(name, {})) and (number := _number(value)) is not None else value
        )
        for name, value in with_defaults(arguments, tool.parameters).items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def argument_counts(
    expected: Sequence[ToolCall], got: Sequence[ToolCall], tools: Mapping[str, Tool], accepted: Sequence[Accepted] = ()
) -> tuple[int, int, int]:
    """Arguments right, expected and predicted, over the best pairing; a value counts only in the right tool and parameter."""
    allowed = {id(call): answers for call, answers in zip(expected, accepted, strict=False)}

    def right(one: ToolCall, other: ToolCall) -> int:
        return _right_arguments(one, other, tools.get(one.name), allowed.get(id(one), {}))

    pairs = pair_calls(expected, got, right)
    return sum(right(expected[i], got[j]) for i, j in pairs), sum(map(_size, expected)), sum(map(_size, got))


def _right_arguments(expected: ToolCall, got: ToolCall, tool: Tool | None, accepted: Accepted) -> int:
    if expected.name != got.name or not isinstance(expected.arguments, dict) or not isinstance(got.arguments, dict):
        return 0
    properties = tool.properties if tool else {}
    return sum(
        name in got.arguments and same_argument(value, got.arguments[name], name, properties.get(name, {}), accepted.get(name, ()))
        for name, value in expected.arguments.items()
    )


def _size(call: ToolCall) -> int:
    """Arguments a call holds; text that is no object is one, and wrong."""
    return len(call.arguments) if isinstance(call.arguments, dict) else 1
