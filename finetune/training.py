"""The training of a `tiny` student, on a CPU: batches by length, one straight loop."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import NamedTuple

import torch
from torch import Tensor

from callwright.finetune.augmentation import Augmentation, TrainingRow
from callwright.finetune.students.decoder import Decoder
from callwright.finetune.students.optimizer import Optimizer
from callwright.finetune.students.student import Progress, TrainingStep

BATCH_TOKENS = 1200
"""With padding. Many small steps learn more in the same time than few large ones down to about here."""
ROUND = 16
"""Rows are padded to multiples of it. Few shapes come again and again, and oneDNN has a kernel ready for each: with lengths as they
fall, a step took a quarter longer."""
POOL_ROWS = 1024
"""Sorted by length together, so that a batch has little padding and epochs stay shuffled."""
MATRIX_RATE, RATE = 0.01, 0.003
"""Muon's and AdamW's. Twice as much left 30 % more loss after 2,000 steps."""
WARM_UP_STEPS = 50
COOL_DOWN = 0.6
"""Share of the training, at its end, in which the rates fall to zero."""


class Batch(NamedTuple):
    ids: Tensor
    """(rows, positions), padded on the right."""
    at: Tensor
    """(rows, asked): positions whose next token is trained, padded with zeros."""
    targets: Tensor
    weights: Tensor
    """In the loss; 0 where padded."""
    tokens: int
    """Without padding."""


class Schedule:
    """How far the training is, in steps or, where minutes are given, in time."""

    def __init__(self, steps: int, minutes: float | None) -> None:
        self.steps, self.seconds = steps, None if minutes is None else 60 * minutes
        self.started = time.monotonic()

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def done(self, step: int) -> float:
        """0 at the start, 1 and more at the end."""
        return step / self.steps if self.seconds is None else self.elapsed() / self.seconds

    def rate(self, step: int) -> float:
        """Of the full learning rates: a short rise, then level, then down to zero."""
        return min(1.0, (step + 1) / WARM_UP_STEPS, max(0.0, 1 - self.done(step)) / COOL_DOWN)


class Trained(NamedTuple):
    steps: int
    tokens: int
    seconds: float
    loss: float


def fit(network: Decoder, rows: Augmentation, schedule: Schedule, random: Random, progress: Progress | None = None) -> Trained:
    """Trains `network` in place; in the end it holds the weights in full precision."""
    network.to(torch.bfloat16 if has_fast_bfloat16() else torch.float32)
    optimizer = Optimizer(network, MATRIX_RATE, RATE)
    step, tokens, smoothed = 0, 0, 0.0
    with flushed_denormals():
        for batch in batches(rows, random):
            if schedule.done(step) >= 1:
                break
            likelihood = network.log_likelihood(batch.ids, batch.at, batch.targets)
            loss = -(likelihood * batch.weights).sum() / batch.weights.sum()
            torch.autograd.backward(loss)
            optimizer.step(schedule.rate(step))
            step, tokens = step + 1, tokens + batch.tokens
            smoothed += (loss.item() - smoothed) / min(step, 50)
            if progress:
                progress(TrainingStep(step, schedule.done(step), smoothed, tokens, schedule.elapsed()))
    optimizer.release()
    return Trained(step, tokens, schedule.elapsed(), smoothed)


def has_fast_bfloat16() -> bool:
    """Whether this CPU multiplies bf16 in hardware: then a step takes a third of the time, else it takes longer."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


@contextmanager
def flushed_denormals() -> Iterator[None]:
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def batches(rows: Augmentation, random: Random) -> Iterator[Batch]:
    """Endless: epoch after epoch in a new order."""
    order = list(range(len(rows)))
    while True:
        random.shuffle(order)
        for start in range(0, len(order), POOL_ROWS):
            pool = [rows.draw(i) for i in order[start : start + POOL_ROWS]]
            groups = list(packed(sorted(pool, key=lambda row: len(row.ids))))
            random.shuffle(groups)
            yield from map(_tensors, groups)


def packed(rows: Sequence[TrainingRow]) -> Iterator[list[TrainingRow]]:
    """Rows, from short to long, in groups of at most BATCH_TOKENS with padding; a longer row is a group of its own."""
    group: list[TrainingRow] = []
    for row in rows:
        if group and _rounded(len(row.ids)) * (len(group) + 1) > BATCH_TOKENS:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _tensors(rows: Sequence[TrainingRow]) -> Batch:
    asked = [[position - 1 for position, weight in enumerate(row.weights) if weight] for row in rows]
    ids = _padded([row.ids for row in rows])
    at = _padded(asked)
    weights = _padded([[weight for weight in row.weights if weight] for row in rows])
    return Batch(ids, at, ids.gather(1, at + 1), weights, sum(len(row.ids) for row in rows))


def _rounded(length: int) -> int:
    return -(-length // ROUND) * ROUND


def _padded(rows: Sequence[Sequence[float]]) -> Tensor:
    width = _rounded(max(map(len, rows)))
    return torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])
