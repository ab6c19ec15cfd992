"""Episodes over files whose tools can neither be run nor simulated: what the trace recorded is all the world there is."""

from collections.abc import Sequence

import pytest
from evaluation_cases import NO_PROVENANCE, TOOLS, call, calling, saying

from callwright.finetune.baselines import LookUp
from callwright.finetune.episodes import Played, play
from callwright.finetune.evaluation_items import Script
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
    """The model says `turns` one after the other, whatever it hears, and then that it is done."""

    def answer(messages: Sequence[Message], _tools: object) -> Message:
        turn = sum(message.role == "assistant" for message in messages)
        return turns[turn] if turn < len(turns) else saying("Done.")

    [one] = play(LookUp("scripted", answer), [Script(script)], fault_rate=0)
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
        (SINGLE, [calling(call("get_weather", location="Lima"))], "wrong_call", -1),
        (SINGLE, [saying("It is cold.")], "given_up", -1),
        (SINGLE, [calling(call("get_weather")), calling(OSLO)], "won", 1),
        (SINGLE, [calling(OSLO), calling(OSLO)], "won", 1),
        (SINGLE, [calling(call("get_weather"))] * 9, "too_long", 4),
        (SINGLE, [saying("Which city?"), calling(OSLO)], "won", 1),
        (SINGLE, [saying("Which city?"), saying("Which city?"), calling(OSLO)], "given_up", 0),
        (SINGLE, [saying("Shall I look it up?"), calling(OSLO)], "won", 1),
        (CONFIRM, [saying("Delete task_1?"), calling(DELETE)], "won", 0),
        (CONFIRM, [calling(DELETE)], "unconfirmed", -2),
        (CONFIRM, [saying("Delete task_1?"), calling(call("delete_task", task_id="task_2"))], "unrequested", -1),
        (CONFIRM, [saying("Delete task_1?"), calling(DELETE), calling(DELETE)], "wrong_call", 0),
        (CLARIFY, [saying("Where?"), calling(OSLO)], "won", 0),
        (CLARIFY, [saying("I cannot."), calling(OSLO)], "won", 0),
        (CLARIFY, [saying("I cannot."), saying("I really cannot.")], "given_up", -1),
        (RETRY, [calling(OSLO), calling(OSLO)], "won", 0),
        (RETRY, [calling(OSLO), saying("It failed.")], "given_up", -1),
        (REFUSED, [saying("Delete task_1?"), saying("It stays.")], "won", 0),
        (REFUSED, [saying("Delete task_1?"), saying("Are you sure?"), saying("It stays.")], "won", 1),
        (REFUSED, [saying("Delete task_1?"), calling(DELETE)], "unrequested", 0),
    ],
)
def test_the_end_state_decides(script: Trace, turns: list[Message], outcome: str, excess: int) -> None:
    found = played(script, *turns)
    assert (found.outcome, found.excess) == (outcome, excess)


def test_a_refused_call_where_none_is_due_wins_nothing() -> None:
    script = trace(user("thanks"), acting("decline", text="You are welcome."))
    assert played(script, calling(call("get_weather")), saying("You are welcome.")).outcome == "won"
    assert played(script, *[calling(call("get_weather"))] * 9).outcome == "too_long"


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
        return saying("4 degrees.") if len(messages) > 3 else calling(OSLO)

    assert play(LookUp("watching", answer), [Script(script)], fault_rate=0)[0].won
    assert heard[0] == ["user", "assistant", "tool"]


def test_the_model_hears_the_recorded_fault_and_then_the_result() -> None:
    heard = []

    def answer(messages: Sequence[Message], _tools: object) -> Message:
        heard.append(messages[-1].content)
        return saying("4 degrees.") if len(heard) > 2 else calling(OSLO)

    play(LookUp("watching", answer), [Script(RETRY)], fault_rate=0)
    assert heard == ["Oslo?", '{"error": "timeout"}', '{"t": 4}']


def test_episodes_run_side_by_side_and_come_back_in_order() -> None:
    def answer(messages: Sequence[Message], _tools: object) -> Message:
        return saying("Done.") if messages[-1].content == '{"t": 4}' else calling(OSLO)

    found = play(LookUp("calls", answer), [Script(SINGLE), Script(CONFIRM), Script(RETRY)], fault_rate=0)
    assert [one.outcome for one in found] == ["won", "wrong_call", "won"]


def test_an_accepted_answer_gets_the_recorded_result() -> None:
    oslo = calling(call("get_weather", location="Oslo, Norway"))
    student = LookUp("calls", lambda messages, _tools: saying("Done.") if messages[-1].role == "tool" else oslo)
    assert play(student, [Script(SINGLE, [{"location": ["Oslo, Norway"]}])], fault_rate=0)[0].won
    assert not play(student, [Script(SINGLE)], fault_rate=0)[0].won
