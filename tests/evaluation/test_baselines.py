from pathlib import Path

import pytest
from evaluation_cases import TOOLS, assistant, result, user, wire_call, write

from callwright.errors import InputError
from callwright.finetune.baselines import LookUp, baselines, bm25, players
from callwright.generator.trace import Message
from callwright.tools.call import ToolCall

WEATHER = [
    user("How warm is it in Oslo?"),
    wire_call("get_weather", {"location": "Oslo"}),
    result({"t": 4}),
    assistant("4 degrees."),
]
INVOICES = [user("Find the unpaid invoices"), wire_call("search", {"query": "unpaid invoices"}), result([]), assistant("None.")]
RETRY = [
    user("How warm is it in Oslo?"),
    wire_call("get_weather", {"location": "Oslo"}),
    result({"error": "timeout"}),
    wire_call("get_weather", {"location": "Oslo", "unit": "celsius"}, 2),
    result({"t": 4}, 2),
    assistant("4 degrees."),
]
THANKS = [user("Thank you!"), assistant("You are welcome.")]


@pytest.fixture
def trained(tmp_path: Path) -> dict[str, LookUp]:
    return {found.name: found for found in baselines(write(tmp_path / "train.jsonl", [WEATHER, INVOICES, RETRY, THANKS]))}


def answer(student: LookUp, *messages: Message) -> tuple[ToolCall, ...]:
    return student.respond(messages, TOOLS).message.tool_calls


def test_nearest_gives_the_call_of_the_training_request_most_alike(trained: dict[str, LookUp]) -> None:
    assert answer(trained["nearest"], Message("user", "how warm is it in Lima?")) == (
        ToolCall("get_weather", {"location": "Oslo"}, "call_1"),
    )
    assert answer(trained["nearest"], Message("user", "find the paid invoice"))[0].name == "search"
    assert answer(trained["nearest"], Message("user", "thank you so much")) == ()


def test_nearest_regards_the_last_turn(trained: dict[str, LookUp]) -> None:
    history = (
        Message("user", "How warm is it in Oslo?"),
        Message("assistant", tool_calls=(ToolCall("get_weather", {"location": "Oslo"}, "call_1"),)),
        Message("tool", '{"error": "timeout"}', tool_call_id="call_1"),
    )
    assert answer(trained["nearest"], *history)[0].arguments == {"location": "Oslo", "unit": "celsius"}


def test_nearest_never_gives_a_final_answer(trained: dict[str, LookUp]) -> None:
    """Answers are no open decisions: "4 degrees." is not among what is looked up."""
    assert trained["nearest"].respond([Message("user", "4 degrees")], TOOLS).message.content != "4 degrees."


def test_in_episodes_the_look_ups_know_when_to_stop(tmp_path: Path) -> None:
    played = players(write(tmp_path / "train.jsonl", [WEATHER, INVOICES, RETRY, THANKS]))
    history = [
        Message("user", "How warm is it in Oslo?"),
        Message("assistant", tool_calls=(ToolCall("get_weather", {"location": "Oslo"}, "call_1"),)),
        Message("tool", '{"t": 4}', tool_call_id="call_1"),
    ]
    said = {name: look_up.respond(history, TOOLS).message.content for name, look_up in played.items()}
    assert said == {"nearest": "4 degrees.", "bm25": "Done.", "majority": "Done."}
    assert answer(played["majority"], history[0])[0].name == "get_weather"
    assert list(players(None)) == ["bm25"]


def test_bm25_takes_the_tool_whose_description_shares_most(trained: dict[str, LookUp]) -> None:
    assert answer(trained["bm25"], Message("user", "move it from the source to the target")) == (ToolCall("move", {}, "call_1"),)
    assert answer(trained["bm25"], Message("user", "xyzzy")) == ()
    assert not trained["bm25"].respond([Message("user", "move it")], []).message.tool_calls


def test_bm25_by_hand() -> None:
    """Two documents of mean length 1.5; `b` is in one of them: idf ln(1 + 1.5 / 1.5) = ln 2, norm 1.5 (.25 + .75 / 1.5)."""
    assert bm25(["b"], [["a", "a"], ["b"]]) == pytest.approx([0.0, 0.693147 * 2.5 / (1 + 1.125)])


def test_majority_gives_the_commonest_answer_whatever_is_said(trained: dict[str, LookUp]) -> None:
    assert answer(trained["majority"], Message("user", "Thank you!"))[0].name == "get_weather"


def test_without_training_data_only_bm25_is_left() -> None:
    assert [found.name for found in baselines(None)] == ["bm25"]


def test_a_training_file_without_a_decision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no decision to look up"):
        baselines(write(tmp_path / "train.jsonl", [[user("hi"), assistant("hello", weight=0)]]))
