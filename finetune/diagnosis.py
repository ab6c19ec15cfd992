"""Why an output is not the one expected, in one word: the first of these that applies, from the coarsest to the finest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from callwright.finetune.metrics.assignment import pair_calls
from callwright.finetune.metrics.execution import Accepted, same_argument, with_defaults
from callwright.finetune.metrics.similarity import ratio
from callwright.finetune.metrics.written import loops, read_written
from callwright.generator.trace import Act
from callwright.tools.call import ToolCall
from callwright.tools.tool import Tool

RIGHT = "-"


@dataclass(frozen=True)
class Diagnosis:
    means: str
    category: str
    """Of the traces that teach it; `-` where no data does."""
    pattern: str
    """Of the templates of that category."""


@cache
def diagnoses() -> Mapping[str, Diagnosis]:
    text = resources.files("callwright.finetune").joinpath("diagnosis.yaml").read_text(encoding="utf-8")
    return {name: Diagnosis(**row) for name, row in yaml.load(text, Loader=yaml.CSafeLoader).items()}


def diagnose_calls(
    expected: Sequence[ToolCall], got: Sequence[ToolCall], tools: Mapping[str, Tool], accepted: Sequence[Accepted] = ()
) -> str:
    """Both sides call; `RIGHT` where they have the same effect."""
    if any(not isinstance(call.arguments, dict) for call in got):
        return "malformed_json"
    if any(call.name not in tools for call in got):
        return "unknown_tool"
    wanted, given = sorted(call.name for call in expected), sorted(call.name for call in got)
    if wanted != given:
        return _call_count(wanted, given)
    allowed = {id(call): answers for call, answers in zip(expected, accepted, strict=False)}
    for i, j in pair_calls(expected, got, ratio):
        found = diagnose_arguments(expected[i], got[j], tools.get(expected[i].name), allowed.get(id(expected[i]), {}))
        if found != RIGHT:
            return found
    return RIGHT


def _call_count(wanted: list[str], given: list[str]) -> str:
    if len(given) < len(wanted) and all(given.count(name) <= wanted.count(name) for name in given):
        return "missing_call"
    if len(given) > len(wanted) and all(wanted.count(name) <= given.count(name) for name in wanted):
        return "extra_call"
    return "wrong_tool"


def diagnose_arguments(expected: ToolCall, got: ToolCall, tool: Tool | None, accepted: Accepted) -> str:
    properties = tool.properties if tool else {}
    schema = tool.parameters if tool else {}
    wanted, given = with_defaults(expected.arguments, schema), with_defaults(got.arguments, schema)
    if wanted.keys() - given.keys():
        return "missing_argument"
    if given.keys() - wanted.keys():
        return "extra_argument"
    wrong = [
        name
        for name, value in wanted.items()
        if not same_argument(value, given[name], name, properties.get(name, {}), accepted.get(name, ()))
    ]
    if not wrong:
        return RIGHT
    if any(type(wanted[name]) is not type(given[name]) and _loosely(wanted[name]) == _loosely(given[name]) for name in wrong):
        return "wrong_type"
    others = [wanted[name] for name in wrong]
    if len(wrong) > 1 and all(given[name] in others for name in wrong):
        return "swapped_values"
    return "wrong_value"


def _loosely(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(item).lower() for item in values)


def diagnose_silence(text: str, act: Act, expected: Sequence[ToolCall], names: Sequence[str]) -> str:
    """A call was due and the server saw none."""
    if not text.strip():
        return "empty"
    written = read_written(text, names)
    if written is not None:
        return written.defect
    if loops(text):
        return "looping"
    if act in ("decline", "answer") and describes(text, expected):
        return "described"
    return f"{act}_undue"


def describes(text: str, expected: Sequence[ToolCall]) -> bool:
    """The text names an expected tool, or at least half of the values of an expected call."""
    said = text.lower()
    for call in expected:
        values = [str(value).lower() for value in call.arguments.values()] if isinstance(call.arguments, dict) else []
        if call.name.lower() in said or (values and 2 * sum(value in said for value in values) >= len(values)):
            return True
    return False
