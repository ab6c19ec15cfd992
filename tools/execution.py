"""Calls run in a process of their own, with limits: what hangs, crashes, forks or eats memory costs its own row only.

    outcomes = execute([(tool.implementation, {"city": "Oslo"})])

A conversation's calls run in one fork of this process, so that closures and bound methods work, and state lasts within a
conversation and no longer. On Linux the fork gets a network (none) and a process namespace of its own where the system allows
that; `cuts_network` says whether it does. Elsewhere only Python's own sockets are closed. This contains accidents, not attackers:
files are as open as to the user.
"""

import contextlib
import ctypes
import faulthandler
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NoReturn

Kind = Literal["returned", "raised", "timed_out", "killed", "refused"]
Implementation = Callable[..., Any]
Calls = Sequence[tuple[Implementation, Mapping[str, Any]]]
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
CHUNK = 65536


@dataclass(frozen=True)
class Limits:
    seconds: float = 5.0
    """For all calls of one conversation."""
    memory: int = 1 << 30
    """Bytes of address space beyond what this process already has."""
    processes: int = 32
    output: int = 1 << 20
    """Bytes of results."""


@dataclass(frozen=True)
class Outcome:
    kind: Kind
    value: Any = None
    """What the implementation returned, as JSON has it."""
    message: str = ""


def execute(calls: Calls, limits: Limits | None = None) -> list[Outcome]:
    """One outcome a call, in order; after a call that did not end, the rest are `refused`."""
    kept = limits or Limits()
    outcomes: list[Outcome] = []
    for line in _forked(lambda write: _run_calls(calls, kept, write), kept):
        outcomes.append(Outcome(**json.loads(line)))
    return [*outcomes, *[Outcome("refused", message="an earlier call did not end")] * (len(calls) - len(outcomes))]


def cuts_network() -> bool:
    """Whether the system allows a fork its own namespaces; where it does not, a tool's native code can reach the network."""
    child = os.fork()
    if child == 0:
        os._exit(0 if _isolate() else 1)
    return os.waitpid(child, 0)[1] == 0


def _run_calls(calls: Calls, limits: Limits, write: Callable[[str], None]) -> None:
    memory = _address_space() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for implementation, arguments in calls:
        write(json.dumps(asdict(_run_call(implementation, arguments, limits))))


def _address_space() -> int:
    """Bytes mapped by this process, 0 where there is no /proc."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _run_call(implementation: Implementation, arguments: Mapping[str, Any], limits: Limits) -> Outcome:
    try:
        value = implementation(**arguments)
        text = json.dumps(value)
    except MemoryError:
        return Outcome("killed", message=f"more than {limits.memory} bytes of memory")
    except Exception as error:  # the boundary where a failing implementation becomes a recorded row
        return Outcome("raised", message=f"{type(error).__name__}: {error}"[:500])
    if len(text) > limits.output:
        return Outcome("killed", message=f"a result of more than {limits.output} bytes")
    return Outcome("returned", json.loads(text))


def _forked(body: Callable[[Callable[[str], None]], None], limits: Limits) -> Generator[str, None, None]:
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
    faulthandler.disable()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
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
