"""A run over the network that is killed at any moment: nothing is lost, nothing is bought twice that came back."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from network_runs import STORE, answered, command, grow, journals, outcomes, rows, started, traces

from callwright.generator.teachers.mock_serving import MockServer, serving

FAULTS = "429=0.05,500=0.03,reset=0.02,truncate=0.05,invalid=0.05,length=0.02,names_tool=0.05"
MOST_IN_FLIGHT = 24
OPTIONS = ("--concurrency", str(MOST_IN_FLIGHT))


def kill_at(process: "subprocess.Popen[str]", mock: MockServer, completed: int, delay: float) -> bool:
    """SIGKILL once the server has completed so many, and a moment later. False where the run was done before."""
    while process.poll() is None and mock.stats()["completed"] < completed:
        time.sleep(0.01)
    time.sleep(delay)
    process.kill()
    process.communicate()
    return process.returncode == -signal.SIGKILL


def run_to_its_end(folder: Path, count: int, mock: MockServer) -> None:
    process = started(folder, count, mock.url, *OPTIONS)
    _, said = process.communicate()
    assert process.returncode == 0, said


def kills_change_nothing(folder: Path, count: int, kills: int, latency: float) -> None:
    with serving(faults=FAULTS, retry_after=0.01) as mock:
        run_to_its_end(folder / "whole", count, mock)
        assert mock.stats()["completed"] == answered(folder / "whole")
    rng = random.Random(kills)
    moments = sorted(rng.sample(range(1, count), kills))
    killed = 0
    with serving(latency=latency, faults=FAULTS, retry_after=0.01) as mock:
        for moment in moments:
            killed += kill_at(started(folder / "killed", count, mock.url, *OPTIONS), mock, moment, rng.uniform(0, latency))
        run_to_its_end(folder / "killed", count, mock)
        billed = mock.stats()["completed"]
    assert killed == kills
    assert traces(folder / "killed") == traces(folder / "whole")
    assert journals(folder / "killed") == []
    lost = outcomes(folder / "killed").get("lost", 0)
    assert answered(folder / "killed") == answered(folder / "whole"), "no answer that came back was asked for again"
    assert answered(folder / "killed") <= billed <= answered(folder / "killed") + lost
    assert 0 < lost <= kills * MOST_IN_FLIGHT
    assert asked_of_each_row(folder / "killed") == asked_of_each_row(folder / "whole")


def asked_of_each_row(folder: Path) -> Counter[str]:
    """Answers that each row took."""
    found = rows(folder, "SELECT plan_id, count(*) AS n FROM request WHERE prompt_tokens IS NOT NULL GROUP BY plan_id")
    return Counter({row["plan_id"]: row["n"] for row in found})


def test_a_run_killed_four_times_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    kills_change_nothing(tmp_path, count=60, kills=4, latency=0.15)


@pytest.mark.slow
def test_a_run_killed_twenty_times_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    kills_change_nothing(tmp_path, count=600, kills=20, latency=0.2)


def test_ctrl_c_ends_it_with_one_line_and_what_came_back_is_kept(tmp_path: Path) -> None:
    with serving(latency=0.1) as mock:
        process = started(tmp_path, 240, mock.url, "--concurrency", "4")
        while mock.stats()["completed"] < 12:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        assert process.returncode == 130
        assert said.splitlines() == [
            "error: interrupted; what was accepted is in the store, and the same command goes on from there"
        ]
        before = mock.stats()["completed"]
        run_to_its_end(tmp_path, 240, mock)
        billed = mock.stats()["completed"]
    assert before < 120
    assert answered(tmp_path) <= billed <= answered(tmp_path) + outcomes(tmp_path).get("lost", 0)


@pytest.mark.parametrize("limit", [40_000, 300_000], ids=["at once", "midway"])
def test_a_disk_that_is_full_ends_it_with_one_line_and_it_goes_on_where_there_is_room(tmp_path: Path, limit: int) -> None:
    with serving() as mock:
        grow(tmp_path / "whole", 300, mock.url)
        full = tmp_path / "full"
        ended = subprocess.run(
            command(full, 300, mock.url),
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            preexec_fn=lambda: _room(limit),
        )
        assert ended.returncode == 2, ended.stderr
        assert len(ended.stderr.splitlines()) == 1, ended.stderr
        assert "make room" in ended.stderr
        run_to_its_end(full, 300, mock)
    assert traces(full) == traces(tmp_path / "whole")


def _room(limit: int) -> None:
    """Files may not become larger: to the program the same as a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def test_two_processes_are_not_at_one_run(tmp_path: Path) -> None:
    with serving(latency=0.2) as mock:
        first = started(tmp_path, 60, mock.url, "--concurrency", "2")
        while not journals(tmp_path):
            assert first.poll() is None
            time.sleep(0.02)
        second = started(tmp_path, 60, mock.url)
        _, said = second.communicate()
        first.kill()
        first.communicate()
    assert second.returncode == 2
    assert "another process is at this run" in said


def test_a_torn_last_line_of_the_journal_is_a_request_that_was_lost(tmp_path: Path) -> None:
    with serving(latency=0.1) as mock:
        process = started(tmp_path, 40, mock.url, "--concurrency", "8")
        kill_at(process, mock, 10, 0.0)
        [journal] = journals(tmp_path)
        journal.write_bytes(journal.read_bytes()[:-7])
        run_to_its_end(tmp_path, 40, mock)
    assert rows(tmp_path, "SELECT count(*) AS n FROM trace")[0]["n"] >= 40
    assert (tmp_path / STORE).exists()
