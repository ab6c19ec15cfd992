"""Traces as nasty as they come, for every form's round trip."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from callwright.generator.rules import RULES
from callwright.generator.rules.transcript import office_tools, read_transcript
from callwright.generator.trace import ACTS, Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.tool import Hints, Tool

EXAMPLES = [
    read_transcript(rule.sections["good"])
    for rule in RULES.values()
    if rule.subject == "trace" and not rule.sections["good"].startswith("{")
]

NASTY = [
    "</tool_call>", "<tool_call>\n{}\n</tool_call>", "<tool_response>", "</tools>", "<tools>[]</tools>", "<think>no</think>",
    '"', "'", '\\"', "\\", "\\u0041", "\\n", "line\nbreak", "\r\n", "\t", " ", "", "{", "}", "{}", "[]", "{{ tools }}",
    "null", "true", "5", "1e3", "1.0", '{"a": 1}', "[1]", "\U0001f642", "\U0001f469\u200d\U0001f467", "é", "e\u0301", "\u2028",
    "\u0000", "\ufeff", "日本", "مرحبا", "<|im_end|>", "${x}", "%s",
]  # fmt: skip
TAGS = tuple(nasty for nasty in NASTY if nasty.startswith("<") and "|" not in nasty)

texts = st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4).map("".join)
said = texts.filter(bool)
plain = said.map(lambda text: text.replace("<", "(")).map(str.strip).filter(bool)
"""Text outside of JSON that no form refuses."""

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([1e3, 1.0, 0.0, -0.5, 1e300, 10**30])
leaves = st.none() | st.booleans() | numbers | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6)
arguments = st.dictionaries(texts, values, max_size=4)
properties = st.dictionaries(texts, st.fixed_dictionaries({"default": values, "description": texts}), max_size=3)
parameters = (
    st.just({}) | st.just({"type": "object"}) | st.fixed_dictionaries({"type": st.just("object"), "properties": properties})
)
GUESSED = Hints(destructive=True, guessed=frozenset({"destructive"}))
hints = st.sampled_from([Hints(), Hints(destructive=True), Hints(destructive=False), GUESSED])
names = st.sampled_from(["wait", "a-b_c", "näme"])
nasty_tools = st.lists(st.builds(Tool, names, texts, parameters, hints=hints), max_size=3, unique_by=lambda tool: tool.name)


@st.composite
def calling(draw: st.DrawFn, number: int, words: st.SearchStrategy[str]) -> list[Message]:
    """One to three calls at once, and what came back: in order, or nothing."""
    names = st.sampled_from(["get_weather", "wait", 'a "quoted" name', "näme"])
    calls = tuple(
        ToolCall(draw(names), draw(arguments), f"call_{number + place}") for place in range(1, draw(st.integers(1, 3)) + 1)
    )
    returned = words | st.builds(json.dumps, values) if words is said else words
    results = [Message("tool", draw(returned), tool_call_id=call.id) for call in calls]
    beside = draw(st.none() | words)
    return [
        Message("assistant", beside, calls, act="call", weight=draw(st.integers(0, 1))),
        *(results if draw(st.booleans()) else []),
    ]


@st.composite
def traces(draw: st.DrawFn, words: st.SearchStrategy[str] = said) -> Trace:
    """Conversations of any shape: with and without a system message, tools, results and answers."""
    messages = [Message("system", draw(words | st.just("")))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 3))):
        messages.append(Message("user", draw(words)))
        if draw(st.booleans()):
            messages += draw(calling(sum(len(message.tool_calls) for message in messages), words))
        if draw(st.integers(0, 3)):
            act = draw(st.sampled_from([act for act in ACTS if act != "call"]))
            messages.append(Message("assistant", draw(words), act=act, weight=draw(st.integers(0, 1))))
    tools = draw(st.just(office_tools()) | nasty_tools.map(tuple))
    return replace(EXAMPLES[0], messages=tuple(messages), tools=tools)


def loaded(line: Any) -> dict[str, Any]:
    """The line as it comes back from a file."""
    read: dict[str, Any] = json.loads(json.dumps(line, ensure_ascii=False, allow_nan=False).encode())
    return read
