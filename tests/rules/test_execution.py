"""A tool that hangs, crashes, forks or eats memory costs its own row only."""

import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from callwright.generator.rules.executed import executed
from callwright.generator.rules.transcript import read_transcript
from callwright.tools.execution import Limits, Outcome, cuts_network, execute
from callwright.tools.office import OfficeState

sys.path.insert(0, str(Path(__file__).parent))

import misbehaving

LIMITS = Limits(seconds=1.0, memory=1 << 29)


def run(*calls: tuple[Callable[..., Any], dict[str, Any]]) -> list[Outcome]:
    return execute(calls, LIMITS)


def test_a_result_comes_back() -> None:
    assert run((misbehaving.good, {"city": "Oslo"})) == [Outcome("returned", {"city": "Oslo", "calls": 1})]


def test_state_lasts_within_a_conversation_and_no_longer() -> None:
    for _ in range(2):
        outcomes = run((misbehaving.good, {"city": "Oslo"}), (misbehaving.good, {"city": "Rome"}))
        assert [outcome.value["calls"] for outcome in outcomes] == [1, 2]


def test_what_is_printed_does_not_disturb() -> None:
    assert run((misbehaving.chatty, {"city": "Oslo"})) == [Outcome("returned", "Oslo")]


@pytest.mark.parametrize(
    ("implementation", "kind"),
    [
        (misbehaving.raising, "raised"),
        (misbehaving.unserialisable, "raised"),
        (misbehaving.hanging, "timed_out"),
        (misbehaving.crashing, "killed"),
        (misbehaving.exiting, "killed"),
        (misbehaving.eating, "killed"),
        (misbehaving.forking, "killed"),
    ],
)
def test_a_bad_implementation_costs_its_own_row(implementation: Callable[..., Any], kind: str) -> None:
    [outcome] = run((implementation, {}))
    slow_to_end = {"timed_out"} if implementation is misbehaving.forking else set()  # on a busy machine the time is up first
    assert outcome.kind in {kind, *slow_to_end}
    assert outcome.message
    assert run((misbehaving.good, {"city": "Oslo"}))[0].kind == "returned"


def test_calls_after_one_that_did_not_end_are_refused() -> None:
    outcomes = run((misbehaving.good, {"city": "Oslo"}), (misbehaving.crashing, {}), (misbehaving.good, {"city": "Rome"}))
    assert [outcome.kind for outcome in outcomes] == ["returned", "killed", "refused"]


def test_wrong_arguments_are_raised() -> None:
    [outcome] = run((misbehaving.good, {"town": "Oslo"}))
    assert outcome.kind == "raised"
    assert "town" in outcome.message


def test_the_network_is_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        [outcome] = run((misbehaving.calling, {"host": "127.0.0.1", "port": server.getsockname()[1]}))
    assert outcome.kind == "raised"


def test_processes_left_behind_end_with_the_call(tmp_path: Path) -> None:
    if not cuts_network():
        pytest.skip("no process namespaces here")
    run((misbehaving.leaving, {"marker": str(tmp_path / "alive")}))
    time.sleep(2)
    assert not (tmp_path / "alive").exists()


def test_bound_methods_share_their_state() -> None:
    office = OfficeState(date(2026, 11, 20))
    outcomes = run((office.create_task, {"title": "Book the venue"}), (office.list_tasks, {}))
    assert [task["title"] for task in outcomes[1].value["tasks"]][-1] == "Book the venue"
    assert not office.tasks, "the given state stays as it is"


def test_a_recorded_result_that_differs_is_a_warning() -> None:
    trace = read_transcript(
        """
        user: What is 2 + 3?
        call: calculate {"expression": "2 + 3"}
        result: {"result": 6}
        answer: 6
        """
    )
    office = OfficeState(date(2026, 11, 20))
    calculate = replace(next(tool for tool in trace.tools if tool.name == "calculate"), implementation=office.calculate)
    [finding] = executed(replace(trace, tools=(calculate,)))
    assert (finding.code, finding.severity) == ("CW604", "warning")


def test_closures_are_run() -> None:
    city = "Oslo"
    assert run((lambda: city, {})) == [Outcome("returned", "Oslo")]
