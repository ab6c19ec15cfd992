"""What a large run would take, from a small one: the pilot's rows are the run's own first rows, so nothing of it is paid twice.

Amounts are stated per *accepted* row: what rejected rows, repairs and failed requests took is in them.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callwright.generator.teachers.network.limits import Limits
from callwright.store.database import Store

RESAMPLES, Z = 2000, 1.96
OWN_SECONDS = 0.004
"""Of this process a row: planning, asking, validating and storing (`benchmarks/teacher.py`)."""
PILOT = 20
"""Accepted rows of a pilot: enough to see a teacher that does not follow the rules, few enough to read them all."""

ROWS = """
    SELECT plan_row.plan_id, state = 'accepted' AS accepted, count(request_id) AS requests,
           coalesce(sum(prompt_tokens), 0) AS prompt_tokens, coalesce(sum(completion_tokens), 0) AS completion_tokens,
           sum(cost) AS cost, coalesce(sum(latency_ms), 0) / 1000 AS seconds
    FROM plan_row LEFT JOIN request USING (run_id, plan_id)
    WHERE run_id = ? AND state <> 'planned' GROUP BY ALL ORDER BY plan_row.plan_id
"""
OUTCOMES = """
    SELECT outcome, count(*) AS requests, coalesce(any_value(error), '') AS "for example"
    FROM request WHERE run_id = ? GROUP BY outcome ORDER BY requests DESC, outcome
"""
BY_RULE = """
    WITH broken AS (
        SELECT DISTINCT plan_id, unnest(string_split(error, ', ')) AS rule FROM request
        WHERE run_id = $run AND outcome = 'rejected'
    ),
    final AS (
        SELECT DISTINCT finding.plan_id, code AS rule FROM finding JOIN trace USING (trace_id)
        WHERE trace.run_id = $run AND severity = 'error'
    )
    SELECT rule, count(*) AS "rows that broke it", count(*) FILTER (final.plan_id IS NULL) AS mended,
           count(final.plan_id) AS rejected
    FROM broken FULL JOIN final USING (plan_id, rule) GROUP BY rule ORDER BY 2 DESC, rule
"""


@dataclass(frozen=True)
class Share:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Share":
        return Share(self.value * factor, self.low * factor, self.high * factor)

    def plus(self, other: "Share") -> "Share":
        """The sum, with an interval that is wide enough whatever the two have to do with each other."""
        return Share(self.value + other.value, self.low + other.low, self.high + other.high)


@dataclass(frozen=True)
class Estimate:
    rows: int
    """Read in the pilot, and asked of the teacher where it is a model."""
    accepted: int
    share: Share
    """Of the rows, accepted."""
    requests: int
    per_row: Mapping[str, Share]
    """`requests`, `prompt_tokens`, `completion_tokens`, `cost`, `seconds` per accepted row; `cost` only where it is known."""
    outcomes: Sequence[Mapping[str, object]]
    by_rule: Sequence[Mapping[str, object]]


def estimate(store: Store, run_id: str) -> Estimate:
    """From all rows of a run that are done."""
    rows = store.rows(ROWS, [run_id])
    accepted = sum(row["accepted"] for row in rows)
    names = ["requests", "prompt_tokens", "completion_tokens", "seconds"]
    if any(row["cost"] is not None for row in rows):
        names.append("cost")
    return Estimate(
        rows=len(rows),
        accepted=accepted,
        share=wilson(accepted, len(rows)),
        requests=sum(row["requests"] for row in rows),
        per_row={name: per_accepted([(row[name] or 0, row["accepted"]) for row in rows]) for name in names} if accepted else {},
        outcomes=store.rows(OUTCOMES, [run_id]),
        by_rule=store.rows(BY_RULE, {"run": run_id}),
    )


def least_seconds(found: Estimate, count: int, limits: Limits) -> Share:
    """What so many accepted rows take at least: by the slowest of the server, the limits a minute and this process."""
    per_row = found.per_row
    answering = [per_row["seconds"].times(1 / limits.concurrency), Share(OWN_SECONDS, OWN_SECONDS, OWN_SECONDS)]
    if limits.rpm:
        answering.append(per_row["requests"].times(60 / limits.rpm))
    if limits.tpm:
        answering.append(per_row["prompt_tokens"].plus(per_row["completion_tokens"]).times(60 / limits.tpm))
    return max(answering, key=lambda share: share.value).times(count)


def wilson(hits: int, of: int) -> Share:
    """A share with its 95 % score interval (Wilson 1927), which stays honest at 20 of 20.

    >>> share = wilson(20, 20)
    >>> round(share.low, 2), share.high
    (0.84, 1.0)
    """
    if not of:
        return Share(0.0, 0.0, 1.0)
    centre = (hits + Z**2 / 2) / (of + Z**2)
    half = Z * math.sqrt(hits * (of - hits) / of + Z**2 / 4) / (of + Z**2)
    return Share(hits / of, max(0.0, centre - half), min(1.0, centre + half))


def per_accepted(rows: Sequence[tuple[float, bool]], seed: int = 0) -> Share:
    """Sum of the amounts through the number of accepted rows, with the percentile interval of a bootstrap over rows.

    >>> per_accepted([(2.0, True), (2.0, True)])
    Share(value=2.0, low=2.0, high=2.0)
    """
    rng = random.Random(seed)
    ratios = []
    for _ in range(RESAMPLES):
        sample = rng.choices(rows, k=len(rows))
        accepted = sum(well for _, well in sample)
        ratios.append(sum(amount for amount, _ in sample) / accepted if accepted else float("inf"))
    ratios.sort()
    value = sum(amount for amount, _ in rows) / sum(well for _, well in rows)
    return Share(value, ratios[int(0.025 * RESAMPLES)], ratios[int(0.975 * RESAMPLES) - 1])
