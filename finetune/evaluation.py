"""Models side by side on the decisions of a file: read, answer, judge, measure, report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from callwright.errors import InputError
from callwright.finetune.baselines import BM25, NEAREST, LookUp, baselines, players
from callwright.finetune.episodes import Played, play
from callwright.finetune.evaluation_answers import Answers, Progress, answers, hardware, spread
from callwright.finetune.evaluation_conditions import AS_USUAL, Conditions
from callwright.finetune.evaluation_cost import NO_PRICE, NOT_A_MODEL, Cost, machine_cost, priced_cost
from callwright.finetune.evaluation_endpoint import Endpoint
from callwright.finetune.evaluation_groups import Seen, episodes_in, grouped
from callwright.finetune.evaluation_items import Item, read_items, read_scripts
from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.evaluation_metrics import BROKEN_DOWN, compared, measured, measured_answers, measured_episodes
from callwright.finetune.evaluation_notes import episode_notes, notes, taken_over
from callwright.finetune.gates import GATES, GateResult, judge_gate, judge_latency
from callwright.finetune.intervals import quantile
from callwright.finetune.report import Report, Result
from callwright.finetune.students.student import BASE, Student
from callwright.tools.tool import Tool

REPORTS = 100
"""Decisions of the kind `answer` that are asked for, evenly over the data."""


def evaluate(
    data: Path,
    models: Sequence[Student],
    *,
    train: Path | None = None,
    tools: Sequence[Tool] | None = None,
    limit: int | None = None,
    conditions: Conditions = AS_USUAL,
    progress: Progress | None = None,
) -> Report:
    """Every model and every baseline on the decisions of `data`, or of `limit` of its traces, evenly over the file.

    `tools` is the full served list, offered to all; without it each line's own tools are. Raises InputError for files that cannot
    be used.
    """
    every = read_items(data, tools)
    traces = list(dict.fromkeys(item.decision.item for item in every))
    chosen = _some(traces, limit)
    partly = (
        [f"{len(chosen):,} of the {len(traces):,} traces of {data} were asked, evenly over it"] if len(chosen) < len(traces) else []
    )
    items = _asked([item for item in every if item.decision.item in chosen])
    look_ups, seed = baselines(train), conditions.seed
    reference = _reference([student.name for student in (*look_ups, *models)], conditions.baseline)
    scripts = [script for script in read_scripts(data, tools) if script.trace.trace_id in chosen] if conditions.episodes else []
    free = players(train) if conditions.episodes else {}

    def stage(student: Student) -> list[Played]:
        if not conditions.episodes:
            return []
        player = free.get(student.name, student)
        return play(player, scripts, repeats=conditions.repeats, fault_rate=conditions.fault_rate, seed=seed)

    entries = [_entry(student, items, stage, progress, is_baseline=True) for student in look_ups]
    entries += [_entry(student, items, stage, progress, is_baseline=False) for student in models]
    seen = Seen.of(train) if train else None
    compared_with = next(entry for entry in entries if entry.model == reference)
    results = [_result(entry, compared_with, seen, conditions) for entry in entries]
    return Report(
        data=str(data),
        traces=len({item.decision.item for item in items}),
        decisions=sum(item.open for item in items),
        seed=seed,
        hardware=hardware(),
        currency=conditions.currency,
        results=results,
        gates=[gate for entry, result in zip(entries, results, strict=True) for gate in _gates(entry, result)],
        notes=[
            *partly,
            *notes(items, results),
            *taken_over(models),
            *(episode_notes(results, conditions) if conditions.episodes else ()),
        ],
    )


def _some(traces: Sequence[str], limit: int | None) -> frozenset[str]:
    return frozenset(traces[place] for place in spread(len(traces), limit or len(traces)))


def _asked(items: Sequence[Item]) -> list[Item]:
    """Every open decision, and a sample of the others: students are often not trained to report, and take long over it."""
    reports = [item for item in items if not item.open]
    return [item for item in items if item.open] + [reports[place] for place in spread(len(reports), REPORTS)]


@dataclass(frozen=True)
class _Entry:
    student: Student
    baseline: bool
    answers: Answers
    judgements: Sequence[Judgement]
    """Of all decisions, answers among them."""
    played: Sequence[Played]

    @property
    def model(self) -> str:
        return self.student.name

    @property
    def open(self) -> list[Judgement]:
        return [judgement for judgement in self.judgements if judgement.item.open]


def _entry(
    student: Student,
    items: Sequence[Item],
    stage: Callable[[Student], list[Played]],
    progress: Progress | None,
    *,
    is_baseline: bool,
) -> _Entry:
    given = answers(student, items, progress)
    judgements = [Judgement(item, response) for item, response in zip(items, given.responses, strict=True)]
    return _Entry(student, is_baseline or student.name == BASE, given, judgements, stage(student))


def _reference(models: Sequence[str], baseline: str | None) -> str:
    """Whom the others are compared with; asked before any model is, since that takes its time."""
    for model in models:
        if models.count(model) > 1:
            raise InputError(f"two models are named {model!r}: give each once, and no folder a baseline's name")
    wanted = baseline or (NEAREST if NEAREST in models else BM25)
    if wanted not in models:
        raise InputError(f"--baseline {wanted}: no model is named so, there are {', '.join(models)}")
    return wanted


def _result(entry: _Entry, reference: _Entry, seen: Seen | None, conditions: Conditions) -> Result:
    judgements, seed = entry.open, conditions.seed
    return Result(
        model=entry.model,
        baseline=entry.baseline,
        judgements=judgements,
        metrics={
            **measured(judgements, seed),
            "answers": measured_answers(entry.judgements, seed),
            **measured_episodes(entry.played, seed),
        },
        by={
            name: {
                group: measured(members, seed, BROKEN_DOWN) | measured_episodes(episodes_in(entry.played, name, group), seed)
                for group, members in groups.items()
            }
            for name, groups in grouped(judgements, seen).items()
        },
        played=entry.played,
        latency_ms={"p50": quantile(entry.answers.timed_ms, 0.5), "p95": quantile(entry.answers.timed_ms, 0.95)},
        cost=_cost(entry, conditions.machine_price),
        versus={} if entry is reference else compared(judgements, reference.open, reference.model, seed),
    )


def _cost(entry: _Entry, machine_price: float | None) -> Cost:
    """By the list where the model has a price; else, if it runs here, by the machine's."""
    if isinstance(entry.student, LookUp):
        return NOT_A_MODEL
    if not isinstance(entry.student, Endpoint):
        return machine_cost(entry.open, entry.answers.timed_ms, machine_price)
    if entry.student.priced:
        return priced_cost(entry.open)
    return machine_cost(entry.open, entry.answers.timed_ms, machine_price) if entry.student.on_this_machine else NO_PRICE


def _gates(entry: _Entry, result: Result) -> list[GateResult]:
    """A baseline has no gates to pass."""
    if entry.baseline:
        return []
    shares = [judge_gate(gate, result.model, result.metrics[gate.metric]) for gate in GATES]
    return [*shares, judge_latency(result.model, entry.answers.timed_ms)]
