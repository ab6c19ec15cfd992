"""Runs of `callwright generate` against the mock teacher, and what is left of them in the store."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.limits import Limits
from callwright.pipeline import Growth, generate
from callwright.settings import Settings
from callwright.store.database import Store
from callwright.tools.load import SEED_TOOLS

MODEL = "mock-teacher"
FAST = {"first_wait": 0.01, "longest_wait": 0.05, "timeout": 30.0}
"""Back-off for a server next door; the patience is for a machine that is busy with other things."""
STORE = "callwright.duckdb"


def silent(done: int, of: int | None = None) -> None:
    """Progress that shows nothing."""


def grow(
    folder: Path,
    count: int,
    url: str,
    *,
    model: str = MODEL,
    limits: dict[str, Any] | None = None,
    prompts: Path | None = None,
    twins: bool = False,
    **of: Any,
) -> Growth:
    """In this process; `of` is the connection's."""
    connection = Connection(base_url=url, limits=Limits(**{**FAST, **(limits or {})}), **of)
    settings = Settings([str(SEED_TOOLS)], count, teacher=model, connection=connection, prompts=prompts, twins=twins)
    return generate(settings, folder / STORE, silent)


def command(folder: Path, count: int, url: str, *more: str) -> list[str]:
    program = [sys.executable, "-m", "callwright.cli", "generate", str(SEED_TOOLS), "--count", str(count), "-q"]
    return [*program, "--teacher", MODEL, "--base-url", url, "--out", str(folder), *more]


def started(folder: Path, count: int, url: str, *more: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        command(folder, count, url, *more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where the tests run in the background
    )


def rows(folder: Path, sql: str) -> list[dict[str, Any]]:
    return Store(folder / STORE).rows(sql)


def traces(folder: Path) -> list[dict[str, Any]]:
    """Every trace with what became of its row."""
    return rows(folder, "SELECT trace.*, state FROM trace JOIN plan_row USING (run_id, plan_id) ORDER BY trace_id")


def outcomes(folder: Path) -> dict[str, int]:
    return {row["outcome"]: row["n"] for row in rows(folder, "SELECT outcome, count(*) AS n FROM request GROUP BY outcome")}


ANSWERED = ("accepted", "rejected", "invalid", "refused", "cut_off")


def answered(folder: Path) -> int:
    """Requests that came to an answer, which is what a provider bills."""
    return sum(n for outcome, n in outcomes(folder).items() if outcome in ANSWERED)


def journals(folder: Path) -> list[Path]:
    return list(folder.glob("*.journal"))
