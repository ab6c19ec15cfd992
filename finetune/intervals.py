"""How sure a measured number is: 95 % intervals and a paired test, by the method that fits how the numbers came about.

- a share of independent items: Wilson's score interval
- anything over decisions of which several share a trace or a phrasing: percentile bootstrap over these clusters
- a clustered value from which hardly a cluster deviates: Wilson's over the clusters (resampling what never varies shows nothing)
- a quantile: order statistics, by the binomial distribution
- two models on the same items: permutation of the models within each cluster
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
"""One row a cluster, one column a quantity that adds up."""
Statistic = Callable[[Counts], Counts]
"""From summed quantities (last axis) to the measured value."""

Z = NormalDist().inv_cdf(0.975)
RESAMPLES = 2000
FEWEST_DEVIATING = 10
"""Below, Wilson's interval takes over. Simulated coverage at p = .97, 100 clusters of two: the bootstrap alone .90, so .995."""


@dataclass(frozen=True)
class Measure:
    """A value with its 95 % interval, or None where n is too small to have one."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def to_json(self) -> dict[str, float | int | None]:
        return {"value": _rounded(self.value), "low": _rounded(self.low), "high": _rounded(self.high), "n": self.n}


NOTHING = Measure(None, None, None, 0)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def wilson(value: float, n: float) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927); `n` may be an effective sample size."""
    spread = Z * math.sqrt(value * (1 - value) / n + Z * Z / (4 * n * n))
    middle, scale = value + Z * Z / (2 * n), 1 + Z * Z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def share(successes: int, n: int) -> Measure:
    """Independent yes-or-no items."""
    return Measure(successes / n, *wilson(successes / n, n), n) if n else NOTHING


def ratio(sums: Counts) -> Counts:
    """First over second column; not a number where the second is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient: Counts = sums[..., 0] / sums[..., 1]
    return quotient


def clustered(counts: Counts, clusters: NDArray[np.intp], statistic: Statistic = ratio, seed: int = 0) -> Measure:
    """The statistic of the summed rows of `counts` (items by quantities), with an interval over the items' clusters.

    `clusters` numbers each item's cluster from 0.
    """
    n = len(counts)
    if not n:
        return NOTHING
    value = float(statistic(counts.sum(axis=0)))
    if math.isnan(value):
        return Measure(None, None, None, n)
    by_cluster = summed(counts, clusters)
    if len(by_cluster) == n and statistic is ratio and np.all(counts[:, 1] == 1):
        return Measure(value, *wilson(value, n), n)
    if _deviating(by_cluster, statistic) < FEWEST_DEVIATING:
        return Measure(value, *wilson(min(max(value, 0.0), 1.0), len(by_cluster)), n)
    low, high = bootstrap(by_cluster, statistic, seed)
    return Measure(value, min(low, value), max(high, value), n)


def summed(counts: Counts, clusters: NDArray[np.intp]) -> Counts:
    """The rows of each cluster added up; numbers without an item are left out."""
    _, numbered = np.unique(clusters, return_inverse=True)
    by_cluster = np.zeros((int(numbered.max(initial=-1)) + 1, counts.shape[1]))
    np.add.at(by_cluster, numbered, counts)
    return by_cluster


def _deviating(by_cluster: Counts, statistic: Statistic) -> int:
    """Clusters whose own value is not the most common one among them."""
    own = statistic(by_cluster)
    _, sizes = np.unique(own[~np.isnan(own)], return_counts=True)
    return int(sizes.sum() - sizes.max(initial=0))


def bootstrap(by_cluster: Counts, statistic: Statistic, seed: int = 0) -> tuple[float, float]:
    """Percentile interval of 2,000 resamples of whole clusters, expanded for few of them.

    Source: Hesterberg 2015, "What Teachers Should Know about the Bootstrap", section 5.3.
    """
    values = statistic(resampling(len(by_cluster), seed) @ by_cluster)
    tail = _expanded_tail(len(by_cluster))
    low, high = np.nanquantile(values, [tail, 1 - tail])
    return float(low), float(high)


@lru_cache(maxsize=64)
def resampling(clusters: int, seed: int) -> Counts:
    """How often each of the clusters is drawn, by resample: the same draws for every metric and model of a report."""
    drawn = np.random.default_rng(seed).multinomial(clusters, np.full(clusters, 1 / clusters), size=RESAMPLES)
    return drawn.astype(np.float64)


def _expanded_tail(n: int) -> float:
    """The tail to cut off, so that few clusters give the width of a t interval."""
    if n < 2:
        return 0.0
    return NormalDist().cdf(-math.sqrt(n / (n - 1)) * student_t(n - 1))


def student_t(degrees: int) -> float:
    """The .975 quantile of Student's t (Abramowitz and Stegun 26.7.5; within .3 % from 5 degrees on)."""
    z = Z
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / degrees + second / degrees**2 + third / degrees**3


def quantile(values: NDArray[np.float64], q: float) -> Measure:
    """A quantile between two order statistics that hold it with 95 %; a side is None where n is too small for it."""
    n = len(values)
    if not n:
        return NOTHING
    ordered = np.sort(values)
    below = _binomial_cdf(n, q)
    lower = int(np.searchsorted(below, 0.025, side="left"))
    upper = int(np.searchsorted(below, 0.975, side="left")) + 1
    low = float(ordered[lower - 1]) if lower >= 1 else None
    high = float(ordered[upper - 1]) if upper <= n else None
    return Measure(float(ordered[max(math.ceil(q * n), 1) - 1]), low, high, n)


def _binomial_cdf(n: int, q: float) -> NDArray[np.float64]:
    log = [
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(q) + (n - k) * math.log1p(-q)
        for k in range(n + 1)
    ]
    cumulated: NDArray[np.float64] = np.minimum(np.cumsum(np.exp(log)), 1.0)
    return cumulated


@dataclass(frozen=True)
class Comparison:
    """A model against the baseline on the same items."""

    baseline: str
    difference: float
    low: float | None
    high: float | None
    """None where too few clusters differ for an interval."""
    p: float
    """Two-sided, of the difference under exchange of the models within clusters."""

    def to_json(self) -> dict[str, float | str | None]:
        numbers = {"difference": self.difference, "low": self.low, "high": self.high, "p": self.p}
        return {"baseline": self.baseline, **{name: _rounded(number) for name, number in numbers.items()}}


def compare(
    model: Counts, baseline: Counts, clusters: NDArray[np.intp], name: str, statistic: Statistic = ratio, seed: int = 0
) -> Comparison | None:
    """Paired permutation test, both models' counts item by item; None where nothing was counted."""
    if not len(model):
        return None
    ours, theirs = summed(model, clusters), summed(baseline, clusters)
    observed = float(statistic(ours.sum(axis=0)) - statistic(theirs.sum(axis=0)))
    if math.isnan(observed):
        return None
    swapped = (np.random.default_rng(seed).random((RESAMPLES, len(ours))) < 0.5).astype(np.float64) @ (theirs - ours)
    permuted = statistic(ours.sum(axis=0) + swapped) - statistic(theirs.sum(axis=0) - swapped)
    extreme = int(np.sum(np.abs(permuted) >= abs(observed) - 1e-12))
    low, high = _difference_interval(ours, theirs, observed, statistic, seed)
    return Comparison(name, observed, low, high, (extreme + 1) / (RESAMPLES + 1))


def _difference_interval(
    ours: Counts, theirs: Counts, observed: float, statistic: Statistic, seed: int
) -> tuple[float, float] | tuple[None, None]:
    if np.any(ours != theirs, axis=1).sum() < FEWEST_DEVIATING:
        return None, None
    columns = ours.shape[1]
    low, high = bootstrap(
        np.hstack([ours, theirs]), lambda sums: statistic(sums[..., :columns]) - statistic(sums[..., columns:]), seed
    )
    return min(low, observed), max(high, observed)
