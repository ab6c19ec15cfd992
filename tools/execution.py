"""Calls run in a process of their own, with limits: what hangs, crashes, forks or eats memory costs its own row only.

    with Sandbox() as sandbox:
        outcomes = sandbox.run([(tool.implementation, {"city": "Oslo"})])

One worker process imports the implementations; each conversation's calls run in a fork of it, so that state lasts within a
conversation and no longer. On Linux the fork gets its own network (none) and process namespace where the system allows that;
`Sandbox.cuts_network` says
whether it does. Elsewhere only Python's own sockets are closed. This contains accidents, not attackers: files are as open as
to the user.
"""

import base64
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Literal, Self

Kind = Literal["returned", "raised", "timed_out", "killed", "refused"]
WORKER = "callwright.tools.execution_worker"


@dataclass(frozen=True)
class Limits:
    seconds: float = 5.0
    """For all calls of one conversation."""
    memory: int = 1 << 30
    """Bytes of address space."""
    processes: int = 32
    output: int = 1 << 20
    """Bytes of results."""


@dataclass(frozen=True)
class Outcome:
    kind: Kind
    value: Any = None
    """What the implementation returned, as JSON has it."""
    message: str = ""


def packed(implementations: Sequence[Callable[..., Any]]) -> str | None:
    """For another process, bound methods with the state they share; None where that cannot import them (a lambda, `__main__`)."""
    if any(implementation.__module__ == "__main__" for implementation in implementations):
        return None
    try:
        return base64.b64encode(pickle.dumps(list(implementations))).decode()
    except (pickle.PicklingError, AttributeError, TypeError):
        return None


class Sandbox:
    """The worker process, started at the first run and anew after a crash."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._worker: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()

    @property
    def cuts_network(self) -> bool:
        return bool(self._ask({"probe": True})["cut"])

    def run(self, calls: Sequence[tuple[Callable[..., Any], Mapping[str, Any]]]) -> list[Outcome]:
        """One outcome a call, in order; after a call that did not end, the rest are `refused`."""
        implementations = packed([implementation for implementation, _ in calls])
        if implementations is None:
            return [Outcome("refused", message="the implementation cannot be imported by another process")] * len(calls)
        request = {
            "implementations": implementations,
            "arguments": [dict(arguments) for _, arguments in calls],
            "limits": asdict(self.limits),
        }
        return [Outcome(**outcome) for outcome in self._ask(request)["outcomes"]]

    def _ask(self, request: dict[str, Any]) -> Any:
        if self._worker is None or self._worker.poll() is not None:
            self._worker = _start_worker()
        assert self._worker.stdin is not None
        assert self._worker.stdout is not None
        self._worker.stdin.write(json.dumps(request) + "\n")
        self._worker.stdin.flush()
        return json.loads(self._worker.stdout.readline() or '{"outcomes": [], "cut": false}')


def _start_worker() -> subprocess.Popen[str]:
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-m", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )
