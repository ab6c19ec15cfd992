import pytest
from evaluation_cases import call, calling, saying

from callwright.finetune.acts import act_of, agreement, labelled_texts
from callwright.generator.trace import Message

RESULT = [Message("tool", "{}", tool_call_id="call_1")]


def test_a_call_is_a_call_whatever_is_said_beside_it() -> None:
    one = calling(call("search", query="x"))
    assert act_of(Message("assistant", "Shall I?", one.tool_calls)) == "call"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Which city?", "ask"),
        ("I need the due date.", "ask"),
        ("Which task should I delete?", "ask"),
        ("Should I delete task_1?", "confirm"),
        ("Please confirm that task_1 should go.", "confirm"),
        ("Are you sure?", "confirm"),
        ("I cannot do that. Is there anything else I can help with?", "decline"),
        ("I can't **delete** it.", "decline"),
        ("", "decline"),
    ],
)
def test_what_a_text_does_behind_a_users_turn(text: str, act: str) -> None:
    assert act_of(saying(text), [Message("user", "please")]) == act


@pytest.mark.parametrize(
    ("text", "act"), [("It is 4 degrees.", "answer"), ("Which of the two?", "ask"), ("Found it. Shall I delete it?", "confirm")]
)
def test_what_a_text_does_behind_a_result(text: str, act: str) -> None:
    assert act_of(saying(text), RESULT) == act


def test_the_rule_agrees_with_nine_of_ten_texts_labelled_by_hand() -> None:
    agreeing, labelled = agreement()
    assert labelled >= 200
    assert agreeing / labelled > 0.9
    assert len({one.text for one in labelled_texts()}) == labelled


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Are you sure you want to delete task_86. There's no undo.", "confirm"),
        ("Shall I go ahead", "confirm"),
        ("Do you want Paris in France or in Texas", "ask"),
        ("I may be wrong. You are welcome.", "decline"),
    ],
)
def test_a_question_that_lacks_its_mark_is_one_by_how_it_begins(text: str, act: str) -> None:
    assert act_of(Message("assistant", text), (Message("user", ""),)) == act
