"""Progress of anything longer than a second, on standard error, and how long each stage took."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Advance = Callable[[int, int | None], None]
"""Called with how much is done and, where known, of how much."""


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
            yield lambda done, of=None: bar.update(task, completed=done, **({} if of is None else {"total": of}))
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        if not self._quiet and not shown:
            print(f"{name}: {self.seconds[name]:.1f} s", file=sys.stderr)
