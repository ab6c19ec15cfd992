"""A teacher over the network, against the mock teacher over real HTTP: what comes back, what is on record, what is mended."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from briefed_rows import offline_words, planned_rows
from network_runs import ANSWERED, MODEL, answered, grow, journals, outcomes, rows, traces

from callwright.errors import CallwrightError, TeacherError
from callwright.generator.teachers.mock_serving import MockServer, serving
from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.sending import Talk
from callwright.generator.teachers.prices import Price, Prices
from callwright.generator.teachers.prompt import Prompts

PRICES = Prices(currency="USD", models={MODEL: Price(prompt=1.0, completion=10.0)})


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with serving() as mock:
        yield mock


def test_the_words_that_come_back_are_those_the_server_wrote(server: MockServer, tmp_path: Path) -> None:
    grow(tmp_path, 40, server.url)
    said = {row["plan_id"]: row["request"] for row in traces(tmp_path)}
    planned = {row.plan_id: row for row in planned_rows(400)}
    assert len(said) >= 40
    for plan_id in set(said) & set(planned):
        row, words = planned[plan_id], offline_words(planned[plan_id])
        users = [words.texts[index] for index in row.scenario.open_turns if row.scenario.turns[index].role == "user"]
        assert said[plan_id] == "\n".join(users)


def test_every_request_is_a_row_and_the_sums_are_the_servers_own(tmp_path: Path) -> None:
    with serving(faults="429=0.1,500=0.1,invalid=0.2", retry_after=0.01) as mock:
        grow(tmp_path, 40, mock.url, prices=PRICES)
        stats = mock.stats()
    [found] = rows(tmp_path, """
        SELECT count(*) AS requests, sum(prompt_tokens)::INT AS prompt_tokens, sum(completion_tokens)::INT AS completion_tokens,
               sum(cost) AS cost, count(DISTINCT request_id) AS ids, min(latency_ms) AS fastest, min(attempt) AS first,
               count(DISTINCT prompt_version) AS prompts, min(template_version) AS version
        FROM request""")  # fmt: skip
    assert (found["requests"], found["prompt_tokens"], found["completion_tokens"]) == (
        stats["requests"], stats["prompt_tokens"], stats["completion_tokens"],
    )  # fmt: skip
    assert answered(tmp_path) == stats["completed"]
    assert found["cost"] == pytest.approx((stats["prompt_tokens"] + 10 * stats["completion_tokens"]) / 1e6)
    assert found["ids"] == found["requests"]
    assert found["fastest"] > 0
    assert (found["first"], found["prompts"], found["version"]) == (1, 1, 1)
    assert {"rate_limited", "failed", "invalid", "accepted"} <= set(outcomes(tmp_path))
    assert journals(tmp_path) == []


def test_the_users_own_prompts_are_what_is_sent_and_recorded(server: MockServer, tmp_path: Path) -> None:
    own = tmp_path / "prompts"
    own.mkdir()
    (own / "instructions.j2").write_text("Be brief. {{ kind }}")
    before = server.stats()["prompt_tokens"]
    grow(tmp_path / "ours", 3, server.url)
    middle = server.stats()["prompt_tokens"]
    grow(tmp_path / "own", 3, server.url, prompts=own)
    assert server.stats()["prompt_tokens"] - middle < middle - before
    assert rows(tmp_path / "own", "SELECT DISTINCT prompt_version AS v FROM request") == [{"v": Prompts(own).version}]


def test_faults_of_the_connection_change_no_word(server: MockServer, tmp_path: Path) -> None:
    grow(tmp_path / "calm", 40, server.url)
    with serving(faults="429=0.1,500=0.1,reset=0.1,hang=0.05", retry_after=0.01) as mock:
        grow(tmp_path / "rough", 40, mock.url, limits={"timeout": 0.5})
    assert traces(tmp_path / "rough") == traces(tmp_path / "calm")
    assert {"rate_limited", "failed", "disconnected", "timeout"} <= set(outcomes(tmp_path / "rough"))


def test_a_broken_rule_goes_back_to_the_teacher_and_the_row_is_mended(tmp_path: Path) -> None:
    with serving(faults="names_tool=0.2,narrate=0.2,truncate=0.1,invalid=0.1,length=0.05", repaired=1.0) as mock:
        grow(tmp_path, 40, mock.url)
    [given_up] = rows(tmp_path, "SELECT count(*) AS n FROM plan_row WHERE state = 'rejected'")
    assert given_up["n"] <= 2  # whose mistakes came one after another and used up the repairs
    [mended] = rows(
        tmp_path, "SELECT count(DISTINCT plan_id) AS n FROM request WHERE outcome IN ('rejected', 'invalid', 'cut_off')"
    )
    assert mended["n"] >= 5
    assert rows(tmp_path, "SELECT * FROM request WHERE outcome = 'rejected' AND error NOT LIKE 'CW%'") == []


def test_a_row_that_is_not_mended_is_rejected_with_its_findings_and_another_takes_its_place(tmp_path: Path) -> None:
    with serving(faults="names_tool=0.3", repaired=0.0) as mock:
        growth = grow(tmp_path, 40, mock.url)
    assert growth.shortfalls == {}
    rejected = rows(tmp_path, "SELECT plan_id FROM plan_row WHERE state = 'rejected'")
    assert rejected
    found = rows(tmp_path, "SELECT DISTINCT plan_id FROM finding WHERE code = 'CW507' AND severity = 'error'")
    assert {row["plan_id"] for row in rejected} == {row["plan_id"] for row in found}
    assert rows(tmp_path, "SELECT max(attempt) AS most FROM request") == [{"most": 3}]


def test_a_teacher_that_always_refuses_ends_the_run_before_it_costs_more(tmp_path: Path) -> None:
    with serving(faults="refuse=1") as mock, pytest.raises(TeacherError, match=r"the last 50 rows were all rejected \(CW412 50"):
        grow(tmp_path, 200, mock.url, limits={"concurrency": 8})
    assert set(outcomes(tmp_path)) == {"refused"}
    assert outcomes(tmp_path)["refused"] <= 3 * (50 + 8)
    assert rows(tmp_path, "SELECT DISTINCT code FROM finding") == [{"code": "CW412"}]


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
def test_each_way_of_asking_brings_the_same_words(server: MockServer, tmp_path: Path, mode: str) -> None:
    grow(tmp_path / "auto", 8, server.url)
    grow(tmp_path / mode, 8, server.url, mode=mode)
    assert traces(tmp_path / mode) == traces(tmp_path / "auto")


def test_a_server_that_objects_gets_fewer_requests_and_the_run_ends_well(tmp_path: Path) -> None:
    with serving(latency=0.02, most=4, retry_after=0.01) as mock:
        grow(tmp_path, 60, mock.url, limits={"concurrency": 64, "tries": 20})
        stats = mock.stats()
    assert answered(tmp_path) == stats["completed"] == 60
    assert outcomes(tmp_path)["rate_limited"] == stats["by_fault"]["429"] > 0


def test_requests_a_minute_are_kept_to(server: MockServer, tmp_path: Path) -> None:
    before = server.stats()["requests"]
    import time

    start = time.monotonic()
    grow(tmp_path, 12, server.url, limits={"rpm": 300})
    sent = server.stats()["requests"] - before
    assert sent <= 300 / 60 * (time.monotonic() - start + 1) + 1


def test_a_second_run_asks_for_nothing(server: MockServer, tmp_path: Path) -> None:
    grow(tmp_path, 20, server.url)
    before = server.stats()["requests"]
    grow(tmp_path, 20, server.url)
    assert server.stats()["requests"] == before


def test_nothing_is_bought_in_reserve(server: MockServer, tmp_path: Path) -> None:
    before = server.stats()["completed"]
    grow(tmp_path, 30, server.url)
    assert server.stats()["completed"] - before == 30


def test_the_run_ends_before_the_request_that_would_pass_the_cost(tmp_path: Path) -> None:
    with serving(latency=0.02) as mock:
        with pytest.raises(TeacherError, match=r"--max-cost 0\.1: the next request might pass it"):
            grow(tmp_path, 200, mock.url, prices=PRICES, max_cost=0.1)
        billed = mock.stats()
        with pytest.raises(TeacherError, match="--max-cost"):
            grow(tmp_path, 200, mock.url, prices=PRICES, max_cost=0.1)
        assert mock.stats()["completed"] - billed["completed"] <= 1
    cost = (billed["prompt_tokens"] + 10 * billed["completion_tokens"]) / 1e6
    assert 0.05 < cost <= 0.1
    assert rows(tmp_path, "SELECT count(*) AS n FROM trace")[0]["n"] == billed["completed"]


def test_a_limit_on_an_unknown_price_is_refused(server: MockServer, tmp_path: Path) -> None:
    with pytest.raises(CallwrightError, match=r"the price of 'mock-teacher' is not known.*--prices"):
        grow(tmp_path, 5, server.url, max_cost=1.0)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_price_is_no_price(server: MockServer, tmp_path: Path) -> None:
    grow(tmp_path, 5, server.url)
    assert rows(tmp_path, "SELECT DISTINCT cost FROM request") == [{"cost": None}]


def test_a_wrong_key_is_named_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    with serving(key="sk-right") as mock, pytest.raises(TeacherError, match=r"refuses the key .401.; set OPENAI_API_KEY"):
        grow(tmp_path, 5, mock.url)
    assert list(tmp_path.iterdir()) == []


def test_a_key_from_the_environment_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-right")
    with serving(key="sk-right") as mock:
        monkeypatch.setenv("OPENAI_BASE_URL", mock.url)
        grow(tmp_path, 3, None)  # type: ignore[arg-type]
    assert answered(tmp_path) == 3


def test_an_unknown_model_is_named_with_those_there_are(server: MockServer, tmp_path: Path) -> None:
    with pytest.raises(TeacherError, match="does not serve 'gpt-9'; it serves mock-teacher"):
        grow(tmp_path, 5, server.url, model="gpt-9")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TeacherError, match=r"127\.0\.0\.1:9/v1: cannot be reached"):
        grow(tmp_path, 5, "http://127.0.0.1:9/v1")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_dies_ends_the_run_and_another_goes_on_with_it(tmp_path: Path) -> None:
    with serving(latency=0.05, faults="500=0.02") as mock:
        whole = tmp_path / "whole"
        grow(whole, 40, mock.url)
        billed = mock.stats()["completed"]
    with serving(latency=0.05) as mock:
        _dies_after(mock, 10)
        with pytest.raises(TeacherError, match=r"answers nobody any more.*the same command goes on"):
            grow(tmp_path / "cut", 40, mock.url, limits={"concurrency": 4, "tries": 3})
    kept = rows(tmp_path / "cut", "SELECT count(*) AS n FROM trace")[0]["n"]
    assert kept >= 10
    with serving() as mock:
        grow(tmp_path / "cut", 40, mock.url)
        assert mock.stats()["completed"] == billed - kept
    assert traces(tmp_path / "cut") == traces(tmp_path / "whole")


def _dies_after(mock: MockServer, completed: int) -> None:
    """Kills the server once it has completed so many, from a thread of its own."""
    import threading
    import time

    def watch() -> None:
        while mock.stats()["completed"] < completed:
            time.sleep(0.005)
        mock.process.kill()

    threading.Thread(target=watch, daemon=True).start()


def test_outcomes_that_count_as_answers_are_the_ones_with_tokens(tmp_path: Path) -> None:
    with serving(faults="429=0.2,reset=0.1,invalid=0.1,refuse=0.1,length=0.1", retry_after=0.01) as mock:
        grow(tmp_path, 15, mock.url)
    found = rows(tmp_path, "SELECT DISTINCT outcome FROM request WHERE prompt_tokens IS NOT NULL")
    assert {row["outcome"] for row in found} <= set(ANSWERED)
    assert rows(tmp_path, "SELECT * FROM request WHERE prompt_tokens IS NULL AND outcome = 'accepted'") == []


def test_the_default_connection_limits_nothing_but_what_is_in_flight() -> None:
    limits = Connection().limits
    assert (limits.rpm, limits.tpm, limits.concurrency) == (None, None, 64)


def test_a_repaired_row_leaves_nothing_behind_that_no_collection_finds(tmp_path: Path) -> None:
    with serving(faults="names_tool=0.5") as mock:
        grow(tmp_path, 20, mock.url)
    assert outcomes(tmp_path)["rejected"] > 0
    gc.collect()
    assert [found for found in gc.get_objects() if type(found) is Talk] == []
