"""A report as one page that needs nothing beside itself: no script, no font, no picture from elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from callwright.finetune.diagnosis import diagnoses
from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.evaluation_metrics import BROKEN_DOWN
from callwright.finetune.intervals import Measure
from callwright.finetune.report import Report, Result, shown
from callwright.finetune.report_table import (
    FURTHER,
    HEADLINE,
    amount,
    cell,
    episode_row,
    measured,
    milliseconds,
    percent,
    sign,
    threshold,
    title,
)

SHOWN_FAILURES = 8
"""Of one diagnosis; the store holds all of them."""
BREAKDOWNS = ("category", "tool", "act", "fault", "pattern", "style", "phrasing", "values", "side")


def render_page(report: Report) -> str:
    environment = Environment(
        loader=PackageLoader("callwright.finetune", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cell": cell,
        "amount": amount,
        "sign": sign,
        "milliseconds": milliseconds,
        "percent": percent,
        "threshold": threshold,
        "measured": measured,
    }
    shown_metrics = [name for name in (*HEADLINE, *FURTHER) if any(result.metrics[name].n for result in report.results)]
    return environment.get_template("report.html.j2").render(
        report=report,
        title=title,
        metrics=shown_metrics,
        headline=HEADLINE,
        students=[result for result in report.results if not result.baseline],
        breakdowns=breakdowns,
        episode_row=episode_row,
        failures=failures,
        bar=bar,
    )


def bar(measure: Measure) -> dict[str, float] | None:
    """Where an interval and its value lie, in percent of the width."""
    if measure.value is None or measure.low is None or measure.high is None:
        return None
    return {"left": 100 * measure.low, "width": max(100 * (measure.high - measure.low), 0.4), "value": 100 * measure.value}


def breakdowns(result: Result) -> Iterator[tuple[str, Sequence[str], Mapping[str, Mapping[str, Measure]]]]:
    """Name, the metrics that have a value in it, and the groups; one group alone says nothing new."""
    for name in BREAKDOWNS:
        groups = result.by.get(name, {})
        metrics = [metric for metric in BROKEN_DOWN if any(found[metric].n for found in groups.values())]
        if len(groups) > 1:
            yield name, metrics, groups


def failures(result: Result) -> Iterator[dict[str, Any]]:
    """By diagnosis, the commonest first, each with a few decisions."""
    wrong = result.failures()
    for diagnosis, number in result.diagnoses().most_common():
        found = [judgement for judgement in wrong if judgement.diagnosis == diagnosis]
        examples = [_example(judgement) for judgement in found[:SHOWN_FAILURES]]
        yield {"diagnosis": diagnosis, "meaning": diagnoses()[diagnosis].means, "number": number, "examples": examples}


def _example(judgement: Judgement) -> dict[str, Any]:
    decision = judgement.item.decision
    return {
        "item": decision.item,
        "turn": decision.turn,
        "category": decision.metadata["category"],
        "prompt": [(message.role, shown(message)) for message in decision.history if message.role != "system"],
        "expected": shown(decision.expected),
        "act": judgement.item.expected_act,
        "got": judgement.response.text or "(nothing)",
    }
