"""Progress of anything longer than a second, on standard error, and how long each stage took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn


class Advance(Protocol):
    """Told how much is done and, where that was not known before, of how much."""

    def __call__(self, done: int, of: int | None = None) -> None: ...


class Stages:
    """Shows a bar a stage where there is a terminal, one line a stage where there is none, nothing when quiet."""

    def __init__(self, quiet: bool = False) -> None:
        self.seconds: dict[str, float] = {}
        self._quiet = quiet
        self._console = Console(stderr=True)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        start = time.perf_counter()
        shown = not self._quiet and self._console.is_terminal
        bar = Progress(
            SpinnerColumn(), TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), TimeRemainingColumn(), console=self._console, disable=not shown,
        )  # fmt: skip
        with bar:
            task = bar.add_task(name, total=total)

            def advance(done: int, of: int | None = None) -> None:
                bar.update(task, completed=done, total=total if of is None else of)

            yield advance
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        if not self._quiet and not shown:
            print(f"{name}: {self.seconds[name]:.1f} s", file=sys.stderr)
