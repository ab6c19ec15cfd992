"""What a form can hold comes back from it unchanged, and its lines are recognised."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callwright.generator.formats import FORMS, recognised
from callwright.generator.formats.form import Form
from callwright.generator.formats.losses import reduced
from callwright.generator.rules import RULES
from callwright.generator.rules.transcript import office_tools, read_transcript
from callwright.generator.trace import ACTS, Message, Trace
from callwright.tools.call import ToolCall

EXAMPLES = [
    read_transcript(rule.sections["good"])
    for rule in RULES.values()
    if rule.subject == "trace" and not rule.sections["good"].startswith("{")
]

texts = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<>"), min_size=1, max_size=20).map(str.strip).filter(bool)
)
values = st.none() | st.booleans() | st.integers(-99, 99) | texts | st.lists(st.integers(0, 9), max_size=2)
arguments = st.dictionaries(st.sampled_from(["location", "unit", "query"]), values, max_size=3)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Conversations of any shape whose results follow their calls in order."""
    base = EXAMPLES[0]
    messages = [Message("system", draw(texts))] if draw(st.booleans()) else []
    number = 0
    for _ in range(draw(st.integers(1, 3))):
        messages.append(Message("user", draw(texts)))
        if draw(st.booleans()):
            count = draw(st.integers(1, 3))
            calls = tuple(ToolCall("get_weather", draw(arguments), f"call_{number + place}") for place in range(1, count + 1))
            number += count
            messages.append(Message("assistant", None, calls, act="call", weight=draw(st.integers(0, 1))))
            messages += [Message("tool", json.dumps({"note": draw(texts)}), tool_call_id=call.id) for call in calls]
        act = draw(st.sampled_from([act for act in ACTS if act != "call"]))
        messages.append(Message("assistant", draw(texts), act=act, weight=draw(st.integers(0, 1))))
    return replace(base, messages=tuple(messages), tools=office_tools())


def written(trace: Trace, form: Form) -> dict[str, object]:
    line: dict[str, object] = json.loads(json.dumps(form.render(trace)))
    return line


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
@given(trace=traces())
@settings(deadline=None)
def test_what_a_form_can_hold_comes_back(form: Form, trace: Trace) -> None:
    if form.holds(trace):
        line = written(trace, form)
        assert list(form.departures(line)) == []
        assert reduced(form.parse(line), form) == reduced(trace, form)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_a_line_with_calls_is_recognised(form: Form) -> None:
    trace = read_transcript(RULES["CW302"].sections["good"])
    assert recognised(written(trace, form)) is form


def test_a_conversation_of_several_requests_does_not_fit_into_xlam() -> None:
    assert not FORMS["xlam"].holds(read_transcript(RULES["CW306"].sections["good"]))


def test_xlam_parameters_listed_by_name_become_a_schema() -> None:
    line = {
        "query": "Five cats",
        "answers": '[{"name": "cats", "arguments": {"count": 5}}]',
        "tools": '[{"name": "cats", "parameters": {"count": {"type": "int"}, "breed": {"type": "str, optional"},'
        ' "age": {"type": "int", "default": 3}}}]',
    }
    [tool] = FORMS["xlam"].parse(line).tools
    assert tool.parameters == {
        "type": "object",
        "properties": {"count": {"type": "integer"}, "breed": {"type": "string"}, "age": {"default": 3, "type": "integer"}},
        "required": ["count"],
    }
