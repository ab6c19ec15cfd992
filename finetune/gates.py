"""What a student must reach before it replaces anything, judged by the interval and not by the value.

A gate is passed when the whole interval lies on its good side, failed when it lies on the other; between, n cannot decide it, and
the n that would is stated.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from callwright.finetune.intervals import Measure, quantile, wilson

Verdict = Literal["passed", "failed", "cannot be judged"]
MOST = 1_000_000
"""A gate that would need more is one that this student sits on."""


@dataclass(frozen=True)
class Gate:
    metric: str
    title: str
    threshold: float
    at_most: bool = False


GATES = (
    Gate("tool_selection", "tool selection", 0.95),
    Gate("argument_f1", "arguments (F1)", 0.90),
    Gate("json_validity", "JSON validity", 0.99),
    Gate("multi_step_completion", "multi-step completion", 0.85),
)
LATENCY = Gate("latency_p95_ms", "p95 latency, ms", 500, at_most=True)


@dataclass(frozen=True)
class GateResult:
    model: str
    gate: Gate
    measure: Measure
    verdict: Verdict
    needs: int | None = None
    """For a gate that cannot be judged: about how many decisions (traces, timings) would do, if the value stays as it is; None
    where not even a million would."""

    @property
    def sentence(self) -> str:
        if self.verdict != "cannot be judged":
            return self.verdict
        on_gate = "just 95 % of the timings are within it" if self.gate.at_most else "the value lies on the gate"
        needed = f"needs n = {self.needs:,}" if self.needs else f"{on_gate}: no n decides it"
        return f"cannot be judged, {needed} (n = {self.measure.n:,})"

    def to_json(self) -> dict[str, object]:
        return {
            "model": self.model,
            "metric": self.gate.metric,
            "threshold": self.gate.threshold,
            **self.measure.to_json(),
            "verdict": self.verdict,
            "needs_n": self.needs,
        }


def judge_gate(gate: Gate, model: str, measure: Measure) -> GateResult:
    """A share, by its own interval."""
    if measure.low is not None and measure.low >= gate.threshold:
        return GateResult(model, gate, measure, "passed")
    if measure.high is not None and measure.high < gate.threshold:
        return GateResult(model, gate, measure, "failed")
    needs = needed_n(measure.value, gate.threshold, measure.n, _worth_of_one(measure))
    return GateResult(model, gate, measure, "cannot be judged", needs)


def judge_latency(model: str, timed_ms: NDArray[np.float64]) -> GateResult:
    """The 95th percentile; the n it needs is reckoned from the share of timings within the limit."""
    measure = quantile(timed_ms, 0.95)
    if measure.high is not None and measure.high <= LATENCY.threshold:
        return GateResult(model, LATENCY, measure, "passed")
    if measure.low is not None and measure.low > LATENCY.threshold:
        return GateResult(model, LATENCY, measure, "failed")
    within = float(np.mean(timed_ms <= LATENCY.threshold)) if len(timed_ms) else None
    return GateResult(model, LATENCY, measure, "cannot be judged", needed_n(within, 0.95, measure.n))


def needed_n(value: float | None, threshold: float, n: int, worth: float = 1.0) -> int | None:
    """The least n above the present one whose Wilson interval around `value` leaves the threshold out; without a value, that of a
    flawless student. `worth` is what one item tells beside an independent one.
    """
    value = 1.0 if value is None else value

    def decides(size: int) -> bool:
        low, high = wilson(value, size * worth)
        return low >= threshold or high < threshold

    if not decides(MOST):
        return None
    small, large = n, MOST
    while large - small > 1:
        middle = (small + large) // 2
        small, large = (small, middle) if decides(middle) else (middle, large)
    return large


def _worth_of_one(measure: Measure) -> float:
    """How many independent items an item stands for, at most 1: as many as give Wilson's interval the measured width."""
    if measure.value is None or measure.low is None or measure.high is None or not measure.n:
        return 1.0
    few, many = 1e-3, 1.0
    for _ in range(40):
        share = (few + many) / 2
        low, high = wilson(min(max(measure.value, 0.0), 1.0), measure.n * share)
        few, many = (share, many) if high - low > measure.high - measure.low else (few, share)
    return many
