"""Outputs of any model, one at a time: is it a usable call, what should it have been, and which data teaches that?

Without an expected call only the form is judged: what is written, and whether the tool would take it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from callwright.errors import InputError
from callwright.finetune.acts import act_of
from callwright.finetune.diagnosis import RIGHT, describes, diagnose_calls, diagnoses
from callwright.finetune.metrics.written import read_written
from callwright.generator.rules.speech import pattern
from callwright.generator.trace import Message
from callwright.tools.call import Finding, ToolCall
from callwright.tools.checks import check_call
from callwright.tools.tool import JsonSchema, Tool

BY_CODE = {
    "CW201": "unknown_tool",
    "CW202": "malformed_json",
    "CW203": "missing_argument",
    "CW204": "wrong_type",
    "CW209": "extra_argument",
}
"""Other findings of the argument checks are a wrong value."""


class _Call(BaseModel):
    name: str
    arguments: dict[str, Any]


class Output(BaseModel):
    """One line of a file: `{"output": "...", "expected": {"name": ..., "arguments": {...}}}`; `expected` may be absent."""

    output: str
    expected: _Call | None = None

    @property
    def expected_calls(self) -> tuple[ToolCall, ...]:
        return (ToolCall(self.expected.name, self.expected.arguments),) if self.expected else ()


@dataclass(frozen=True)
class Explanation:
    output: str
    diagnosis: str
    """`-` for a usable call, and for words that attempt none."""
    findings: Sequence[Finding]
    should_be: ToolCall | None
    """The expected call; without one, the call meant, with what is certain mended. None where no call can be made out."""

    @property
    def usable(self) -> bool:
        return self.diagnosis == RIGHT

    def to_json(self) -> dict[str, Any]:
        known = diagnoses().get(self.diagnosis)
        return {
            "output": self.output,
            "diagnosis": self.diagnosis,
            "means": known.means if known else "usable",
            "findings": [{"code": finding.code, "path": finding.path, "message": finding.message} for finding in self.findings],
            "should_be": {"name": self.should_be.name, "arguments": self.should_be.arguments} if self.should_be else None,
            "category": known.category if known else "-",
            "template": known.template if known else "-",
        }


def read_outputs(path: Path) -> Iterator[Output]:
    """A `.jsonl` file of `Output`s, or plain text with one output a line. Raises InputError naming the line."""
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield Output.model_validate_json(line) if path.suffix == ".jsonl" else Output(output=line)
        except ValidationError as error:
            shape = '{"output": ..., "expected": ...}'
            raise InputError(f"{path}:{number}: {error.errors()[0]['msg']}; a line is {shape}") from None


def explain(output: Output, tools: Mapping[str, Tool]) -> Explanation:
    written = read_written(output.output, tools)
    expected = output.expected_calls
    if written is None:
        diagnosis = _words(output.output, expected, tools)
        return Explanation(output.output, diagnosis, (), expected[0] if expected else None)
    found = tuple(check_call(written.call, tools)) if written.call else ()
    should_be = expected[0] if expected else written.call and mended(written.call, tools)
    if written.defect != "text_only" or written.call is None:
        return Explanation(output.output, written.defect, found, should_be)
    return Explanation(output.output, _call(written.call, expected, found, tools), found, should_be)


def _words(text: str, expected: Sequence[ToolCall], tools: Mapping[str, Tool]) -> str:
    if not text.strip():
        return "empty"
    announced = any(pattern("narration", kind).search(text) for kind in ("announces", "claims"))
    if announced or any(name in text for name in tools) or describes(text, expected):
        return "described"
    return f"{act_of(Message('assistant', text))}_undue" if expected else RIGHT


def _call(call: ToolCall, expected: Sequence[ToolCall], found: Sequence[Finding], tools: Mapping[str, Tool]) -> str:
    if expected:
        return diagnose_calls(expected, [call], tools)
    errors = [finding for finding in found if finding.severity == "error"]
    return BY_CODE.get(errors[0].code, "wrong_value") if errors else RIGHT


def mended(call: ToolCall, tools: Mapping[str, Tool]) -> ToolCall:
    """The call with what is certain put right: the tool's and the parameters' names as offered, values in the schema's type."""
    name = call.name if call.name in tools else next(iter(get_close_matches(call.name, tools, 1)), call.name)
    if name not in tools or not isinstance(call.arguments, dict):
        return ToolCall(name, call.arguments)
    properties = tools[name].properties
    arguments = {_closest(key, properties): value for key, value in call.arguments.items()}
    return ToolCall(name, {key: _typed(value, properties[key]) for key, value in arguments.items() if key in properties})


def _closest(key: str, properties: Mapping[str, JsonSchema]) -> str:
    return key if key in properties else next(iter(get_close_matches(key, properties, 1)), key)


def _typed(value: Any, schema: JsonSchema) -> Any:
    """The value in the schema's type where no information is lost; else as it is."""
    if isinstance(value, str) and "enum" in schema:
        return next((member for member in schema["enum"] if str(member).lower() == value.strip().lower()), value)
    match schema.get("type"):
        case "integer" | "number" | "boolean" if isinstance(value, str):
            return _parsed(value.strip().lower(), schema["type"], value)
        case "string" if isinstance(value, int | float) and not isinstance(value, bool):
            return json.dumps(value)
        case "array" if not isinstance(value, list):
            return [value]
    return value


_TYPES: Mapping[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "boolean": (bool,)}


def _parsed(text: str, kind: str, otherwise: Any) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return otherwise
    return value if type(value) in _TYPES[kind] else otherwise
