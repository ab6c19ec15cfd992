from collections.abc import Sequence

import pytest
from evaluation_cases import NO_PROVENANCE, TOOLS, call, calling, saying

from callwright.finetune.baselines import LookUp
from callwright.finetune.episodes import Played, play
from callwright.generator.trace import Act, Message, Trace
from callwright.tools.call import ToolCall

OSLO = ToolCall("get_weather", {"location": "Oslo"}, "call_1")
DELETE = ToolCall("delete_task", {"task_id": "task_1"}, "call_1")


def trace(*messages: Message) -> Trace:
    return Trace(**{**NO_PROVENANCE, "teacher": "-"}, messages=messages, tools=TOOLS)  # type: ignore[arg-type]


def acting(act: Act, *calls: ToolCall, text: str | None = None) -> Message:
    return Message("assistant", text, calls, act=act)


def result(text: str, number: int = 1) -> Message:
    return Message("tool", text, tool_call_id=f"call_{number}")


def user(text: str) -> Message:
    return Message("user", text)


def played(script: Trace, *turns: Message) -> Played:
    """The model says `turns` one after the other, whatever it hears."""

    def answer(messages: Sequence[Message], _tools: object) -> Message:
        return turns[sum(message.role == "assistant" for message in messages)]

    [one] = play(LookUp("scripted", answer), [script])
    return one


SINGLE = trace(user("Oslo?"), acting("call", OSLO), result('{"t": 4}'), acting("answer", text="4 degrees."))
CONFIRM = trace(
    user("delete task_1"),
    acting("confirm", text="Delete task_1?"),
    user("yes"),
    acting("call", DELETE),
    result("{}"),
    acting("answer", text="Gone."),
)
CLARIFY = trace(
    user("the weather?"),
    acting("ask", text="Where?"),
    user("in Oslo"),
    acting("call", OSLO),
    result("{}"),
    acting("answer", text="4."),
)
RETRY = trace(
    user("Oslo?"),
    acting("call", OSLO),
    result('{"error": "timeout"}'),
    acting("call", ToolCall("get_weather", {"location": "Oslo"}, "call_2")),
    result('{"t": 4}', 2),
    acting("answer", text="4."),
)
REFUSED = trace(user("delete task_1"), acting("confirm", text="Delete task_1?"), user("no"), acting("decline", text="It stays."))


@pytest.mark.parametrize(
    ("script", "turns", "outcome", "excess"),
    [
        (SINGLE, [calling(OSLO)], "won", 0),
        (SINGLE, [calling(call("get_weather", location="Lima"))], "wrong_call", 0),
        (SINGLE, [saying("It is cold.")], "given_up", 0),
        (SINGLE, [calling(call("get_weather")), calling(OSLO)], "won", 1),
        (SINGLE, [calling(call("get_weather"))] * 5, "too_long", 4),
        (CONFIRM, [saying("Delete task_1?"), calling(DELETE)], "won", 0),
        (CONFIRM, [calling(DELETE)], "unconfirmed", -1),
        (CLARIFY, [saying("Where?"), calling(OSLO)], "won", 0),
        (CLARIFY, [saying("I cannot."), calling(OSLO)], "won", 0),
        (CLARIFY, [saying("I cannot."), saying("I really cannot.")], "given_up", 0),
        (RETRY, [calling(OSLO), calling(OSLO)], "won", 0),
        (RETRY, [calling(OSLO), saying("It failed.")], "given_up", 0),
        (REFUSED, [saying("Delete task_1?"), saying("It stays.")], "won", 0),
        (REFUSED, [saying("Delete task_1?"), calling(DELETE)], "wrong_call", 0),
    ],
)
def test_the_end_state_decides(script: Trace, turns: list[Message], outcome: str, excess: int) -> None:
    found = played(script, *turns)
    assert (found.outcome, found.excess) == (outcome, excess)


def test_a_refused_call_where_none_is_due_wins_nothing() -> None:
    script = trace(user("thanks"), acting("decline", text="You are welcome."))
    assert played(script, calling(call("get_weather")), saying("You are welcome.")).outcome == "won"
    assert played(script, *[calling(call("get_weather"))] * 5).outcome == "too_long"


def test_what_stands_before_the_first_decision_is_given() -> None:
    wrong = Message("assistant", None, (call("get_weather"),), weight=0)
    script = trace(
        user("Oslo?"),
        wrong,
        result('{"error": "location"}'),
        acting("call", ToolCall("get_weather", {"location": "Oslo"}, "call_2")),
    )
    heard = []

    def answer(messages: Sequence[Message], _tools: object) -> Message:
        heard.append([message.role for message in messages])
        return calling(OSLO)

    assert play(LookUp("watching", answer), [script])[0].won
    assert heard == [["user", "assistant", "tool"]]


def test_the_model_hears_the_recorded_fault_and_then_the_result() -> None:
    heard = []

    def answer(messages: Sequence[Message], _tools: object) -> Message:
        heard.append(messages[-1].content)
        return calling(OSLO)

    play(LookUp("watching", answer), [RETRY])
    assert heard == ["Oslo?", '{"error": "timeout"}']


def test_episodes_run_side_by_side_and_come_back_in_order() -> None:
    found = play(LookUp("calls", lambda *_: calling(OSLO)), [SINGLE, CONFIRM, RETRY])
    assert [one.outcome for one in found] == ["won", "wrong_call", "won"]
