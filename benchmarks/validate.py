"""How fast the rules judge, per rule and against two other ways to check the same calls, in one run on one core.

    callwright generate tools/office.json --count 2000 --out out/speed
    callwright dataset --store out/speed/callwright.duckdb --out out/speed/dataset --count 2000
    python benchmarks/validate.py out/speed/dataset/train.jsonl
    python benchmarks/validate.py foreign.jsonl --tools foreign_tools.json

Processor time is counted, so that what else runs on the machine does not matter. `cold` rates are of texts that were not read
before. The comparison is of the schema check alone (CW2xx on every call): ours, the `jsonschema` package with its format checker,
and Pydantic models made from the same schemas (no formats, lax types: less work).
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from callwright.generator.rules import RULES, judge
from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.files import Judging, judged_lines
from callwright.generator.trace import Trace
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.load import load_tools
from callwright.tools.tool import Tool

SECONDS = 2.0
"""Processor time each thing is measured for, so that what else runs on the machine does not count."""
WARMING = 50
PYTHON_TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "array": list, "object": dict}


def rate(work: Callable[[], int]) -> float:
    """Units a second; `work` does some and says how many."""
    work()
    done, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < SECONDS:
        done += work()
    return done / elapsed


def cold(traces: Sequence[Trace], select: tuple[str, ...]) -> float:
    """After the word lists are read and compiled, which the first traces wait for."""
    first, rest = traces[:WARMING], traces[WARMING:]
    for trace in first:
        judge(trace, select=select)
    start = time.process_time()
    for trace in rest:
        judge(trace, select=select)
    return len(rest) / (time.process_time() - start) if rest else 0.0


def in_memory(traces: Sequence[Trace], select: tuple[str, ...]) -> Callable[[], int]:
    def work() -> int:
        for trace in traces:
            judge(trace, select=select)
        return len(traces)

    return work


def from_file(path: Path, select: tuple[str, ...], ignore: tuple[str, ...] = ()) -> Callable[[], int]:
    def work() -> int:
        with path.open("rb") as file:
            return sum(1 for _ in judged_lines(file, Judging(select=select, ignore=ignore)))

    return work


def per_rule(traces: Sequence[Trace]) -> Iterator[tuple[float, str]]:
    """Microseconds a trace, of the rule alone on a conversation that is already indexed."""
    conversations = [Conversation(trace) for trace in traces]
    for code, rule in RULES.items():
        if rule.subject == "trace":
            start = time.process_time()
            for conversation in conversations:
                if rule.concerns(conversation.trace.category):
                    list(rule.check(conversation))
            yield (time.process_time() - start) / len(traces) * 1e6, code


def with_jsonschema(tools: dict[str, Tool]) -> Callable[[ToolCall], bool]:
    from jsonschema import Draft202012Validator

    validators = {
        name: Draft202012Validator(tool.parameters, format_checker=Draft202012Validator.FORMAT_CHECKER)
        for name, tool in tools.items()
    }
    return lambda call: call.name in validators and not any(validators[call.name].iter_errors(call.arguments))


def with_pydantic(tools: dict[str, Tool]) -> Callable[[ToolCall], bool]:
    models = {name: _model(tool) for name, tool in tools.items()}

    def valid(call: ToolCall) -> bool:
        try:
            models[call.name].model_validate(call.arguments)
        except (KeyError, ValidationError):
            return False
        return True

    return valid


def _model(tool: Tool) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for name, schema in tool.properties.items():
        kind: Any = Literal[tuple(schema["enum"])] if "enum" in schema else PYTHON_TYPES[schema["type"]]
        fields[name] = (kind, ...) if name in tool.required else (kind | None, None)
    return create_model(tool.name, __config__=ConfigDict(extra="forbid"), **fields)


def each_call(calls: Sequence[ToolCall], check: Callable[[ToolCall], Any]) -> Callable[[], int]:
    def work() -> int:
        for call in calls:
            check(call)
        return len(calls)

    return work


def read_traces(path: Path, tools: str | None) -> list[Trace]:
    offered = tuple(load_tools(tools).values()) if tools else None
    with path.open("rb") as file:
        return [line.trace for line in judged_lines(file, Judging(tools=offered, select=("CW1",))) if line.trace is not None]


def report(path: Path, traces: list[Trace]) -> Iterator[str]:
    size = path.stat().st_size / max(1, len(traces))
    yield f"{len(traces)} traces, {size:.0f} bytes a line"
    protocol = ("CW1", "CW2", "CW3")
    yield f"in memory, grounding, cold             {cold(traces, ('CW4',)):>9,.0f} traces/s"
    yield f"in memory, protocol + schema + shape   {rate(in_memory(traces, protocol)):>9,.0f} traces/s"
    yield f"in memory, grounding                   {rate(in_memory(traces, ('CW4',))):>9,.0f} traces/s"
    yield f"in memory, style                       {rate(in_memory(traces, ('CW5',))):>9,.0f} traces/s"
    yield f"from the file, protocol + schema + shape {rate(from_file(path, protocol)):>7,.0f} traces/s"
    yield f"from the file, everything              {rate(from_file(path, ())):>9,.0f} traces/s"
    tools = {tool.name: tool for trace in traces for tool in trace.tools}
    calls = [call for trace in traces for call in trace.calls]
    ours = rate(each_call(calls, lambda call: check_call(call, tools)))
    yield f"schema check of a call                 {ours:>9,.0f} calls/s"
    for name, other in (("jsonschema", with_jsonschema(tools)), ("pydantic", with_pydantic(tools))):
        theirs = rate(each_call(calls, other))
        yield f"  the same with {name:<12}           {theirs:>9,.0f} calls/s   ours is {ours / theirs:.1f} times as fast"
    yield "dearest rules, microseconds a trace (what is computed once a trace counts for the first that needs it):"
    for cost, code in sorted(per_rule(traces), reverse=True)[:12]:
        yield f"  {cost:>7.1f}  {code}  {RULES[code].summary}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Speed of the rules.")
    parser.add_argument("file", type=Path, help="JSON lines of any form")
    parser.add_argument("--tools", help="tools to judge against; else each line's own")
    arguments = parser.parse_args()
    for printed in report(arguments.file, read_traces(arguments.file, arguments.tools)):
        print(printed, flush=True)
