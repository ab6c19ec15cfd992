"""The statistics against simulated data whose truth is known. Seeds are fixed: a coverage here is a number, not a chance."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from callwright.finetune.evaluation_metrics import macro_f1
from callwright.finetune.intervals import Measure, Statistic, clustered, compare, quantile, ratio, share, student_t, wilson

SIMULATIONS = 300
Draw = tuple[NDArray[np.float64], NDArray[np.intp]]


def clustered_successes(rng: np.random.Generator, p: float, clusters: int, size: int, likeness: float) -> Draw:
    """Yes-or-no items in clusters: with probability `likeness` an item repeats its cluster's own draw."""
    own = rng.random(clusters) < p
    repeats = rng.random((clusters, size)) < likeness
    hits = np.where(repeats, own[:, None], rng.random((clusters, size)) < p)
    counts = np.stack([hits.ravel().astype(float), np.ones(clusters * size)], axis=1)
    return counts, np.repeat(np.arange(clusters), size)


def coverage(p: float, clusters: int, size: int, likeness: float) -> float:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(SIMULATIONS):
        measure = clustered(*clustered_successes(rng, p, clusters, size, likeness))
        assert measure.low is not None
        assert measure.high is not None
        covered += measure.low <= p <= measure.high
    return covered / SIMULATIONS


def test_wilson_by_hand() -> None:
    """8 of 10: (0.8 + 1.96² / 20 ± 1.96 sqrt(0.8 * 0.2 / 10 + 1.96² / 400)) / (1 + 1.96² / 10)."""
    assert wilson(0.8, 10) == pytest.approx((0.4902, 0.9433), abs=5e-5)
    assert share(10, 10).low == pytest.approx(10 / (10 + 1.959964**2), abs=1e-6)


def test_nothing_measured_has_no_value() -> None:
    assert (
        share(0, 0)
        == clustered(np.zeros((0, 2)), np.zeros(0, dtype=np.intp))
        == quantile(np.array([]), 0.5)
        == Measure(None, None, None, 0)
    )


@pytest.mark.parametrize(
    ("p", "clusters", "size", "likeness"),
    [(0.9, 100, 1, 0), (0.9, 100, 4, 0.8), (0.7, 40, 6, 0.5), (0.98, 200, 3, 0.5), (0.99, 60, 3, 0)],
)
def test_ninety_five_percent_intervals_hold_the_truth_that_often(p: float, clusters: int, size: int, likeness: float) -> None:
    assert 0.92 <= coverage(p, clusters, size, likeness) <= 1


def pooled_f1(rng: np.random.Generator, clusters: int, right: float) -> Draw:
    """Calls of one to five arguments, each right with its call's own chance, in clusters of one to six calls."""
    sizes = rng.integers(1, 7, clusters)
    chances = np.repeat(rng.beta(right * 4, (1 - right) * 4, clusters), sizes)
    arguments = rng.integers(1, 6, sizes.sum())
    hits = rng.binomial(arguments, chances)
    return np.stack([2.0 * hits, 2.0 * arguments], axis=1), np.repeat(np.arange(clusters), sizes)


@pytest.mark.parametrize(("clusters", "right"), [(40, 0.8), (150, 0.9)])
def test_the_interval_of_a_pooled_ratio_holds_the_truth(clusters: int, right: float) -> None:
    """Sizes do not depend on the chance, so the pooled F1 is the mean chance."""
    rng = np.random.default_rng(6)
    measures = [clustered(*pooled_f1(rng, clusters, right)) for _ in range(SIMULATIONS)]
    assert np.mean([(measure.low or 0) <= right <= (measure.high or 0) for measure in measures]) >= 0.92


def test_without_clusters_the_interval_would_miss_the_truth() -> None:
    """What the clusters are for: ten items of likeness .9 taken as independent hold p = .8 far less often than they say."""
    rng = np.random.default_rng(7)
    held = []
    for _ in range(SIMULATIONS):
        counts, clusters = clustered_successes(rng, 0.8, 40, 10, 0.9)
        by_item, by_cluster = clustered(counts, np.arange(len(counts))), clustered(counts, clusters)
        held.append([(measure.low or 0) <= 0.8 <= (measure.high or 0) for measure in (by_item, by_cluster)])
    naive, honest = np.mean(held, axis=0)
    assert naive < 0.7
    assert honest >= 0.92


def test_wilson_holds_the_truth_where_the_plain_interval_does_not() -> None:
    """p = .98, n = 50, over all outcomes by the binomial distribution: p ± 1.96 standard errors covers .64."""

    def holds(low: float, high: float) -> bool:
        return low <= 0.98 <= high

    chance = [math.comb(50, hits) * 0.98**hits * 0.02 ** (50 - hits) for hits in range(51)]
    error = [1.959964 * math.sqrt(hits / 50 * (1 - hits / 50) / 50) for hits in range(51)]
    assert sum(p for hits, p in enumerate(chance) if holds(*wilson(hits / 50, 50))) > 0.91
    assert sum(p for hits, p in enumerate(chance) if holds(hits / 50 - error[hits], hits / 50 + error[hits])) < 0.7


def test_items_that_repeat_each_other_tell_less() -> None:
    """Ten copies of every item: as wide as without the copies, √10 times as wide as if they were independent."""
    rng = np.random.default_rng(0)
    hits = (rng.random(100) < 0.8).astype(float)
    once = np.stack([hits, np.ones(100)], axis=1)
    copied = clustered(np.repeat(once, 10, axis=0), np.repeat(np.arange(100), 10))
    alone = clustered(once, np.arange(100))
    independent = clustered(np.repeat(once, 10, axis=0), np.arange(1000))
    assert _width(copied) == pytest.approx(_width(alone), rel=0.1)
    assert _width(copied) == pytest.approx(math.sqrt(10) * _width(independent), rel=0.1)


def _width(measure: Measure) -> float:
    assert measure.low is not None
    assert measure.high is not None
    return measure.high - measure.low


def test_a_flawless_clustered_value_is_as_uncertain_as_its_clusters() -> None:
    measure = clustered(np.ones((300, 2)), np.repeat(np.arange(30), 10))
    assert (measure.value, measure.low, measure.high, measure.n) == (1.0, pytest.approx(wilson(1.0, 30)[0]), 1.0, 300)


def test_the_value_is_a_ratio_of_sums_and_not_a_mean_of_ratios() -> None:
    counts = np.array([[1.0, 1.0], [1.0, 9.0]])
    assert clustered(counts, np.arange(2)).value == pytest.approx(0.2)


def test_same_seed_same_interval() -> None:
    counts, clusters = clustered_successes(np.random.default_rng(3), 0.7, 50, 3, 0.5)
    assert clustered(counts, clusters, seed=1) == clustered(counts, clusters, seed=1)
    assert clustered(counts, clusters, seed=1) != clustered(counts, clusters, seed=2)


@pytest.mark.parametrize(("degrees", "tabled"), [(5, 2.5706), (10, 2.2281), (30, 2.0423), (1000, 1.9623)])
def test_the_t_quantile_agrees_with_the_table(degrees: int, tabled: float) -> None:
    assert student_t(degrees) == pytest.approx(tabled, rel=3e-3)


def at_most(k: int, n: int, q: float) -> float:
    """The binomial distribution function, term by term."""
    return sum(math.comb(n, i) * q**i * (1 - q) ** (n - i) for i in range(k + 1))


@pytest.mark.parametrize("q", [0.5, 0.95])
def test_a_quantile_lies_between_the_innermost_order_statistics_with_a_tail_of_a_fortieth_each(q: float) -> None:
    """Of the values 1 to 100 the k-th is k; it is below the quantile with the probability that at most k - 1 are."""
    measure = quantile(np.random.default_rng(0).permutation(np.arange(1.0, 101.0)), q)
    assert measure.value == 100 * q
    low, high = int(measure.low or 0), int(measure.high or 0)
    assert at_most(low - 1, 100, q) <= 0.025 < at_most(low, 100, q)
    assert at_most(high - 2, 100, q) < 0.975 <= at_most(high - 1, 100, q)


def test_a_quantile_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(2)
    truth = -math.log(0.05)
    measures = [quantile(rng.exponential(size=200), 0.95) for _ in range(SIMULATIONS)]
    covered = sum(
        measure.low <= truth <= measure.high for measure in measures if measure.low is not None and measure.high is not None
    )
    assert covered / SIMULATIONS >= 0.93


@pytest.mark.parametrize(("n", "bounded"), [(71, False), (72, True)])
def test_a_p95_has_an_upper_bound_only_from_enough_timings(n: int, bounded: bool) -> None:
    """The largest of n values is above it with probability 1 - .95**n, which reaches .975 at 72."""
    assert (quantile(np.arange(float(n)), 0.95).high is not None) is bounded


def paired(rng: np.random.Generator, better: float) -> float:
    """p of a model that turns each wrong item right with probability `better`, 60 clusters of 3."""
    theirs, clusters = clustered_successes(rng, 0.7, 60, 3, 0.6)
    ours = theirs.copy()
    gained = rng.random(len(ours)) < better
    lost = rng.random(len(ours)) < 0.1
    ours[:, 0] = np.where(gained, 1.0, np.where(lost & (better == 0), 1 - ours[:, 0], ours[:, 0]))
    comparison = compare(ours, theirs, clusters, "theirs")
    assert comparison
    return comparison.p


def test_equal_models_are_called_different_no_more_often_than_one_time_in_twenty() -> None:
    rng = np.random.default_rng(4)
    exchangeable = []
    for _ in range(SIMULATIONS):
        one, clusters = clustered_successes(rng, 0.7, 60, 3, 0.6)
        other, _ = clustered_successes(rng, 0.7, 60, 3, 0.6)
        comparison = compare(one, other, clusters, "other")
        assert comparison
        exchangeable.append(comparison.p < 0.05)
    assert np.mean(exchangeable) <= 0.08


@pytest.mark.parametrize("statistic", [ratio, macro_f1])
def test_p_is_uniform_where_the_models_are_equal(statistic: Statistic) -> None:
    """Under exchange of equal models every p is as likely as another: a tenth of them lie below .1, half below .5."""
    rng = np.random.default_rng(8)
    found = []
    for _ in range(SIMULATIONS):
        one, other = (confused(rng) if statistic is not ratio else clustered_successes(rng, 0.7, 50, 3, 0.6)[0] for _ in range(2))
        comparison = compare(one, other, np.repeat(np.arange(50), len(one) // 50), "other", statistic)
        assert comparison
        found.append(comparison.p)
    assert np.mean(np.array(found) < 0.1) == pytest.approx(0.1, abs=0.05)
    assert np.mean(np.array(found) < 0.5) == pytest.approx(0.5, abs=0.08)


def confused(rng: np.random.Generator) -> NDArray[np.float64]:
    """200 decisions of acts drawn at random, taken for the right act three times of four: rows of the confusion matrix."""
    expected = rng.integers(0, 4, 200)
    got = np.where(rng.random(200) < 0.75, expected, rng.integers(0, 6, 200))
    cells = np.zeros((200, 30))
    cells[np.arange(200), expected * 6 + got] = 1.0
    return cells


def test_the_interval_of_a_difference_holds_the_truth() -> None:
    """Ours right with .8, theirs with .7, clusters of three that are alike: the true difference is .1."""
    rng = np.random.default_rng(9)
    held = []
    for _ in range(SIMULATIONS):
        ours, clusters = clustered_successes(rng, 0.8, 60, 3, 0.5)
        comparison = compare(ours, clustered_successes(rng, 0.7, 60, 3, 0.5)[0], clusters, "theirs")
        assert comparison
        assert comparison.low is not None
        assert comparison.high is not None
        held.append(comparison.low <= 0.1 <= comparison.high)
    assert np.mean(held) >= 0.92


def test_a_better_model_is_found() -> None:
    rng = np.random.default_rng(5)
    assert np.mean([paired(rng, 0.3) < 0.05 for _ in range(50)]) >= 0.95


def test_a_comparison_by_hand() -> None:
    """Six items, each its own cluster, all six better: of 64 exchanges two are as extreme, p about 1/32; no interval."""
    ours, theirs = np.tile([1.0, 1.0], (6, 1)), np.tile([0.0, 1.0], (6, 1))
    comparison = compare(ours, theirs, np.arange(6), "theirs")
    assert comparison
    assert (comparison.difference, comparison.low, comparison.high) == (1.0, None, None)
    assert comparison.p == pytest.approx(2 / 64, abs=0.01)
