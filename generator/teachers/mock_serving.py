"""The mock teacher in a process of its own, for as long as a `with` block lasts: for tests and benchmarks of clients.

with serving(latency=0.2, faults="429=0.1") as server:
    client = AsyncOpenAI(base_url=server.url, api_key="any")
    ...
    assert server.stats()["completed"] == 200
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

ENDING = 5.0
"""Seconds that the server is given to end before it is killed."""


@dataclass(frozen=True)
class MockServer:
    url: str
    """The base URL for a client, ending in `/v1`."""
    process: subprocess.Popen[str]

    def stats(self) -> dict[str, Any]:
        """`requests`, `completed`, `in_flight`, `prompt_tokens`, `completion_tokens`, and `by_fault`."""
        found: dict[str, Any] = self._read("stats")
        return found

    def mistakes(self) -> list[dict[str, Any]]:
        """Each mistake of meaning: `plan_id`, `fault`, `detail`, and `told`, how often the words had come back before."""
        found: list[dict[str, Any]] = self._read("stats/faults")
        return found

    def _read(self, page: str) -> Any:
        with urlopen(f"{self.url.removesuffix('v1')}{page}") as response:
            return json.load(response)


@contextmanager
def serving(
    *,
    latency: float = 0.0,
    faults: str = "",
    repaired: float | None = None,
    seed: int = 0,
    key: str = "",
    most: int = 0,
    retry_after: float = 1.0,
) -> Iterator[MockServer]:
    """Runs `callwright mock-teacher` on a free port; the options mean the same as there."""
    options: dict[str, Any] = {
        "latency": latency, "faults": faults, "seed": seed, "key": key, "most": most, "retry-after": retry_after,
        "repaired": repaired,
    }  # fmt: skip
    stated = [f"--{name}={value}" for name, value in options.items() if value is not None]
    command = [sys.executable, "-m", "callwright.cli", "mock-teacher", "--port=0", *stated]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(f"the mock teacher did not start: {' '.join(command)}")
        yield MockServer(line.removeprefix("listening on ").strip(), process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
