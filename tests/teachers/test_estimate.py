"""`callwright estimate`: a pilot that is part of the run it prices."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from network_runs import MODEL, grow, rows

from callwright.estimate import Estimate, Share, least_seconds, per_accepted, wilson
from callwright.generator.teachers.mock_serving import serving
from callwright.generator.teachers.network.limits import Limits
from callwright.tools.load import SEED_TOOLS

PRICES = f"currency: EUR\nmodels:\n  {MODEL}: {{prompt: 1, completion: 10}}\n"


def estimated(folder: Path, url: str, *more: str) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "-m", "callwright.cli", "estimate", str(SEED_TOOLS), "--count", "500", "--teacher", MODEL]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "COLUMNS": "200"}
    return subprocess.run(
        [*program, "--base-url", url, "--out", str(folder), *more], capture_output=True, text=True, env=environment
    )


def test_amounts_per_accepted_row_hold_what_rejected_rows_and_repairs_took(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text(PRICES, "utf-8")
    with serving(faults="names_tool=0.3,invalid=0.1", repaired=0.5) as mock:
        ran = estimated(tmp_path, mock.url, "--json", "--prices", str(tmp_path / "prices.yaml"))
        stats = mock.stats()
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    assert found["accepted"] == 20
    assert found["requests"] == stats["requests"]
    amounts = {name: share["value"] * found["accepted"] for name, share in found["per_row"].items()}
    assert amounts["prompt_tokens"] == pytest.approx(stats["prompt_tokens"])
    assert amounts["completion_tokens"] == pytest.approx(stats["completion_tokens"])
    assert amounts["cost"] == pytest.approx((stats["prompt_tokens"] + 10 * stats["completion_tokens"]) / 1e6)
    assert found["currency"] == "EUR"
    assert all(share["low"] <= share["value"] <= share["high"] for share in found["per_row"].values())
    assert {row["rule"] for row in found["by_rule"]} >= {"CW507"}


def test_the_traces_are_there_to_read_and_the_price_is_said_to_be_unknown(tmp_path: Path) -> None:
    with serving() as mock:
        ran = estimated(tmp_path, mock.url)
    assert ran.returncode == 0, ran.stderr
    for row in rows(tmp_path, "SELECT request FROM trace"):
        assert row["request"].splitlines()[0] in ran.stdout
    assert f"The price of '{MODEL}' is not known" in ran.stdout
    assert "20 rows asked for, 20 accepted: 100% (84% to 100%)" in ran.stdout


def test_the_pilot_is_not_paid_twice(tmp_path: Path) -> None:
    with serving() as mock:
        estimated(tmp_path, mock.url)
        piloted = mock.stats()["completed"]
        grow(tmp_path, 60, mock.url)
        assert mock.stats()["completed"] <= 60 + 20
        kept = rows(tmp_path, "SELECT count(*) AS n FROM trace")[0]["n"]
        assert mock.stats()["completed"] == kept
    assert piloted >= 20


def test_a_share_of_all_is_not_certain() -> None:
    assert wilson(20, 20).low == pytest.approx(0.839, abs=0.001)
    assert wilson(0, 0).high == 1.0


def test_rejected_rows_make_the_accepted_ones_dearer() -> None:
    assert per_accepted([(1.0, True), (1.0, False)]).value == 2.0
    share = per_accepted([(1.0, True)] * 15 + [(3.0, False)] * 5)
    assert share.low < share.value == 2.0 < share.high


def test_what_the_offline_teacher_cannot_tell_is_said_to_be_unmeasured(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "callwright.cli", "estimate", str(SEED_TOOLS), "--count", "500", "--teacher", "offline"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ran = subprocess.run([*program, "--out", str(tmp_path)], capture_output=True, text=True, env=environment)
    assert ran.returncode == 0, ran.stderr
    assert "is unmeasured" in " ".join(ran.stdout.split())


def test_the_slowest_of_server_limits_and_this_process_decides_how_long_a_run_takes() -> None:
    amounts = {"requests": 1.5, "prompt_tokens": 1500.0, "completion_tokens": 500.0, "seconds": 8.0}
    per_row = {name: Share(amount, amount, amount) for name, amount in amounts.items()}
    pilot = Estimate(20, 20, wilson(20, 20), 30, per_row, (), ())
    assert least_seconds(pilot, 1000, Limits(concurrency=8)).value == 1000
    assert least_seconds(pilot, 1000, Limits(concurrency=8, rpm=30)).value == 3000
    assert least_seconds(pilot, 1000, Limits(concurrency=8, rpm=30, tpm=20_000)).value == 6000
    assert least_seconds(pilot, 1000, Limits(concurrency=1_000_000)).value == pytest.approx(4)
