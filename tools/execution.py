"""Calls run in a process of their own, with limits: what hangs, crashes, forks or eats memory costs its own row only.

    with Sandbox() as sandbox:
        outcomes = sandbox.run([(tool.implementation, {"city": "Oslo"})])

One worker process imports the implementations; each conversation's calls run in a fork of it, so that state lasts within a conversation
and no longer. On Linux the fork gets its own network (none) and process namespace where the system allows that; `Sandbox.cuts_network` says
whether it does. Elsewhere only Python's own sockets are closed. This contains accidents, not attackers: files are as open as to the user.
"""

import base64
import contextlib
import ctypes
import json
import os
import pickle
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Literal, NoReturn, Self

Kind = Literal["returned", "raised", "timed_out", "killed", "refused"]
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
CHUNK = 65536


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
    """The implementations for another process, bound methods with the state they share; None where that cannot import them (a lambda, `__main__`)."""
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
        [sys.executable, "-m", __spec__.name if __spec__ else __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )


def _serve() -> None:
    """The worker's loop: a request a line, a reply a line. What implementations print goes to standard error."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        reply = {"cut": _probe()} if "probe" in request else {"outcomes": _conversation(**request)}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _conversation(implementations: str, arguments: list[dict[str, Any]], limits: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        _unpacked(implementations)
    except (ImportError, AttributeError) as error:
        return [asdict(Outcome("refused", message=f"cannot be imported: {error}"))] * len(arguments)
    outcomes = []
    for text in _forked(lambda write: _run_steps(implementations, arguments, Limits(**limits), write), Limits(**limits)):
        outcomes.append(json.loads(text))
    rest = len(arguments) - len(outcomes)
    return outcomes + [asdict(Outcome("refused", message="an earlier call did not end"))] * rest


def _unpacked(implementations: str) -> list[Callable[..., Any]]:
    """Done once before the fork, so that modules are imported only once, and again in it, for a fresh state."""
    unpacked: list[Callable[..., Any]] = pickle.loads(base64.b64decode(implementations))
    return unpacked


def _run_steps(implementations: str, arguments: list[dict[str, Any]], limits: Limits, write: Callable[[str], None]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))
    for implementation, passed in zip(_unpacked(implementations), arguments, strict=True):
        write(json.dumps(asdict(_run_step(implementation, passed, limits))))


def _run_step(implementation: Callable[..., Any], passed: dict[str, Any], limits: Limits) -> Outcome:
    try:
        value = implementation(**passed)
        text = json.dumps(value)
    except MemoryError:
        return Outcome("killed", message=f"more than {limits.memory} bytes of memory")
    except Exception as error:  # the boundary where a failing implementation becomes a recorded row
        return Outcome("raised", message=f"{type(error).__name__}: {error}"[:500])
    if len(text) > limits.output:
        return Outcome("killed", message=f"a result of more than {limits.output} bytes")
    return Outcome("returned", json.loads(text))


def _forked(body: Callable[[Callable[[str], None]], None], limits: Limits) -> Iterator[str]:
    """The lines that `body` writes in a fork; the last is an outcome of ours where the fork did not end by itself."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(body, writing)
    os.close(writing)
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(child, child)
    ended = yield from _lines(reading, child, limits)
    _kill_group(child)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if ended:
        yield json.dumps(asdict(ended))
    elif status:
        yield json.dumps(asdict(Outcome("killed", message="the process died")))


def _child(body: Callable[[Callable[[str], None]], None], writing: int) -> NoReturn:
    os.setpgid(0, 0)
    isolated = _isolate()
    inner = os.fork() if isolated else 0
    if inner:
        _, status = os.waitpid(inner, 0)
        os._exit(1 if status else 0)
    if not isolated:
        _close_sockets()
    try:
        body(lambda text: _write_all(writing, text.encode() + b"\n"))
        os._exit(0)
    finally:
        os._exit(1)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _lines(reading: int, child: int, limits: Limits) -> Generator[str, None, Outcome | None]:
    """Yields whole lines until the fork closes the pipe; returns an outcome where it passes a limit instead."""
    deadline, pending = time.monotonic() + limits.seconds, b""
    while True:
        if time.monotonic() > deadline:
            return Outcome("timed_out", message=f"longer than {limits.seconds} seconds")
        if _processes_of(child) > limits.processes:
            return Outcome("killed", message=f"more than {limits.processes} processes")
        if select.select([reading], [], [], 0.02)[0]:
            chunk = os.read(reading, CHUNK)
            if not chunk:
                return None
            *whole, pending = (pending + chunk).split(b"\n")
            yield from (line.decode() for line in whole)


def _processes_of(child: int) -> int:
    """How many processes descend from the fork, as /proc lists them; 0 where there is no /proc."""
    count, level = 0, [child]
    while level and count < 10_000:
        count += len(level)
        level = [descendant for process in level for descendant in _children(process)]
    return count


def _children(process: int) -> list[int]:
    try:
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
            return [int(number) for number in file.read().split()]
    except OSError:
        return []


def _kill_group(child: int) -> None:
    """The group, and with it the namespace's first process, with which all that it started end."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _isolate() -> bool:
    """No network and a process namespace of its own; False where the system does not allow it."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    wanted = CLONE_NEWNET | CLONE_NEWPID
    return bool(libc.unshare(wanted) == 0 or libc.unshare(wanted | CLONE_NEWUSER) == 0)


def _close_sockets() -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise OSError("the network is cut while a tool is executed")

    socket.socket.connect = refuse  # type: ignore[method-assign]


def _probe() -> bool:
    child = os.fork()
    if child == 0:
        os._exit(0 if _isolate() else 1)
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    _serve()
