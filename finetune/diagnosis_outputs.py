"""Outputs of any model, one at a time: is it a usable call, what should it have been, and which data teaches that?

Without an expected call only the form is judged: what is written, and whether the tool would take it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from callwright.finetune.acts import act_of
from callwright.finetune.diagnosis import RIGHT, describes, diagnose_calls, diagnoses
from callwright.finetune.diagnosis_files import Output
from callwright.finetune.metrics.written import Written, loops, read_written
from callwright.generator.rules.speech import pattern
from callwright.generator.trace import Message
from callwright.tools.call import Finding, ToolCall
from callwright.tools.checks import check_call
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values.normalise import readings

BY_CODE = {
    "CW201": "unknown_tool",
    "CW202": "malformed_json",
    "CW203": "missing_argument",
    "CW204": "wrong_type",
    "CW209": "extra_argument",
}
"""Other findings of the argument checks are a wrong value."""
ANY_DAY = date(2000, 1, 1)
"""What is mended (members of enumerations, numbers, booleans) does not depend on the day."""


@dataclass(frozen=True)
class Explanation:
    output: Output
    diagnosis: str
    """`-` for a usable call, and for words that attempt none."""
    findings: Sequence[Finding]
    should_be: tuple[ToolCall, ...]
    """The expected calls; without an expectation those meant, with what is certain mended. Empty where none can be made out."""
    mended_is_valid: bool
    """The tools take what `should_be` says."""

    @property
    def usable(self) -> bool:
        return self.diagnosis == RIGHT

    @property
    def certain(self) -> bool:
        """What it should be is known, and not only what was meant."""
        return bool(self.output.expected) or self.mended_is_valid

    @property
    def shown(self) -> str:
        return shown(self.output.message)

    @property
    def should_say(self) -> str | None:
        """The words expected, where words were due."""
        return self.output.expected.content if self.output.expected and not self.should_be else None

    def to_json(self) -> dict[str, Any]:
        known = diagnoses().get(self.diagnosis)
        return {
            "item": self.output.item,
            "turn": self.output.turn,
            "output": self.shown,
            "diagnosis": self.diagnosis,
            "means": known.means if known else "usable",
            "findings": [{"code": finding.code, "path": finding.path, "message": finding.message} for finding in self.findings],
            "should_be": [{"name": call.name, "arguments": call.arguments} for call in self.should_be],
            "certain": self.certain,
            "should_say": self.should_say,
            "category": known.category if known else "-",
            "pattern": known.pattern if known else "-",
        }


def shown(message: Message) -> str:
    """Calls as a list of objects, else the text."""
    calls = [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls]
    return json.dumps(calls, ensure_ascii=False) if calls else message.content or ""


def evaluation_rows(explanations: Sequence[Explanation], data: str, model: str) -> dict[str, list[dict[str, Any]]]:
    """Rows of the store's tables `evaluation` and `prediction`; the same outputs give the same ids."""
    predictions = [_prediction_row(explanation) for explanation in explanations]
    name = hashlib.sha256(json.dumps([data, model, predictions], sort_keys=True).encode()).hexdigest()[:16]
    usable = sum(explanation.usable for explanation in explanations)
    metrics = {"usable": {"value": usable / len(explanations) if explanations else None, "n": len(explanations)}}
    return {
        "evaluation": [{"evaluation_id": name, "data": data, "model": model, "metrics": json.dumps({"metrics": metrics})}],
        "prediction": [{"evaluation_id": name, **prediction} for prediction in predictions],
    }


def _prediction_row(explanation: Explanation) -> dict[str, Any]:
    output = explanation.output
    return {
        "item": output.item,
        "turn": output.turn,
        "expected_act": act_of(output.expected, output.history) if output.expected else None,
        "act": act_of(output.message, output.history),
        "expected": shown(output.expected) if output.expected else None,
        "predicted": explanation.shown,
        "exact": explanation.usable if output.expected else None,
        "diagnosis": None if explanation.usable else explanation.diagnosis,
    }


def explain(output: Output, tools: Mapping[str, Tool]) -> Explanation:
    calls, written = _read(output.message, tools)
    expected = output.expected.tool_calls if output.expected else ()
    meant = calls or (written.calls or ((written.call,) if written.call else ()) if written else ())
    found = tuple(finding for call in meant for finding in check_call(call, tools))
    should_be = expected or tuple(mended(call, tools) for call in meant)
    valid = not any(finding.severity == "error" for call in should_be for finding in check_call(call, tools))
    return Explanation(output, _diagnosis(output, calls, written, found, tools), found, should_be, valid)


def _read(message: Message, tools: Mapping[str, Tool]) -> tuple[tuple[ToolCall, ...], Written | None]:
    """The calls that stand there well-formed, or what is wrong with how one is written."""
    for call in message.tool_calls:
        if not isinstance(call.arguments, dict):
            return (), _unread(call, tools)
    if message.tool_calls:
        return message.tool_calls, None
    if listed := _list_of_calls(message.content or ""):
        return listed, None
    written = read_written(message.content or "", tools)
    if written and written.defect == "text_only" and all(isinstance(call.arguments, dict) for call in written.calls):
        return written.calls, None
    return (), written


def _unread(call: ToolCall, tools: Mapping[str, Tool]) -> Written:
    """A call whose arguments the server passed on as text."""
    text = str(call.arguments).strip()
    spelled = read_written(f'{{"name": {json.dumps(call.name)}, "arguments": {text}}}', tools) if text.startswith("{") else None
    return spelled or Written(call, "malformed_json")


def _list_of_calls(text: str) -> tuple[ToolCall, ...]:
    """`[{"name": ..., "arguments": {...}}, ...]` and nothing else."""
    try:
        value = json.loads(text)
    except ValueError:
        return ()
    entries = value if isinstance(value, list) else []
    if not all(isinstance(entry, dict) and entry.keys() == {"name", "arguments"} for entry in entries):
        return ()
    return tuple(ToolCall(entry["name"], entry["arguments"]) for entry in entries)


def _diagnosis(
    output: Output,
    calls: tuple[ToolCall, ...],
    written: Written | None,
    found: Sequence[Finding],
    tools: Mapping[str, Tool],
) -> str:
    due = output.expected.tool_calls if output.expected else ()
    if written:
        return written.defect
    if not calls:
        return _words(output, tools)
    if due:
        return diagnose_calls(due, calls, tools)
    if output.expected:
        return "destructive_undue" if any(call.name in tools and tools[call.name].destructive for call in calls) else "called_undue"
    errors = [finding for finding in found if finding.severity == "error"]
    return BY_CODE.get(errors[0].code, "wrong_value") if errors else RIGHT


def _words(output: Output, tools: Mapping[str, Tool]) -> str:
    """Behind a tool's result words may claim and name whatever the result says."""
    text = output.message.content or ""
    if not text.strip():
        return "empty"
    if loops(text):
        return "looping"
    if output.expected and not output.expected.tool_calls:
        act, due = act_of(output.message, output.history), act_of(output.expected, output.history)
        return RIGHT if act == due else f"{act}_undue"
    calls = output.expected.tool_calls if output.expected else ()
    announced = any(pattern("narration", kind).search(text) for kind in ("announces", "claims"))
    names_a_tool = any(name in text for name in tools)
    if (calls or not output.after_result) and (announced or names_a_tool or describes(text, calls)):
        return "described"
    return f"{act_of(output.message, output.history)}_undue" if calls else RIGHT


def mended(call: ToolCall, tools: Mapping[str, Tool]) -> ToolCall:
    """The call with what is certain put right: the tool's and the parameters' names as offered, values in the schema's type."""
    name = call.name if call.name in tools else next(iter(get_close_matches(call.name, tools, 1)), call.name)
    if name not in tools or not isinstance(call.arguments, dict):
        return ToolCall(name, call.arguments)
    properties = tools[name].properties
    arguments = {_closest(key, properties): value for key, value in call.arguments.items()}
    return ToolCall(name, {key: _typed(value, key, properties[key]) for key, value in arguments.items() if key in properties})


def _closest(key: str, properties: Mapping[str, JsonSchema]) -> str:
    return key if key in properties else next(iter(get_close_matches(key, properties, 1)), key)


def _typed(value: Any, name: str, schema: JsonSchema) -> Any:
    """The value in the schema's type where what it says can be read in one way; else as it is."""
    if isinstance(value, str) and ("enum" in schema or schema.get("type") in ("integer", "number", "boolean")):
        if value in schema.get("enum", ()):
            return value
        said = readings(value, name, schema, ANY_DAY)
        return said.pop() if len(said) == 1 else value
    match schema.get("type"):
        case "string" if isinstance(value, int | float) and not isinstance(value, bool):
            return json.dumps(value)
        case "array" if not isinstance(value, list):
            return [value]
    return value
