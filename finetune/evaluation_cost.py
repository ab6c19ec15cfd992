"""What a model's answers cost: by its server's prices, or by the hour of the machine it runs on. What is not known is not free."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callwright.finetune.evaluation_judgement import Judgement

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Cost:
    per_thousand: float | None
    """Of 1,000 calls of the model, right or wrong."""
    per_correct: float | None
    """Of all calls by the number of right decisions; None also where none is right."""
    basis: str
    """Where the figure comes from, or why there is none."""

    def to_json(self) -> dict[str, Any]:
        return {"per_1000_calls": self.per_thousand, "per_correct_call": self.per_correct, "basis": self.basis}


NOT_A_MODEL = Cost(None, None, "a look-up")
NO_PRICE = Cost(None, None, "no price known, --prices takes a list")
NO_USAGE = Cost(None, None, "unknown, the server did not count the tokens of every answer")
NO_MACHINE_PRICE = Cost(None, None, "unknown, --machine-price prices this machine")


def priced_cost(judgements: Sequence[Judgement]) -> Cost:
    """What a server that has prices charged for these decisions."""
    costs = [judgement.response.cost for judgement in judgements]
    known = [cost for cost in costs if cost is not None]
    if not known or len(known) < len(costs):
        return NO_USAGE
    return _cost(sum(known) / len(known), judgements, "list price by tokens")


def machine_cost(judgements: Sequence[Judgement], timed_ms: NDArray[np.float64], an_hour: float | None) -> Cost:
    """One request after the other, as the latencies were taken: a machine that answers several at once is cheaper."""
    if an_hour is None or not len(timed_ms):
        return NO_MACHINE_PRICE
    return _cost(float(np.mean(timed_ms)) / HOUR_MS * an_hour, judgements, f"machine at {an_hour:g} an hour, one request at a time")


def _cost(each: float, judgements: Sequence[Judgement], basis: str) -> Cost:
    right = sum(judgement.right for judgement in judgements)
    return Cost(1000 * each, each * len(judgements) / right if right else None, basis)
