import pytest
from evaluation_cases import call, calling, judged, saying

from callwright.finetune.diagnosis import diagnoses
from callwright.generator.trace import Message
from callwright.templates.loading import load_templates
from callwright.tools.call import ToolCall

OSLO = call("get_weather", location="Oslo")
PARALLEL = calling(OSLO, call("get_weather", location="Lima"))


@pytest.mark.parametrize(
    ("expected", "got", "diagnosis"),
    [
        (calling(OSLO), calling(OSLO), "-"),
        (calling(OSLO), saying(""), "empty"),
        (calling(OSLO), saying("I will look up the weather in Oslo."), "described"),
        (calling(OSLO), saying("I am using get_weather now."), "described"),
        (calling(OSLO), saying("I cannot do that."), "decline_undue"),
        (calling(OSLO), saying("Which city do you mean?"), "ask_undue"),
        (calling(OSLO), saying("Shall I go ahead?"), "confirm_undue"),
        (calling(OSLO), saying('Sure: {"name": "get_weather", "arguments": {"location": "Oslo"}}'), "extra_prose"),
        (calling(OSLO), saying('{"name": "get_weather", "arguments": {"location": "Oslo"'), "truncated"),
        (calling(OSLO), saying("{'name': 'get_weather', 'arguments': {'location': 'Oslo'}}"), "unquoted_json"),
        (calling(OSLO), calling(ToolCall("get_weather", '{"location": Oslo}')), "malformed_json"),
        (calling(OSLO), calling(call("fly", to="Oslo")), "unknown_tool"),
        (calling(OSLO), calling(call("search", query="Oslo")), "wrong_tool"),
        (PARALLEL, calling(OSLO), "missing_call"),
        (calling(OSLO), PARALLEL, "extra_call"),
        (PARALLEL, calling(OSLO, call("search", query="Lima")), "wrong_tool"),
        (calling(call("move", source="a", target="b")), calling(call("move", source="a")), "missing_argument"),
        (calling(OSLO), calling(call("get_weather", location="Oslo", unit="celsius")), "extra_argument"),
        (calling(call("search", query="x", limit=5)), calling(call("search", query="x", limit="5")), "wrong_type"),
        (calling(call("move", source="a", target="b")), calling(call("move", source="b", target="a")), "swapped_values"),
        (calling(call("move", source="a", target="b")), calling(call("move", source="a", target="a")), "wrong_value"),
        (calling(OSLO), calling(call("get_weather", location="Rome")), "wrong_value"),
    ],
)
def test_where_a_call_is_due(expected: Message, got: Message, diagnosis: str) -> None:
    assert judged(expected, got, act="call").diagnosis == diagnosis


@pytest.mark.parametrize(
    ("got", "diagnosis"),
    [
        (saying("I have no tool for that."), "-"),
        (saying("Which one?"), "ask_undue"),
        (calling(OSLO), "called_undue"),
        (saying('{"name": "get_weather", "arguments": {"location": "Oslo"}}'), "called_undue"),
        (calling(call("delete_task", task_id="task_1")), "destructive_undue"),
    ],
)
def test_where_declining_is_due(got: Message, diagnosis: str) -> None:
    assert judged(saying("Sorry, no."), got, act="decline").diagnosis == diagnosis


def test_for_every_diagnosis_there_is_a_template_that_teaches_it() -> None:
    templates = {(template.category, template.pattern) for template in load_templates()}
    taught = [diagnosis for diagnosis in diagnoses().values() if diagnosis.category != "-"]
    assert len(taught) > 20
    assert {(diagnosis.category, diagnosis.pattern) for diagnosis in taught} <= templates
