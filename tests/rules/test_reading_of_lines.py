"""A line's tools are read once by their text: nothing but time may tell."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callwright.generator.rules.nesting import MAX_DEPTH, nested_deeper
from callwright.generator.rules.reading import SharedTool, read_json

TOOL = {"type": "function", "function": {"name": "wait", "parameters": {"type": "object", "properties": {"s": {"type": "number"}}}}}

VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(['"', "\\", "]", "},", "tools", "é"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "tools", 'q"', ""]), inner, max_size=3),
    max_leaves=8,
)
TOOLS = st.lists(st.sampled_from([TOOL, {"name": "wait"}, {"name": "wait", "description": "]"}, {}]) | VALUE, max_size=4)
LINE = st.dictionaries(st.sampled_from(["messages", "metadata", "tools ", ""]), VALUE, max_size=3)


@given(LINE, TOOLS, st.booleans(), st.sampled_from([None, (",", ":"), (" , ", "\t: ")]), st.booleans())
@settings(deadline=None)
def test_a_line_reads_as_json_reads_it(line: Any, tools: Any, first: bool, separators: Any, escaped: bool) -> None:
    whole = {"tools": tools, **line} if first else {**line, "tools": tools}
    text = json.dumps(whole, separators=separators, ensure_ascii=escaped)
    for _ in range(2):  # the second time from what is known
        assert read_json(text) == json.loads(text)


@given(LINE, st.lists(st.just(TOOL), min_size=1, max_size=2), st.data())
@settings(deadline=None)
def test_a_broken_line_fails_as_json_fails(line: Any, tools: Any, data: st.DataObject) -> None:
    text = json.dumps({**line, "tools": tools})
    place = data.draw(st.integers(0, len(text) - 1))
    broken = text[:place] + data.draw(st.sampled_from(["", '"', "]", "{", ",", " x", "\\"])) + text[place + 1 :]
    assert outcome(read_json, broken) == outcome(json.loads, broken)


def outcome(read: Any, text: str) -> Any:
    try:
        return read(text)
    except json.JSONDecodeError as fault:
        return fault.msg, fault.pos


def test_the_tool_of_two_lines_is_one_object() -> None:
    text = json.dumps({"messages": [], "tools": [TOOL]})
    assert read_json(text)["tools"][0] is read_json(text)["tools"][0]


def test_of_a_member_that_stands_twice_the_last_counts() -> None:
    assert read_json('{"tools": [{"name": "a"}], "tools": [{"name": "b"}]}') == {"tools": [{"name": "b"}]}


@pytest.mark.parametrize(
    "text", ['{"messages": NaN}', '{"tools": [{"default": NaN}]}', '{"tools": [{"name": "a"}], "x": -Infinity}']
)
def test_what_only_python_reads_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no JSON value"):
        read_json(text)


@pytest.mark.parametrize(("depth", "shared"), [(MAX_DEPTH - 3, True), (MAX_DEPTH - 2, True), (MAX_DEPTH - 1, False)])
def test_a_tool_that_nests_too_deeply_is_walked_with_its_line(depth: int, shared: bool) -> None:
    line = read_json('{"tools": [' + '{"a":' * depth + "[]" + "}" * depth + "]}")
    assert (type(line["tools"][0]) is SharedTool) == shared
    assert nested_deeper(line, MAX_DEPTH) == (not shared)
