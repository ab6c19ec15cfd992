"""The outcome of an evaluation: every model side by side, the gates, and every decision with what became of it."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callwright.finetune.diagnosis import RIGHT
from callwright.finetune.episodes import Played
from callwright.finetune.evaluation_cost import Cost
from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.evaluation_metrics import READ_ACTS
from callwright.finetune.gates import GateResult
from callwright.finetune.intervals import Comparison, Measure
from callwright.generator.trace import ACTS, Message

Measures = Mapping[str, Measure]


@dataclass(frozen=True)
class Result:
    """One model."""

    model: str
    baseline: bool
    """A look-up of ours or an untrained student, there to be beaten."""
    judgements: Sequence[Judgement]
    """Of the open decisions, in the data's order."""
    metrics: Measures
    by: Mapping[str, Mapping[str, Measures]]
    """`category`, `tool`, `fault`, ... -> group -> metric."""
    played: Sequence[Played]
    """Episodes, where they were asked for."""
    latency_ms: Measures
    """`p50` and `p95` of single requests, one at a time."""
    cost: Cost
    versus: Mapping[str, Comparison]
    """Metric -> against the named baseline."""

    def confusion(self) -> dict[str, dict[str, int]]:
        """Expected act -> act, both over the acts that occur."""
        counts = Counter((judgement.item.expected_act, judgement.act) for judgement in self.judgements)
        rows = [act for act in ACTS if any(expected == act for expected, _ in counts)]
        columns = [act for act in READ_ACTS if act in rows or any(got == act for _, got in counts)]
        return {row: {column: counts[row, column] for column in columns} for row in rows}

    def failures(self) -> list[Judgement]:
        return [judgement for judgement in self.judgements if not judgement.right]

    def diagnoses(self) -> Counter[str]:
        return Counter(judgement.diagnosis for judgement in self.failures())

    def episodes(self) -> dict[str, Any]:
        """How often each outcome, and the mean of the model turns beyond the shortest way where one was won."""
        excess = [episode.excess for episode in self.played if episode.won]
        return {
            "outcomes": dict(Counter(episode.outcome for episode in self.played).most_common()),
            "mean_excess_steps": round(sum(excess) / len(excess), 3) if excess else None,
        }

    def to_json(self) -> dict[str, Any]:
        groups = {f"by_{name}": {group: _measures(found) for group, found in groups.items()} for name, groups in self.by.items()}
        return {
            "model": self.model,
            "baseline": self.baseline,
            "metrics": _measures(self.metrics),
            "latency_ms": {name: measure.to_json()["value"] for name, measure in self.latency_ms.items()},
            "latency_interval_ms": _measures(self.latency_ms),
            "cost": self.cost.to_json(),
            "versus": {metric: comparison.to_json() for metric, comparison in self.versus.items()},
            **groups,
            "confusion": self.confusion(),
            "episodes": self.episodes(),
            "diagnoses": dict(self.diagnoses().most_common()),
        }


@dataclass(frozen=True)
class Report:
    data: str
    traces: int
    decisions: int
    """Open ones; answers are apart."""
    seed: int
    hardware: str
    results: Sequence[Result]
    gates: Sequence[GateResult]
    notes: Sequence[str]
    """What a reader must know before the numbers."""
    currency: str = "USD"
    """Of all costs."""

    def to_json(self) -> dict[str, Any]:
        return {
            "data": self.data,
            "traces": self.traces,
            "decisions": self.decisions,
            "seed": self.seed,
            "hardware": self.hardware,
            "currency": self.currency,
            "models": [result.to_json() for result in self.results],
            "gates": [gate.to_json() for gate in self.gates],
            "notes": list(self.notes),
        }

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of the store's tables `evaluation` and `prediction`, what is JSON there as text.

        The same predictions on the same data give the same ids.
        """
        rows: dict[str, list[dict[str, Any]]] = {"evaluation": [], "prediction": []}
        for result in self.results:
            predictions = [prediction_row(judgement) for judgement in result.judgements]
            name = _evaluation_id(self.data, result.model, predictions)
            metrics = json.dumps(result.to_json(), ensure_ascii=False)
            rows["evaluation"].append({"evaluation_id": name, "data": self.data, "model": result.model, "metrics": metrics})
            rows["prediction"] += [{"evaluation_id": name, **prediction} for prediction in predictions]
        return rows

    @property
    def failed_gates(self) -> list[GateResult]:
        return [gate for gate in self.gates if gate.verdict == "failed"]


def _measures(measures: Measures) -> dict[str, dict[str, float | int | None]]:
    return {name: measure.to_json() for name, measure in measures.items()}


def prediction_row(judgement: Judgement) -> dict[str, Any]:
    item = judgement.item
    return {
        "item": item.decision.item,
        "turn": item.decision.turn,
        "expected_act": item.expected_act,
        "act": judgement.act,
        "expected": _json(item.decision.expected),
        "predicted": _json(judgement.response.message),
        "exact": judgement.exact if judgement.due else judgement.right,
        "diagnosis": None if judgement.diagnosis == RIGHT else judgement.diagnosis,
    }


def shown(message: Message) -> str:
    """A message in one line: its calls as JSON, else its text."""
    return _json(message) if message.tool_calls else message.content or ""


def _json(message: Message) -> str:
    """Calls as a list of objects, a text as a string."""
    calls = [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls]
    return json.dumps(calls or message.content or "", ensure_ascii=False)


def _evaluation_id(data: str, model: str, predictions: Sequence[Mapping[str, Any]]) -> str:
    return hashlib.sha256(json.dumps([data, model, predictions], sort_keys=True).encode()).hexdigest()[:16]
