"""`--fix` repairs what is certain, says what it did, and does nothing twice."""

import json
from typing import Any

import pytest

from callwright.generator.formats import FORMS
from callwright.generator.formats.repair import repaired


def conversation(ids: list[Any], answered: list[Any]) -> dict[str, Any]:
    calls = [{"id": id, "type": "function", "function": {"name": "wait", "arguments": "{}"}} for id in ids]
    results = [{"role": "tool", "tool_call_id": id, "content": str(place)} for place, id in enumerate(answered)]
    return {
        "messages": [{"role": "user", "content": "Wait"}, {"role": "assistant", "content": None, "tool_calls": calls}, *results]
    }


def ids_of(line: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    messages = line["messages"]
    return [call["id"] for call in messages[1]["tool_calls"]], [message["tool_call_id"] for message in messages[2:]]


@pytest.mark.parametrize(
    ("ids", "answered", "expected"),
    [
        (["a"], ["b"], (["call_1"], ["call_1"])),
        ([None, None], [None, None], (["call_1", "call_2"], ["call_1", "call_2"])),
        (["a", "b"], ["b", "a"], (["a", "b"], ["b", "a"])),
        (["a", "b"], ["a", "c"], (["a", "b"], ["a", "c"])),
        (["a", "a"], ["a", "a"], (["a", "a"], ["a", "a"])),
    ],
    ids=["one wrong id", "no ids", "another order is sound", "a doubt stays", "repeated at once leaves a doubt"],
)
def test_ids_are_repaired_where_order_leaves_no_doubt(
    ids: list[Any], answered: list[Any], expected: tuple[list[Any], list[Any]]
) -> None:
    assert ids_of(repaired(conversation(ids, answered), "openai").line) == expected


def test_ids_repeated_in_later_messages_are_numbered_anew() -> None:
    once = conversation(["a", "b"], ["b", "a"])["messages"]
    line = {"messages": [*once, *once]}
    messages = repaired(line, "openai").line["messages"]
    assert [message.get("tool_call_id") for message in messages] == [None, None, "call_2", "call_1", None, None, "call_4", "call_3"]


def test_empty_content_and_object_arguments_become_what_openai_writes() -> None:
    line = conversation(["a"], ["a"])
    line["messages"][1]["content"] = ""
    line["messages"][1]["tool_calls"][0]["function"]["arguments"] = {"city": "Zürich"}
    result = repaired(line, "openai")
    assert [repair.path for repair in result.repairs] == ["messages[1].content", "messages[1].tool_calls[0].function.arguments"]
    assert result.line["messages"][1]["content"] is None
    assert result.line["messages"][1]["tool_calls"][0]["function"]["arguments"] == '{"city": "Zürich"}'
    assert line["messages"][1]["content"] == "", "the given line stays as it is"


def test_repair_changes_no_meaning_and_nothing_the_second_time() -> None:
    line = conversation([None], [None])
    once = repaired(line, "openai")
    assert repaired(once.line, "openai").repairs == []
    before, after = FORMS["openai"].parse(line), FORMS["openai"].parse(once.line)
    assert [call.arguments for call in before.calls] == [call.arguments for call in after.calls]


def test_trl_arguments_become_objects() -> None:
    line = conversation([None], [None])
    assert repaired(line, "trl").line["messages"][1]["tool_calls"][0]["function"]["arguments"] == {}


def test_lists_become_json_text_in_xlam() -> None:
    result = repaired({"query": "q", "answers": [{"name": "a"}], "tools": []}, "xlam")
    assert json.loads(result.line["answers"]) == [{"name": "a"}]
    assert {repair.path for repair in result.repairs} == {"answers", "tools"}
