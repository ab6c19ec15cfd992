"""Implementations that do what real ones do on a bad day."""

import os
import socket
import subprocess
import sys
import time
from typing import Any

_calls: list[str] = []


def good(city: str) -> dict[str, Any]:
    _calls.append(city)
    return {"city": city, "calls": len(_calls)}


def chatty(city: str) -> str:
    print("working on it ...")
    return city


def raising() -> None:
    raise ValueError("no such city")


def hanging() -> None:
    time.sleep(3600)


def crashing() -> None:
    os.abort()


def exiting() -> None:
    sys.exit(3)


def eating() -> int:
    return len(bytearray(8 << 30))


def forking() -> None:
    while True:
        if os.fork() == 0:
            time.sleep(3600)


def leaving(marker: str) -> str:
    subprocess.Popen(
        [sys.executable, "-c", f"import time, pathlib; time.sleep(1.5); pathlib.Path({marker!r}).touch()"], start_new_session=True
    )
    return "left a process behind"


def calling(host: str, port: int) -> str:
    with socket.create_connection((host, port), timeout=2):
        return "connected"


def unserialisable() -> object:
    return object()
