"""What a form can hold comes back from it unchanged, what it cannot is refused with a reason, and its lines are recognised."""

from dataclasses import replace

import pytest
from format_traces import EXAMPLES, TAGS, loaded, plain, traces
from hypothesis import given, settings

from callwright.generator.formats import FORMS, recognised
from callwright.generator.formats.form import Form
from callwright.generator.formats.losses import LOSSES, survives
from callwright.generator.formats.refusals import refusal
from callwright.generator.pairs import examples
from callwright.generator.rules import RULES
from callwright.generator.rules.transcript import read_transcript
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
IN_TAGS = [form for form in FORMS.values() if form.name.endswith("-system") or form.name == "hermes"]


def comes_back(trace: Trace, form: Form) -> int:
    """How many lines; each that is not refused says all that the form can hold."""
    lines = 0
    for example in examples(trace, form):
        if not refusal(example.trace, form):
            line = loaded(form.render(example.trace))
            assert list(form.departures(line)) == [], form.name
            assert survives(example.trace, line, form), form.name
            lines += 1
    return lines


@given(trace=traces())
@settings(deadline=None, max_examples=150)
def test_what_a_form_does_not_refuse_comes_back(trace: Trace) -> None:
    for form in FORMS.values():
        comes_back(trace, form)


STRUCTURE = (
    "results that", "a result without", "turns of", "words beside", "more than one", "calls in more", "a system message",
    "a turn that", "a number that",
)  # fmt: skip


@given(trace=traces(plain))
@settings(deadline=None, max_examples=100)
def test_what_stands_inside_of_calls_and_schemas_is_no_reason_to_refuse(trace: Trace) -> None:
    """But for numbers, where objects are read by `datasets`."""
    for form in FORMS.values():
        for example in examples(trace, form):
            reason = refusal(example.trace, form)
            assert not reason or reason.startswith(STRUCTURE), form.name
            assert reason or survives(example.trace, loaded(form.render(example.trace)), form), form.name


@each_form
def test_the_rules_own_examples_are_written_in_every_form(form: Form) -> None:
    assert sum(comes_back(trace, form) for trace in EXAMPLES) > 5


@each_form
def test_a_line_with_calls_is_recognised(form: Form) -> None:
    trace = read_transcript(RULES["CW302"].sections["good"])
    for example in examples(trace, form):
        assert recognised(loaded(form.render(example.trace))) is form


@each_form
def test_what_a_form_loses_is_named(form: Form) -> None:
    assert form.cannot_hold <= set(LOSSES)


WEATHER = read_transcript(
    """
    user: Oslo and Bergen?
    call: get_weather {"location": "Oslo"} + get_weather {"location": "Bergen"}
    result: {"temperature": 4}
    result: {"temperature": 7}
    answer: 4 and 7 degrees.
    """
)
USER, CALL, FIRST, SECOND, ANSWER = WEATHER.messages


def with_value(value: object) -> tuple[Message, ...]:
    return (USER, Message("assistant", None, (ToolCall("wait", {"for": value}, "call_1"),), act="call"))


@pytest.mark.parametrize(
    ("form", "messages", "reason"),
    [
        ("openai", (Message("user", "half \ud83d"), ANSWER), "half a surrogate pair, which is no text"),
        ("openai", with_value("\udc00"), "half a surrogate pair, which is no text"),
        ("anthropic", with_value(float("nan")), "a number that is no JSON"),
        ("anthropic", (USER, Message("tool", "4"), ANSWER), "a result without a call"),
        ("trl", with_value(1e-12), "a number that the datasets library would round"),
        ("trl", with_value([{"n": 2**64}]), "a number that the datasets library would round"),
        ("openai", with_value(1e-12), ""),
        ("trl", (USER, replace(ANSWER, weight=0)), "a turn that is not to be trained on, which prompt-completion can hold"),
        ("hermes", (Message("user", "what is <tool_call>?"), ANSWER), "text that holds one of the form's own tags"),
        ("hermes", (USER, CALL, SECOND, FIRST, ANSWER), "results that do not stand in the order of their calls"),
        ("openai", (USER, CALL, SECOND, FIRST, ANSWER), ""),
        ("sharegpt", (USER, replace(CALL, content="Let me see."), FIRST, SECOND, ANSWER), "words beside a call"),
        ("sharegpt", (USER, USER, ANSWER), "turns of user and assistant that do not alternate, which LLaMA-Factory skips"),
        ("xlam", (USER, replace(CALL, weight=0), FIRST, SECOND, ANSWER), "a turn that is not to be trained on"),
        ("xlam", (USER, ANSWER, USER, ANSWER), "more than one request"),
        ("xlam", (USER, CALL, FIRST, SECOND, CALL), "calls in more than one message"),
        ("xlam", WEATHER.messages, ""),
    ],
)
def test_what_a_form_cannot_hold_is_refused_with_the_reason(form: str, messages: tuple[Message, ...], reason: str) -> None:
    assert refusal(replace(WEATHER, messages=messages), FORMS[form]) == reason


def test_arguments_that_are_no_object_fit_into_no_form() -> None:
    broken = replace(WEATHER, messages=(USER, Message("assistant", None, (ToolCall("wait", "{broken", "call_1"),))))
    assert {refusal(broken, form) for form in FORMS.values()} == {"arguments that are no object"}


@pytest.mark.parametrize("form", IN_TAGS, ids=lambda form: form.name)
@pytest.mark.parametrize("tag", TAGS)
def test_tags_inside_a_value_do_not_end_the_call(form: Form, tag: str) -> None:
    trace = replace(WEATHER, messages=with_value(f"before {tag} after"))
    line = loaded(form.render(trace))
    assert [call.arguments for call in form.parse(line).calls] == [{"for": f"before {tag} after"}]


def test_one_and_one_point_nought_and_true_are_three_values() -> None:
    form = FORMS["trl"]
    lines = [loaded(form.render(replace(WEATHER, messages=with_value(value)))) for value in (1, 1.0, True)]
    held = [survives(replace(WEATHER, messages=with_value(value)), line, form) for value in (1, 1.0, True) for line in lines]
    assert held == [True, False, False, False, True, False, False, False, True]


def test_openai_carries_weight_and_trl_keeps_schemas_as_text() -> None:
    recovery = read_transcript(RULES["CW312"].sections["good"])
    weights = [message["weight"] for message in FORMS["openai"].render(recovery)["messages"] if message["role"] == "assistant"]
    assert sorted(set(weights)) == [0, 1]
    assert isinstance(FORMS["trl"].render(WEATHER)["tools"], str)


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


def test_tools_and_words_in_another_programs_system_text_are_read() -> None:
    system = 'You are helpful. <tools>\n{"name": "wait", "parameters": {"type": "object"}}\n{"name": "go"}\n</tools> Be brief.'
    line = {"messages": [{"role": "system", "content": system}, {"role": "user", "content": "Hi"}]}
    trace = FORMS["openai-system"].parse(line)
    assert [tool.name for tool in trace.tools] == ["wait", "go"]
    assert trace.messages[0].content == "You are helpful.  Be brief."
