"""One request to a teacher model: what it was for, what it took, how it ended."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal[
    "accepted", "rejected", "invalid", "refused", "cut_off", "answered",
    "rate_limited", "failed", "timeout", "disconnected", "unsupported", "lost",
]  # fmt: skip
"""accepted, rejected: the words were judged so. invalid: no words could be read in it. refused, cut_off: the server said so.
answered: not looked at. rate_limited, failed: statuses 429 and 5xx. timeout, disconnected: no answer. unsupported: the server
refuses what it was asked. lost: the process ended while it was in flight."""
UNANSWERED = frozenset({"timeout", "disconnected", "lost"})
"""Nobody can say whether these were paid for."""


@dataclass(frozen=True)
class Request:
    request_id: str
    plan_id: str
    attempt: int
    """From 1, over all starts of a run."""
    model: str
    template_version: int
    prompt_version: str
    outcome: Outcome
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    latency_ms: float | None = None
    error: str | None = None
