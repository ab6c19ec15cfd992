"""Ready scenarios (`--scenarios FILE`): the conversation is given, only what it leaves out is written by the teacher.

    [{"type": "single_call", "query": "What is 12 times 8?", "final_answer": "96.",
      "expected_call": {"name": "calculate", "arguments": {"expression": "12 * 8"}}, "tool_response": {"result": 96}},
     {"type": "error_recovery", "query": "...", "first_call": {...}, "error_response": {...}, "retry_call": {...},
      "success_response": {...}, "final_answer": "..."},
     {"type": "multi_step", "query": "...", "steps": [{"call": {...}, "response": {...}}, ...], "final_answer": "..."},
     {"type": "no_call", "query": "...", "final_answer": "..."}]

JSON (an array), JSON lines or YAML. `id`, `today` (YYYY-MM-DD) and `fault` may stand in each.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, TypeAdapter, ValidationError

from callwright.errors import TemplateError
from callwright.templates.scenario import PlannedCall, Scenario, Turn
from callwright.templates.template import Fault, Strict
from callwright.templates.yaml_file import read_yaml
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.tool import Tool, Toolset, canonical_json


class Call(Strict):
    name: str = Field(validation_alias=AliasChoices("name", "tool"))
    arguments: dict[str, Any] = Field(default={}, validation_alias=AliasChoices("arguments", "args", "parameters"))


class Step(Strict):
    call: Call
    response: Any


class _Ready(Strict):
    id: str = ""
    today: date | None = None
    query: str = Field(min_length=1)
    final_answer: str | None = None


class SingleCall(_Ready):
    type: Literal["single_call"]
    expected_call: Call
    tool_response: Any


class ErrorRecovery(_Ready):
    type: Literal["error_recovery"]
    first_call: Call
    error_response: Any
    retry_call: Call
    success_response: Any
    fault: Fault | None = None


class MultiStep(_Ready):
    type: Literal["multi_step"]
    steps: tuple[Step, ...] = Field(min_length=2)


class NoCall(_Ready):
    type: Literal["no_call"]


Ready = SingleCall | ErrorRecovery | MultiStep | NoCall
_READY: TypeAdapter[Ready] = TypeAdapter(Annotated[Ready, Field(discriminator="type")])
FAULT_OF_CODE: Mapping[str, Fault] = {
    "CW203": "missing_required", "CW204": "wrong_type", "CW205": "bad_enum", "CW206": "bad_format", "CW207": "bad_format",
    "CW208": "out_of_range", "CW209": "unknown_parameter",
}  # fmt: skip


@dataclass(frozen=True)
class ReadyScenario:
    id: str
    tool: str
    """The first tool called, `-` where none is."""
    scenario: Scenario


def read_scenarios(path: Path, tools: Toolset) -> list[ReadyScenario]:
    """The file's scenarios; TemplateError names file and scenario where one cannot be used."""
    found: dict[str, ReadyScenario] = {}
    for place, document in enumerate(_documents(path), start=1):
        ready = _checked(path, place, document, tools)
        scenario_id = ready.id or hashlib.sha256(canonical_json(document).encode()).hexdigest()[:16]
        if scenario_id in found:
            raise TemplateError(f"{path}: scenario {place}: id {scenario_id!r} stands there twice")
        found[scenario_id] = _scenario(scenario_id, ready, tools)
    return list(found.values())


def _documents(path: Path) -> list[Any]:
    if path.suffix == ".jsonl":
        return list(_lines(path))
    document = read_yaml(path)
    if not isinstance(document, list):
        raise TemplateError(f"{path}: expected an array of scenarios, got {type(document).__name__}")
    return document


def _lines(path: Path) -> Iterator[Any]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: cannot be read: {error}") from None
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise TemplateError(f"{path}:{number}: not JSON: {error}") from None


def _checked(path: Path, place: int, document: Any, tools: Toolset) -> Ready:
    try:
        ready = _READY.validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"][1:]) or "type"
        raise TemplateError(f"{path}: scenario {place}: {name}: {first['msg']}") from None
    for call in _calls(ready):
        if call.name not in tools:
            raise TemplateError(f"{path}: scenario {place}: calls {call.name!r}, which is not among the tools ({', '.join(tools)})")
    return ready


def _calls(ready: Ready) -> Sequence[Call]:
    match ready:
        case SingleCall():
            return (ready.expected_call,)
        case ErrorRecovery():
            return (ready.first_call, ready.retry_call)
        case MultiStep():
            return tuple(step.call for step in ready.steps)
        case NoCall():
            return ()


def _scenario(scenario_id: str, ready: Ready, tools: Toolset) -> ReadyScenario:
    calls = [PlannedCall("", tools[call.name], call.arguments, (), f"call_{n}") for n, call in enumerate(_calls(ready), start=1)]
    fault = _fault(ready, tools)
    turns = [Turn("user", "request", content=ready.query), *_exchange(ready, calls, fault)]
    ends = "answer" if calls else "decline"
    turns.append(Turn("assistant", ends, tuple(calls[-1:]), ready.final_answer, results=turns[-1].results))
    scenario = Scenario("ready", ready.type, "ready", fault, ready.today, _offered(tools), tuple(turns))
    return ReadyScenario(scenario_id, calls[0].tool.name if calls else "-", scenario)


def _exchange(ready: Ready, calls: Sequence[PlannedCall], fault: str) -> Iterator[Turn]:
    match ready:
        case SingleCall():
            responses = [ready.tool_response]
        case ErrorRecovery():
            responses = [ready.error_response, ready.success_response]
        case MultiStep():
            responses = [step.response for step in ready.steps]
        case NoCall():
            responses = []
    for place, (call, response) in enumerate(zip(calls, responses, strict=True)):
        failed = isinstance(ready, ErrorRecovery) and place == 0
        wrong = failed and calls[0].arguments != calls[1].arguments
        content = response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)
        yield Turn("assistant", "call", (call,), weight=0 if wrong else 1)
        yield Turn("tool", fault if failed else "result", (call,), content, results=(response,))


def _fault(ready: Ready, tools: Toolset) -> str:
    """The stated fault, else what the first call's findings say; a valid call that was repeated unchanged met an outage."""
    if not isinstance(ready, ErrorRecovery):
        return "-"
    if ready.fault:
        return ready.fault
    findings = check_call(ToolCall(ready.first_call.name, ready.first_call.arguments), tools)
    codes = [finding.code for finding in findings if finding.code in FAULT_OF_CODE]
    if codes:
        return FAULT_OF_CODE[codes[0]]
    return "unavailable" if ready.first_call == ready.retry_call else "unknown_id"


def _offered(tools: Toolset) -> tuple[Tool, ...]:
    return tuple(tools.values())
