from pathlib import Path

import pytest
from evaluation_cases import TOOLS, assistant, result, user, wire_call, write

from callwright.errors import InputError
from callwright.finetune.evaluation_items import Item, read_items

CALLED = [user("Oslo?"), wire_call("get_weather", {"location": "Oslo"}), result({"t": 4}), assistant("4 degrees.")]


def offered(item: Item) -> list[str]:
    return [tool.name for tool in item.decision.tools]


def test_each_weighted_assistant_message_is_a_decision_with_the_gold_history_before_it(tmp_path: Path) -> None:
    items = read_items(write(tmp_path / "d.jsonl", [(CALLED, {"acts": ["call", "answer"]})]))
    assert [(item.expected_act, item.open, len(item.decision.history)) for item in items] == [
        ("call", True, 1),
        ("answer", False, 3),
    ]


def test_an_act_that_is_not_labelled_is_read_by_the_rule(tmp_path: Path) -> None:
    items = read_items(write(tmp_path / "d.jsonl", [CALLED, [user("hi"), assistant("Which city?")]]))
    assert [item.expected_act for item in items] == ["call", "answer", "ask"]


def test_accepted_answers_reach_the_call_they_speak_of(tmp_path: Path) -> None:
    wrong = {**wire_call("search", {"query": 5}), "weight": 0}
    messages = [user("find it"), wrong, result({"error": "query"}), wire_call("search", {"query": "it"}, 2), result([], 2), *CALLED]
    accepted = [{"query": ["that"]}, {"location": ["Oslo, Norway"]}]
    items = read_items(write(tmp_path / "d.jsonl", [(messages, {"accepted": accepted})]))
    assert [item.accepted for item in items] == [({"query": ["that"]},), ({"location": ["Oslo, Norway"]},), ()]


@pytest.mark.parametrize("accepted", [{"query": ["that"]}, [{"query": "that"}], ["that"]])
def test_accepted_answers_of_another_shape_are_refused(tmp_path: Path, accepted: object) -> None:
    data = write(tmp_path / "d.jsonl", [CALLED, (CALLED, {"accepted": accepted})])
    with pytest.raises(InputError, match=r"d\.jsonl:2: metadata\.accepted: expected a list"):
        read_items(data)


def test_decisions_of_one_phrasing_are_one_cluster_and_so_are_those_of_one_trace(tmp_path: Path) -> None:
    examples = [
        (CALLED, {"trace_id": "a", "phrasing": "p"}),
        (CALLED, {"trace_id": "b", "phrasing": "p"}),
        (CALLED, {"trace_id": "c"}),
        CALLED,
    ]
    clusters = [item.cluster for item in read_items(write(tmp_path / "d.jsonl", examples))]
    assert clusters == ["p", "p", "p", "p", "c", "c", "d:4", "d:4"]


def test_the_served_list_replaces_the_tools_of_the_line(tmp_path: Path) -> None:
    data = write(tmp_path / "d.jsonl", [CALLED])
    assert offered(read_items(data)[0]) == [tool.name for tool in TOOLS]
    assert offered(read_items(data, TOOLS[:2])[0]) == ["get_weather", "search"]


def test_a_foreign_line_without_tools_is_offered_the_served_list(tmp_path: Path) -> None:
    data = write(tmp_path / "d.jsonl", [([user("hi"), assistant("Hello.")], {"category": "no_call"})], with_tools=False)
    assert offered(read_items(data, TOOLS)[0]) == [tool.name for tool in TOOLS]


def test_a_tool_whose_absence_makes_the_label_right_stays_absent(tmp_path: Path) -> None:
    metadata = {"plan_id": "p1", "category": "no_call", "tool": "fly"}
    fly = TOOLS[0].__class__("fly", "Fly.", {"type": "object"})
    data = write(tmp_path / "d.jsonl", [([user("fly me to Oslo"), assistant("I cannot.")], metadata)])
    assert "fly" not in offered(read_items(data, [*TOOLS, fly])[0])


def test_a_trace_of_ours_without_tools_stays_without(tmp_path: Path) -> None:
    metadata = {"plan_id": "p1", "category": "no_call", "tool": "get_weather"}
    data = write(tmp_path / "d.jsonl", [([user("Oslo?"), assistant("I cannot.")], metadata)], with_tools=False)
    assert offered(read_items(data, TOOLS)[0]) == []


@pytest.mark.parametrize("content", ["", "\n"])
def test_a_file_without_a_decision_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=r"d\.jsonl: no assistant message to judge"):
        read_items(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.jsonl: no such file"):
        read_items(tmp_path / "nowhere.jsonl")
