"""Hermes: tools and calls in tags within the text, as in Nous Research's function calling data.

{"conversations": [{"from": "system", "value": "... <tools>[{...}]</tools> ..."}, {"from": "human", "value": "..."},
                   {"from": "gpt", "value": "<tool_call>\\n{\\"name\\": ..., \\"arguments\\": {...}}\\n</tool_call>"},
                   {"from": "tool", "value": "<tool_response>\\n{...}\\n</tool_response>"}, ...]}
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from callwright.generator.formats.conversations import ROLES, SHAPE, decoded, mentions_tags, numbered, read_call, read_tools
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.openai import arguments_text, render_tool
from callwright.generator.formats.provenance import metadata_of, with_provenance
from callwright.generator.trace import Message, Trace

TOOLS = re.compile(r"<tools>(.*?)</tools>", re.DOTALL)
CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|$)", re.DOTALL)
RESPONSE = re.compile(r"<tool_response>(.*?)(?:</tool_response>|$)", re.DOTALL)
THOUGHT = re.compile(r"<(think|scratch_pad)>.*?</\1>", re.DOTALL)


def parse(line: Line) -> Trace:
    messages = [message for turn in line["conversations"] for message in _messages(turn)]
    listed = [TOOLS.search(turn["value"]) for turn in line["conversations"] if turn["from"] == "system"]
    tools = next((read_tools(found.group(1)) for found in listed if found), read_tools(line.get("tools")))
    return with_provenance(line.get("metadata"), numbered(messages), tools)


def _messages(turn: Mapping[str, Any]) -> Iterator[Message]:
    """A system turn that only lists tools is no message."""
    role, text, weight = ROLES[turn["from"]], turn["value"], turn.get("weight")
    if role == "tool":
        yield from (Message("tool", result.strip()) for result in RESPONSE.findall(text) or [text])
    elif role == "assistant":
        calls = tuple(read_call(decoded(written.strip()), "") for written in CALL.findall(text))
        words = THOUGHT.sub("", CALL.sub("", text)).strip()
        yield Message("assistant", words or None, calls, weight=1 if weight is None else weight)
    elif role == "user":
        yield Message(role, text)
    elif words := TOOLS.sub("", text).strip():
        yield Message(role, words)


def render(trace: Trace) -> dict[str, Any]:
    """The system turn holds the tools; its own words follow them."""
    first = trace.messages[0] if trace.messages else None
    system = first.content or "" if first is not None and first.role == "system" else ""
    listed = json.dumps([render_tool(tool) for tool in trace.tools], ensure_ascii=False)
    opening = {"from": "system", "value": f"<tools>{listed}</tools>\n{system}".strip()}
    return {
        "conversations": [opening, *_turns(trace.messages[bool(system) :])],
        "metadata": metadata_of(trace),
    }


def _turns(messages: tuple[Message, ...]) -> Iterator[dict[str, Any]]:
    results: list[str] = []
    for message in messages:
        if message.role == "tool":
            results.append(f"<tool_response>\n{message.content or ''}\n</tool_response>")
            continue
        if results:
            yield {"from": "tool", "value": "\n".join(results)}
            results = []
        if message.role == "assistant":
            calls = [
                f'<tool_call>\n{{"name": {json.dumps(call.name)}, "arguments": {arguments_text(call.arguments)}}}\n</tool_call>'
                for call in message.tool_calls
            ]
            yield {
                "from": "gpt",
                "value": "\n".join([*([message.content] if message.content else []), *calls]),
                "weight": message.weight,
            }
        else:
            yield {"from": "human" if message.role == "user" else message.role, "value": message.content or ""}
    if results:
        yield {"from": "tool", "value": "\n".join(results)}


HERMES = Form("hermes", mentions_tags, SHAPE, parse, render, frozenset({"ids"}))
