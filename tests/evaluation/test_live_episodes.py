"""Episodes in a world that answers more than the trace recorded: the office, a user's own functions, simulated tools."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from evaluation_cases import NO_PROVENANCE, calling, saying

from callwright.finetune.baselines import LookUp
from callwright.finetune.episodes import Played, play
from callwright.finetune.evaluation_items import Script
from callwright.finetune.evaluation_metrics import measured_episodes
from callwright.finetune.students.student import Response, Student
from callwright.generator.rules.transcript import read_transcript
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.tool import JsonSchema, Tool

STRING: JsonSchema = {"type": "string"}


def call(name: str, /, **arguments: Any) -> Message:
    return calling(ToolCall(name, arguments, "call_9"))


def played(script: Trace, *turns: Message, fault_rate: float = 0.0) -> tuple[Played, list[str]]:
    """What became of a model that says `turns` and then that it is done, and what it heard after each."""
    heard: list[str] = []

    def answer(messages: Sequence[Message], _tools: object) -> Message:
        heard.append(messages[-1].content or "")
        return turns[len(heard) - 1] if len(heard) <= len(turns) else saying("Done.")

    [one] = play(LookUp("scripted", answer), [Script(script)], fault_rate=fault_rate)
    return one, heard[1:]


UPDATE = read_transcript("""
    system: Today is 2026-11-20 (Friday).
    user: Close task_9 and make it urgent.
    call: update_task {"task_id": "task_9", "status": "done", "priority": "high"}
    result: {"task_id": "task_9", "title": "Rent", "status": "done", "priority": "high"}
    answer: Done.
""")
LOOK_UP = read_transcript("""
    system: Today is 2026-11-20 (Friday).
    user: If it rains in Oslo, put "umbrella" on my list.
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4, "condition": "rainy"}
    call: create_task {"title": "umbrella"}
    result: {"task_id": "task_3", "title": "umbrella"}
    answer: It rains, so it is on your list.
""")
LISTED = read_transcript("""
    system: Today is 2026-11-20 (Friday).
    user: Close the task about the visas.
    call: list_tasks {}
    result: {"tasks": [{"task_id": "task_1", "title": "Renew the visas"}, {"task_id": "task_2", "title": "Pay the rent"}]}
    call: update_task {"task_id": "task_1", "status": "done"}
    result: {"task_id": "task_1", "title": "Renew the visas", "status": "done"}
    answer: Done.
""")
DENIED = read_transcript("""
    system: Today is 2026-11-20 (Friday).
    user: Close task_9.
    call: update_task {"task_id": "task_9", "status": "done"}
    result: {"error": {"status": 403, "message": "Forbidden"}}
    answer: I may not.
""")
CREATED = read_transcript("""
    system: Today is 2026-11-20 (Friday).
    user: Add "rent", then make it urgent.
    call: create_task {"title": "rent"}
    result: {"task_id": "task_88", "title": "rent"}
    call: update_task {"task_id": "task_88", "priority": "high"}
    result: {"task_id": "task_88", "priority": "high"}
    answer: Done.
""")
CLOSE, URGENT = call("update_task", task_id="task_9", status="done"), call("update_task", task_id="task_9", priority="high")
OSLO, UMBRELLA = call("get_weather", location="Oslo"), call("create_task", title="umbrella")
VISAS, RENT = call("update_task", task_id="task_1", status="done"), call("update_task", task_id="task_2", status="done")


@pytest.mark.parametrize(
    ("script", "turns", "outcome", "excess"),
    [
        (UPDATE, [CLOSE, URGENT], "won", 1),
        (UPDATE, [CLOSE], "wrong_end", 0),
        (UPDATE, [call("update_task", task_id="task_8", status="done", priority="high")], "given_up", 0),
        (UPDATE, [call("update_task", task_id="task_9", status="done", priority="low"), URGENT], "won", 1),
        (UPDATE, [call("search_db", query="task_9"), call("list_tasks"), CLOSE, URGENT], "won", 3),
        (UPDATE, [CLOSE, URGENT, call("send_email", to="a@b.org", body="x")], "wrong_end", 2),
        (LOOK_UP, [OSLO, UMBRELLA], "won", 0),
        (LOOK_UP, [UMBRELLA], "given_up", -1),
        (LOOK_UP, [call("get_weather", location="oslo"), UMBRELLA], "won", 0),
        (LOOK_UP, [OSLO, UMBRELLA, UMBRELLA], "wrong_end", 1),
        (LISTED, [call("list_tasks"), VISAS], "won", 0),
        (LISTED, [call("list_tasks"), RENT], "wrong_end", 0),
        (LISTED, [call("list_tasks"), RENT, call("update_task", task_id="task_2", status="open"), VISAS], "wrong_end", 2),
        (DENIED, [CLOSE, saying("I may not.")], "won", 0),
        (DENIED, [CLOSE, CLOSE, saying("I may not.")], "won", 1),
        (DENIED, [saying("I may not.")], "given_up", -1),
        (CREATED, [call("create_task", title="rent"), call("update_task", task_id="task_88", priority="high")], "won", 0),
        (CREATED, [call("create_task", title="rent", priority="high")], "won", -1),
        (CREATED, [call("create_task", title="rent")], "wrong_end", -1),
    ],
)
def test_the_state_that_is_left_decides(script: Trace, turns: list[Message], outcome: str, excess: int) -> None:
    found, _ = played(script, *turns)
    assert (found.outcome, found.excess) == (outcome, excess)


def test_what_was_recorded_is_what_happens_and_the_rest_is_run() -> None:
    _, heard = played(LOOK_UP, OSLO, call("get_weather", location="Lima"), OSLO, UMBRELLA, call("list_tasks"))
    assert json.loads(heard[0])["condition"] == json.loads(heard[2])["condition"] == "rainy"
    assert json.loads(heard[1])["location"] == "Lima"
    assert [(task["task_id"], task["title"]) for task in json.loads(heard[4])["tasks"]] == [("task_3", "umbrella")]


def test_a_task_that_is_not_there_is_not_found() -> None:
    _, heard = played(UPDATE, call("update_task", task_id="task_8", status="done"))
    assert json.loads(heard[0])["error"]["code"] == "not_found"


def test_a_destructive_call_that_nobody_asked_for_loses_at_once() -> None:
    found, heard = played(UPDATE, call("delete_task", task_id="task_9"), CLOSE)
    assert (found.outcome, found.steps, heard) == ("unrequested", 1, [])


def test_every_call_fails_once_where_the_rate_is_one_and_a_retry_is_no_excess() -> None:
    found, heard = played(LOOK_UP, OSLO, OSLO, UMBRELLA, UMBRELLA, fault_rate=1.0)
    assert ["error" in json.loads(text) for text in heard] == [True, False, True, False]
    assert (found.outcome, found.steps, found.shortest) == ("won", 5, 5)


def test_a_failed_call_has_changed_nothing() -> None:
    assert played(LOOK_UP, OSLO, OSLO, UMBRELLA, fault_rate=1.0)[0].outcome == "given_up"


def test_a_call_whose_fault_is_recorded_gets_no_other() -> None:
    found, heard = played(DENIED, CLOSE, fault_rate=1.0)
    assert (found.outcome, heard) == ("won", ['{"error": {"status": 403, "message": "Forbidden"}}'])


def test_faults_come_at_their_rate_and_the_same_for_every_model() -> None:
    scripts = [Script(replace(UPDATE, trace_id=f"t{number}")) for number in range(400)]
    once = LookUp("once", lambda messages, _tools: saying("Done.") if messages[-1].role == "tool" else UPDATE.messages[2])
    lost = [[one.outcome == "given_up" for one in play(once, scripts, fault_rate=0.2, seed=seed)] for seed in (0, 0, 1)]
    assert 0.14 < sum(lost[0]) / 400 < 0.26
    assert lost[0] == lost[1] != lost[2]


def script_over(tools: Sequence[Tool], *messages: Message) -> Trace:
    return Trace(**{**NO_PROVENANCE, "teacher": "-"}, messages=messages, tools=tuple(tools))  # type: ignore[arg-type]


def tool(name: str, *parameters: str, result: JsonSchema | None = None, run: Callable[..., Any] | None = None) -> Tool:
    return Tool(name, "", {"type": "object", "properties": dict.fromkeys(parameters, STRING)}, result=result, implementation=run)


def result(text: str) -> Message:
    return Message("tool", text, tool_call_id="call_9")


USER: JsonSchema = {"type": "object", "properties": {"user_id": STRING, "name": STRING, "role": STRING}, "required": ["user_id"]}
SIMULATED = (
    tool("add_user", "name", "role", result=USER),
    tool("update_user", "user_id", "name", "role", result=USER),
    tool("get_user", "user_id", result=USER),
)
PROMOTE = script_over(
    SIMULATED,
    Message("user", "Make u1 an admin called Ada."),
    call("update_user", user_id="u1", name="Ada", role="admin"),
    result('{"user_id": "u1"}'),
)


@pytest.mark.parametrize(
    ("turns", "outcome"),
    [
        ([call("update_user", user_id="u1", role="admin"), call("update_user", user_id="u1", name="Ada")], "won"),
        ([call("get_user", user_id="u1"), call("update_user", user_id="u1", name="Ada", role="admin")], "won"),
        ([call("update_user", user_id="u1", role="admin")], "wrong_end"),
        ([call("add_user", name="Ada", role="admin")], "wrong_end"),
        ([call("get_user", user_id="u1")], "given_up"),
    ],
)
def test_tools_with_a_result_schema_are_simulated(turns: list[Message], outcome: str) -> None:
    assert played(PROMOTE, *turns)[0].outcome == outcome


def test_a_simulated_thing_keeps_the_id_it_was_given() -> None:
    _, heard = played(PROMOTE, call("add_user", name="Bo"), call("get_user", user_id="u7"))
    assert json.loads(heard[0])["name"] == "Bo"
    assert json.loads(heard[1])["user_id"] == "u7"


_SHELF: list[str] = []


def put(item: str) -> dict[str, Any]:
    _SHELF.append(item)
    return {"shelf": _SHELF}


def crash(item: str) -> dict[str, Any]:
    raise RuntimeError(f"no {item}")


def test_a_users_functions_run_in_a_sandbox_with_the_state_of_their_conversation() -> None:
    script = script_over([tool("put", "item", run=put)], Message("user", "a"), call("put", item="a"), result('{"shelf": ["a"]}'))
    found, heard = played(script, call("put", item="b"), call("put", item="c"))
    assert [json.loads(text) for text in heard] == [{"shelf": ["b"]}, {"shelf": ["b", "c"]}]
    assert found.outcome == "wrong_end"
    assert _SHELF == []


def test_a_function_that_raises_answers_with_an_error_and_changes_nothing() -> None:
    script = script_over(
        [tool("put", "item", run=put), tool("crash", "item", run=crash)], Message("user", "a"), call("put", item="a"), result("{}")
    )
    found, heard = played(script, call("crash", item="x"), call("put", item="a"))
    assert (found.outcome, json.loads(heard[0])) == ("won", {"error": "RuntimeError: no x"})


@dataclass(frozen=True)
class Wavering:
    """Right every time but the third, for every second trace."""

    name = "wavering"
    repeat: int = 0

    def sampled(self, repeat: int) -> Student:
        return Wavering(repeat)

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> Response:  # noqa: ARG002
        [request] = [message.content or "" for message in messages if message.role == "user"]
        weak = request.startswith("odd") and self.repeat == 2
        message = saying("Done.") if weak or messages[-1].role == "tool" else CLOSE
        return Response("", message, 0.01, 1, 1)

    def respond_many(self, conversations: Sequence[tuple[Sequence[Message], Sequence[Tool]]]) -> list[Response]:
        return [self.respond(*conversation) for conversation in conversations]


def closing(request: str) -> Script:
    messages = (Message("user", request), CLOSE, result('{"task_id": "task_9"}'), saying("Done."))
    return Script(replace(script_over(UPDATE.tools, *messages), trace_id=request))


def test_a_model_that_samples_is_played_k_times_and_passes_only_with_all() -> None:
    """Four traces, three times each: 10 of 12 episodes are won, and of two traces of four all three."""
    found = play(Wavering(), [closing(text) for text in ("odd 1", "even 2", "odd 3", "even 4")], repeats=3, fault_rate=0)
    assert [one.repeat for one in found] == [0] * 4 + [1] * 4 + [2] * 4
    measures = measured_episodes(found, seed=0)
    assert (measures["episodes"].value, measures["episodes"].n) == (10 / 12, 12)
    assert (measures["pass_k"].value, measures["pass_k"].n) == (2 / 4, 4)


def test_a_model_that_does_not_sample_is_played_once() -> None:
    student = LookUp("fixed", lambda messages, _tools: saying("Done.") if messages[-1].role == "tool" else CLOSE)
    found = play(student, [closing("one")], repeats=3, fault_rate=0)
    assert len(found) == 1
    assert measured_episodes(found, seed=0)["pass_k"].value is None
