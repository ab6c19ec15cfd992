"""Hermes: tools and calls in tags within the text, as in Nous Research's function calling data.

{"conversations": [{"from": "system", "value": "... <tools>[{...}]</tools> ..."}, {"from": "human", "value": "..."},
                   {"from": "gpt", "value": "<tool_call>\\n{\\"name\\": ..., \\"arguments\\": {...}}\\n</tool_call>"},
                   {"from": "tool", "value": "<tool_response>\\n{...}\\n</tool_response>"}, ...]}

`hermes-system` is the same with the system text of the other system-prompt forms, which says how to call.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from callwright.generator.formats.conversations import ROLES, SHAPE, mentions_tags, numbered, read_tools, turns
from callwright.generator.formats.faults import tagged
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.openai import render_tool
from callwright.generator.formats.provenance import metadata_of, with_provenance
from callwright.generator.formats.system_prompt import with_tools, without_tools
from callwright.generator.formats.tagged import read_responses, read_spoken, refusal, responses, spoken, tagged_json
from callwright.generator.trace import Message, Trace


def says_how_to_call(line: Line) -> bool:
    first = next(iter(turns(line)), {})
    value = first.get("value")
    return first.get("from") == "system" and isinstance(value, str) and "<tools>" in value and "<tool_call>" in value


def parse(line: Line) -> Trace:
    messages = [message for turn in line["conversations"] for message in _messages(turn)]
    listed = [without_tools(turn["value"])[1] for turn in line["conversations"] if turn["from"] == "system"]
    tools = next((found for found in listed if found), read_tools(line.get("tools")))
    return with_provenance(line.get("metadata"), numbered(messages), tools)


def _messages(turn: Mapping[str, Any]) -> Iterator[Message]:
    """A system turn that only lists tools is no message."""
    role, text, weight = ROLES[turn["from"]], turn["value"], turn.get("weight")
    if role == "tool":
        yield from (Message("tool", result) for result in read_responses(text))
    elif role == "assistant":
        content, calls = read_spoken(text)
        yield Message("assistant", content, calls, weight=1 if weight is None else weight)
    elif role == "user":
        yield Message(role, text)
    elif words := without_tools(text)[0]:
        yield Message(role, words)


def render(trace: Trace) -> dict[str, Any]:
    """The system turn holds the tools; its own words follow them."""
    words, rest = _opening(trace)
    listed = tagged_json([render_tool(tool) for tool in trace.tools])
    return _line(f"<tools>{listed}</tools>" + (f"\n{words}" if words else ""), rest, trace)


def render_with_instructions(trace: Trace) -> dict[str, Any]:
    words, rest = _opening(trace)
    return _line(with_tools(words, trace.tools), rest, trace)


def _opening(trace: Trace) -> tuple[str, tuple[Message, ...]]:
    """What the system message says, and the messages after it."""
    first = trace.messages[0] if trace.messages else None
    is_system = first is not None and first.role == "system"
    return (first.content or "" if first is not None and is_system else ""), trace.messages[is_system:]


def _line(system: str, rest: tuple[Message, ...], trace: Trace) -> dict[str, Any]:
    opening = [{"from": "system", "value": system}] if system else []
    return {"conversations": [*opening, *_turns(rest)], "metadata": metadata_of(trace)}


def _turns(messages: tuple[Message, ...]) -> Iterator[dict[str, Any]]:
    results: list[str] = []
    for message in messages:
        if message.role == "tool":
            results.append(message.content or "")
            continue
        if results:
            yield {"from": "tool", "value": responses(results)}
            results = []
        if message.role == "assistant":
            yield {"from": "gpt", "value": spoken(message.content, message.tool_calls), "weight": message.weight}
        else:
            yield {"from": "human" if message.role == "user" else message.role, "value": message.content or ""}
    if results:
        yield {"from": "tool", "value": responses(results)}


HERMES = Form(
    "hermes", mentions_tags, SHAPE, parse, render, frozenset({"ids"}), refuses=lambda trace: refusal(trace.messages), faults=tagged
)  # fmt: skip
HERMES_SYSTEM = replace(HERMES, name="hermes-system", recognises=says_how_to_call, render=render_with_instructions)
