"""Every metric as what one decision, or one trace, adds to it. `docs/metrics.md` says the same in words."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callwright.finetune.episodes import Played
from callwright.finetune.evaluation_items import cluster_of
from callwright.finetune.evaluation_judgement import Judgement, ReadAct
from callwright.finetune.intervals import NOTHING, Comparison, Counts, Measure, Statistic, clustered, compare, ratio
from callwright.finetune.metrics.similarity import FUNCTIONAL, FUZZY

READ_ACTS: tuple[ReadAct, ...] = ("call", "ask", "confirm", "decline", "answer", "unreadable")
"""Columns of the confusion matrix; the rows are the first five."""

Count = Callable[[Judgement], Sequence[float] | None]
TraceCount = Callable[[Sequence[Judgement]], Sequence[float] | None]


@dataclass(frozen=True)
class Metric:
    name: str
    title: str
    count: Count
    """What a decision adds; None where it is not of those the metric speaks of."""
    statistic: Statistic = ratio
    falling: bool = False
    """Less is better."""
    paired: bool = False
    """The expectation alone says which decisions count, so that two models are compared decision by decision."""


@dataclass(frozen=True)
class TraceMetric:
    name: str
    title: str
    count: TraceCount
    """Of the open decisions of one trace."""


def _share(belongs: Callable[[Judgement], bool], hit: Callable[[Judgement], Any]) -> Count:
    return lambda judgement: (float(hit(judgement)), 1.0) if belongs(judgement) else None


def _always(_judgement: Judgement) -> bool:
    return True


def _due(judgement: Judgement) -> bool:
    return judgement.due


def _not_due(judgement: Judgement) -> bool:
    return not judgement.due


def _attempted(judgement: Judgement) -> bool:
    return judgement.attempted


def _argument_f1(judgement: Judgement) -> Sequence[float]:
    right, expected, predicted = judgement.argument_counts
    return 2.0 * right, float(expected + predicted)


def _confusion(judgement: Judgement) -> Sequence[float]:
    cell = READ_ACTS.index(judgement.item.expected_act) * len(READ_ACTS) + READ_ACTS.index(judgement.act)
    return [float(cell == place) for place in range(5 * len(READ_ACTS))]


def macro_f1(sums: Counts) -> Counts:
    """Unweighted mean of the acts' F1 over the acts that are expected at least once."""
    matrix = sums.reshape(*sums.shape[:-1], 5, len(READ_ACTS))
    right = np.diagonal(matrix, axis1=-2, axis2=-1)
    expected, predicted = matrix.sum(axis=-1), matrix.sum(axis=-2)[..., :5]
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = np.where(expected > 0, 2 * right / (expected + predicted), 0.0)
        mean: Counts = f1.sum(axis=-1) / (expected > 0).sum(axis=-1)
    return mean


def _completed(judgements: Sequence[Judgement]) -> Sequence[float] | None:
    category = judgements[0].item.decision.metadata["category"]
    calls = sum(judgement.due for judgement in judgements)
    if category == "multi_step" or (category == "-" and calls > 1):
        return float(all(judgement.right for judgement in judgements)), 1.0
    return None


METRICS: tuple[Metric, ...] = (
    Metric("tool_selection", "tool selection", _share(_always, lambda it: it.selected), paired=True),
    Metric("exact_match", "exact match", _share(_due, lambda it: it.exact), paired=True),
    Metric("executed_match", "executed match", _share(_due, lambda it: it.executed), paired=True),
    Metric("argument_f1", "argument F1", lambda it: _argument_f1(it) if it.due else None, paired=True),
    Metric("fuzzy_match", "fuzzy match ¹", _share(_due, lambda it: it.similarity > FUZZY), paired=True),
    Metric("functional_match", "functional match ¹", _share(_due, lambda it: it.similarity > FUNCTIONAL), paired=True),
    Metric("json_validity", "JSON validity", _share(_attempted, lambda it: it.json_valid)),
    Metric("schema_validity", "schema validity", _share(_attempted, lambda it: it.schema_valid)),
    Metric("act_f1", "act macro-F1", _confusion, macro_f1, paired=True),
    Metric("right", "right decisions", _share(_always, lambda it: it.right), paired=True),
    Metric("false_calls", "false calls", _share(_not_due, lambda it: bool(it.calls)), falling=True, paired=True),
    Metric("missed_calls", "missed calls", _share(_due, lambda it: not it.calls), falling=True, paired=True),
    Metric("recovery", "recovery", _share(lambda it: it.item.after_error, lambda it: it.right), paired=True),
    Metric("ungrounded", "made-up values", lambda it: it.ungrounded_counts if it.calls else None, falling=True),
    Metric("invented_tools", "invented tools", _share(_attempted, lambda it: it.invented_tool), falling=True),
    Metric(
        "destructive_undue",
        "undue destructive",
        _share(lambda it: any(tool.destructive for tool in it.item.decision.tools), lambda it: it.destructive_undue),
        falling=True,
        paired=True,
    ),
)
TRACE_METRICS: tuple[TraceMetric, ...] = (TraceMetric("multi_step_completion", "multi-step done", _completed),)
TITLES = {
    **{metric.name: metric.title for metric in METRICS},
    **{metric.name: metric.title for metric in TRACE_METRICS},
    "answers": "answers, no call",
    "episodes": "episodes won",
    "pass_k": "won each time",
}


BROKEN_DOWN = ("tool_selection", "exact_match", "executed_match", "argument_f1", "right", "false_calls", "missed_calls", "recovery")
"""Metrics of the breakdowns; all of them would drown the reader."""


def measured(judgements: Sequence[Judgement], seed: int, names: Sequence[str] | None = None) -> dict[str, Measure]:
    """Each metric over the open decisions, with its interval; only `names` where given."""
    found = {metric.name: _measure(metric, judgements, seed) for metric in METRICS if names is None or metric.name in names}
    return found if names else found | {metric.name: _measure_traces(metric, judgements, seed) for metric in TRACE_METRICS}


def measured_answers(judgements: Sequence[Judgement], seed: int) -> Measure:
    """Of the decisions where a result is to be reported, those where no further call is made."""
    reports = [judgement for judgement in judgements if not judgement.item.open]
    return _measure(Metric("answers", TITLES["answers"], _share(_always, lambda it: not it.attempted)), reports, seed)


def measured_episodes(played: Sequence[Played], seed: int) -> dict[str, Measure]:
    """The share won, and of repeated episodes the share of traces won every time (pass^k, Yao et al. 2024)."""
    repeats = defaultdict(list)
    for episode in played:
        repeats[episode.trace.trace_id].append(episode)
    every = [(all(one.won for one in episodes), episodes[0]) for episodes in repeats.values() if len(episodes) > 1]
    return {
        "episodes": _measured_shares([(episode.won, episode) for episode in played], seed),
        "pass_k": _measured_shares(every, seed),
    }


def _measured_shares(won: Sequence[tuple[bool, Played]], seed: int) -> Measure:
    added = [((float(hit), 1.0), cluster_of(episode.trace.phrasing, episode.trace.trace_id)) for hit, episode in won]
    return clustered(*_columns(added), seed=seed) if added else NOTHING


def _measure(metric: Metric, judgements: Sequence[Judgement], seed: int) -> Measure:
    counts, clusters = counted(metric, judgements)
    return clustered(counts, clusters, metric.statistic, seed)


def _measure_traces(metric: TraceMetric, judgements: Sequence[Judgement], seed: int) -> Measure:
    traces: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        traces[judgement.item.decision.item].append(judgement)
    added = [(metric.count(trace), trace[0].item.cluster) for trace in traces.values()]
    return clustered(*_columns([(count, cluster) for count, cluster in added if count is not None]), seed=seed)


def counted(metric: Metric, judgements: Sequence[Judgement]) -> tuple[Counts, NDArray[np.intp]]:
    """What each decision of the metric's adds, and its cluster."""
    added = [(metric.count(judgement), judgement.item.cluster) for judgement in judgements]
    return _columns([(count, cluster) for count, cluster in added if count is not None])


def _columns(added: Sequence[tuple[Sequence[float], str]]) -> tuple[Counts, NDArray[np.intp]]:
    numbers: dict[str, int] = {}
    clusters = [numbers.setdefault(cluster, len(numbers)) for _, cluster in added]
    return np.array([count for count, _ in added], dtype=np.float64), np.array(clusters, dtype=np.intp)


def compared(model: Sequence[Judgement], baseline: Sequence[Judgement], name: str, seed: int) -> dict[str, Comparison]:
    """The paired metrics against the model called `name`."""
    found = {}
    for metric in METRICS:
        if metric.paired:
            ours, clusters = counted(metric, model)
            comparison = compare(ours, counted(metric, baseline)[0], clusters, name, metric.statistic, seed)
            if comparison:
                found[metric.name] = comparison
    return found
