"""Asking a model for its answer to every decision, and how long single answers take."""

import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callwright.finetune.evaluation_items import Item
from callwright.finetune.students.student import Response, Student

TIMED = 100
"""Open decisions answered one at a time, for latency; the others go in batches. A p95 with an upper bound takes 72."""
TIMED_SECONDS = 30.0
"""A slow student is timed no longer: fewer timings, and a latency gate that says so. By what its answers took, so that as many are
timed where they are taken over from an evaluation before."""
BATCH = 64

Progress = Callable[[str, int, int], None]
"""Told the model, the decisions answered and their number."""


@dataclass(frozen=True)
class Answers:
    responses: Sequence[Response]
    """By item."""
    timed_ms: NDArray[np.float64]
    """Of those answered one at a time; a prompt that was refused as too long was not."""


def answers(student: Student, items: Sequence[Item], progress: Progress | None = None) -> Answers:
    responses: dict[int, Response] = {}

    def ask(places: Sequence[int]) -> None:
        conversations = [(items[place].decision.history, items[place].decision.tools) for place in places]
        responses.update(zip(places, student.respond_many(conversations), strict=True))
        if progress:
            progress(student.name, len(responses), len(items))

    spent = 0.0
    opened = [place for place, item in enumerate(items) if item.open]
    for place in (opened[chosen] for chosen in spread(len(opened), TIMED)):
        if spent < TIMED_SECONDS:
            ask([place])
            spent += responses[place].seconds
    timed_ms = np.array([response.seconds * 1000 for response in responses.values() if not response.over_length])
    for places in _batches([place for place in range(len(items)) if place not in responses]):
        ask(places)
    return Answers([responses[place] for place in range(len(items))], timed_ms)


def spread(n: int, wanted: int) -> list[int]:
    """At most `wanted` places, evenly over 0 to n - 1."""
    return list(range(n)) if n <= wanted else [place * n // wanted for place in range(wanted)]


def _batches(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), BATCH):
        yield places[start : start + BATCH]


def hardware() -> str:
    """What the latencies were measured on: cores this process may use, the processor's name where the system tells it."""
    processors = Path("/proc/cpuinfo")
    lines = processors.read_text(encoding="utf-8").splitlines() if processors.is_file() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores of {name}{_cores_used()}"


def _cores_used() -> str:
    """Cores that PyTorch works on, where a student of this process uses it."""
    torch = sys.modules.get("torch")
    return f", {torch.get_num_threads()} of them used" if torch else ""
