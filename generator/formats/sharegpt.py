"""ShareGPT with functions as turns, as LLaMA-Factory reads it.

    {"conversations": [{"from": "human", "value": "..."}, {"from": "function_call",
    "value": "{\\"name\\": ..., \\"arguments\\": {...}}"},
                       {"from": "observation", "value": "{...}"}, {"from": "gpt", "value": "..."}], "system": "...",
                       "tools": "[{...}]"}

Calls made at once stand in one list, their results too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from callwright.generator.formats.conversations import ROLES, SHAPE, decoded, mentions_tags, numbered, read_call, read_tools
from callwright.generator.formats.faults import tools_text
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.openai import render_tool
from callwright.generator.formats.provenance import metadata_of, with_provenance
from callwright.generator.formats.system_prompt import in_system, system_form
from callwright.generator.trace import Message, Trace


def recognises(line: Line) -> bool:
    return "conversations" in line and not mentions_tags(line)


def parse(line: Line) -> Trace:
    system = [Message("system", line["system"])] if line.get("system") else []
    spoken = (_message(turn) for turn in line["conversations"])
    return with_provenance(line.get("metadata"), numbered([*system, *_split_results(spoken)]), read_tools(line.get("tools")))


def _message(turn: Mapping[str, Any]) -> Message:
    role, weight = ROLES[turn["from"]], turn.get("weight")
    if turn["from"] != "function_call":
        return Message(role, turn["value"], weight=1 if weight is None or role != "assistant" else weight)
    value = decoded(turn["value"])
    calls = tuple(read_call(each, "") for each in (value if isinstance(value, list) else [value]))
    return Message("assistant", None, calls, weight=1 if weight is None else weight)


def _split_results(messages: Iterable[Message]) -> Iterator[Message]:
    """An observation after several calls holds a list of as many results."""
    expected = 0
    for message in messages:
        results = decoded(message.content or "") if message.role == "tool" and expected > 1 else None
        if isinstance(results, list) and len(results) == expected:
            yield from (
                Message("tool", each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)) for each in results
            )
        else:
            yield message
        expected = len(message.tool_calls)


def render(trace: Trace) -> dict[str, Any]:
    first = trace.messages[0] if trace.messages else None
    system = first.content if first is not None and first.role == "system" else None
    return {
        "conversations": list(_turns(trace.messages[system is not None :])),
        **({} if system is None else {"system": system}),
        "tools": json.dumps([render_tool(tool) for tool in trace.tools], ensure_ascii=False),
        "metadata": metadata_of(trace),
    }


def _turns(messages: tuple[Message, ...]) -> Iterator[dict[str, Any]]:
    results: list[str] = []
    for message in messages:
        if message.role == "tool":
            results.append(message.content or "")
            continue
        yield from _observation(results)
        results = []
        if message.tool_calls:
            calls = [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls]
            value = json.dumps(calls if len(calls) > 1 else calls[0], ensure_ascii=False)
            yield {"from": "function_call", "value": value, "weight": message.weight}
        elif message.role == "assistant":
            yield {"from": "gpt", "value": message.content or "", "weight": message.weight}
        else:
            yield {"from": "human" if message.role == "user" else message.role, "value": message.content or ""}
    yield from _observation(results)


def _observation(results: list[str]) -> Iterator[dict[str, Any]]:
    if results:
        yield {"from": "observation", "value": results[0] if len(results) == 1 else json.dumps(results, ensure_ascii=False)}


def refuses(trace: Trace) -> str:
    if any(message.tool_calls and message.content for message in trace.messages):
        return "words beside a call"
    turns = [turn["from"] for turn in render(trace)["conversations"]]
    asked, answered = turns[::2], turns[1::2]
    alternate = set(asked) <= {"human", "observation"} and set(answered) <= {"gpt", "function_call"} and len(turns) % 2 == 0
    return "" if alternate else "turns of user and assistant that do not alternate, which LLaMA-Factory skips"


SHAREGPT = Form("sharegpt", recognises, SHAPE, parse, render, frozenset({"ids"}), refuses=refuses, faults=tools_text)
SHAREGPT_SYSTEM = system_form(SHAREGPT, lambda line: "conversations" in line and in_system(line.get("system")))
