"""`--quiet` means one thing everywhere: the paths of what was written, nothing else on either stream."""

import inspect
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callwright.cli import app
from callwright.tools.load import SEED_TOOLS

OFFICE = str(SEED_TOOLS)
COMMANDS = {
    "run": ("run", OFFICE, "-n", "40", "--out", "run"),
    "generate": ("generate", OFFICE, "-n", "45", "--out", "run"),
    "generate --plan-only": ("generate", OFFICE, "-n", "10", "--plan-only"),
    "estimate": ("estimate", OFFICE, "-n", "20", "--store", "pilot.duckdb"),
    "reject": ("reject", "{trace}", "--why", "reads like a machine", "--store", "run/callwright.duckdb"),
    "audit": ("audit", "--store", "run/callwright.duckdb"),
    "audit --html": ("audit", "--store", "run/callwright.duckdb", "--html", "audit.html"),
    "dataset": ("dataset", "-n", "40", "--out", "dataset", "--store", "run/callwright.duckdb"),
    "train": ("train", "--data", "dataset", "--out", "student", "--steps", "2"),
    "eval": (
        "eval",
        "--data",
        "dataset/test.jsonl",
        "--train",
        "dataset/train.jsonl",
        "--html",
        "eval.html",
        "--store",
        "e.duckdb",
    ),
}
"""In an order in which each finds what it needs."""


def test_every_command_with_the_option_is_tried_here() -> None:
    taking = {
        info.name for info in app.registered_commands if info.callback and "quiet" in inspect.signature(info.callback).parameters
    }
    assert taking == {command[0] for command in COMMANDS.values()}


def test_quietly_only_paths_are_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written = {}
    for name, command in COMMANDS.items():
        ran = CliRunner().invoke(app, [part.format(trace=some_trace()) for part in command] + ["--quiet"])
        assert (ran.exit_code, ran.stderr) == (0, ""), name
        written[name] = ran.stdout.splitlines()
        assert all(Path(line).exists() for line in written[name]), (name, written[name])
    silent = {name for name, paths in written.items() if not paths}
    assert silent == {"generate --plan-only", "reject", "audit"}, "these write no file of their own"


def some_trace() -> str:
    from callwright.store.database import Store

    store = Path("run/callwright.duckdb")
    return str(Store(store).rows("SELECT min(trace_id) AS trace_id FROM kept_trace")[0]["trace_id"]) if store.exists() else ""
