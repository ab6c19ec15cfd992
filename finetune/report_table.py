"""A report on a terminal."""

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from callwright.finetune.diagnosis import diagnoses
from callwright.finetune.evaluation_cost import NOT_A_MODEL
from callwright.finetune.evaluation_metrics import METRICS, TITLES
from callwright.finetune.gates import GateResult
from callwright.finetune.intervals import Measure
from callwright.finetune.report import Report, Result

HEADLINE = ("tool_selection", "executed_match", "argument_f1", "exact_match", "fuzzy_match", "functional_match", "json_validity")
FURTHER = (
    "schema_validity",
    "act_f1",
    "right",
    "multi_step_completion",
    "episodes",
    "pass_k",
    "recovery",
    "false_calls",
    "missed_calls",
    "destructive_undue",
    "ungrounded",
    "invented_tools",
    "answers",
)
LEGEND = "Behind each value its 95 % interval. ↓ Less is better. ¹ String similarity: never gated, an id off by one digit passes."
FALLING = {metric.name for metric in METRICS if metric.falling}
ACROSS, HEADING_WIDTH = 6, 12
"""Models in a table, baselines included, and characters of a name in a line: it is then at most 100 columns wide."""
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
VERDICT_STYLES = {"passed": "green", "failed": "red", "cannot be judged": "yellow"}


def render_table(report: Report, *, gates: bool = True) -> RenderableType:
    parts: list[RenderableType] = [_metrics(replace(report, results=chosen)) for chosen in _side_by_side(report.results)]
    parts += [Text(note, style="yellow") for note in report.notes]
    if any(result.played for result in report.results):
        parts.append(_episodes(report))
    if gates and report.gates:
        parts.append(_gates(report))
    parts += [_failures(result) for result in report.results if not result.baseline and result.failures()]
    return Group(*parts)


def _side_by_side(results: Sequence[Result]) -> Iterator[list[Result]]:
    """As many as fit a line; the baselines are in every table."""
    baselines = [result for result in results if result.baseline]
    models = [result for result in results if not result.baseline]
    room = max(ACROSS - len(baselines), 1)
    for start in range(0, max(len(models), 1), room):
        yield [*baselines, *models[start : start + room]]


def _heading(result: Result) -> str:
    """The name in as many lines as it takes."""
    lines = textwrap.wrap(result.model, HEADING_WIDTH)
    return "\n".join([*lines, "baseline"] if result.baseline else lines)


def _metrics(report: Report) -> Table:
    table = Table(
        title=f"{report.decisions:,} open decisions of {report.traces:,} traces in {report.data}",
        caption=f"{LEGEND}{_unbounded(report)} Latency: single requests on {report.hardware}.{_priced_by(report)}",
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("percent", no_wrap=True)
    for result in report.results:
        heading = _heading(result)
        table.add_column(heading, justify="right", no_wrap=True, min_width=max(map(len, heading.splitlines())))
    for name in HEADLINE:
        table.add_row(Text(title(name), no_wrap=False), *(_compact(result.metrics[name], 100) for result in report.results))
    table.add_section()
    for name in FURTHER:
        if any(result.metrics[name].n for result in report.results):
            table.add_row(Text(title(name), no_wrap=False), *(_compact(result.metrics[name], 100) for result in report.results))
    table.add_section()
    for name in ("p50", "p95"):
        table.add_row(f"latency {name}, ms", *(_compact(result.latency_ms[name], 1) for result in report.results))
    if not all(result.baseline for result in report.results):
        money = sign(report.currency)
        table.add_row(
            Text(f"{money} for 1,000 calls", no_wrap=False), *(amount(result.cost.per_thousand) for result in report.results)
        )
        table.add_row(
            Text(f"{money} a right decision", no_wrap=False), *(amount(result.cost.per_correct) for result in report.results)
        )
    return table


def _unbounded(report: Report) -> str:
    latencies = [measure for result in report.results for measure in result.latency_ms.values()]
    return " ?: too few for a bound." if any(measure.n and None in (measure.low, measure.high) for measure in latencies) else ""


def _priced_by(report: Report) -> str:
    """Where each model's cost comes from, or how to price what has no price."""
    models: dict[str, list[str]] = {}
    for result in report.results:
        if result.cost is not NOT_A_MODEL:
            models.setdefault(result.cost.basis, []).append(result.model)
    bases = "; ".join(f"{', '.join(names)}: {basis}" for basis, names in models.items())
    return f" Cost of {bases}." if bases else ""


def title(metric: str) -> str:
    return f"{TITLES[metric]}↓" if metric in FALLING else TITLES[metric]


def sign(currency: str) -> str:
    """Of a currency by its code."""
    return SIGNS.get(currency, currency)


def amount(money: float | None) -> str:
    """Three digits that count, never as a power of ten."""
    if money is None:
        return "-"
    if money >= 1 or not money:
        return f"{money:,.2f}"
    return f"{money:.{2 - math.floor(math.log10(money))}f}"


def _compact(measure: Measure, scale: float) -> Text:
    """The value, and its interval rounded outward to whole numbers, in a second line where the terminal is narrow."""
    if measure.value is None:
        return Text("-")
    value = scale * measure.value
    low = "?" if measure.low is None else str(math.floor(scale * measure.low))
    high = "?" if measure.high is None else str(math.ceil(scale * measure.high))
    shown = f"{value:.0f}" if value >= 100 else f"{value:.1f}"
    return Text.assemble(shown, (f" {low}–{high}", "dim"), no_wrap=False)


def cell(measure: Measure) -> str:
    if measure.value is None:
        return "-"
    return f"{percent(measure.value)} [{percent(measure.low)}, {percent(measure.high)}]"


def percent(share: float | None) -> str:
    return "?" if share is None else f"{100 * share:.1f}"


def milliseconds(measure: Measure) -> str:
    if measure.value is None:
        return "-"
    return f"{_ms(measure.value)} [{_ms(measure.low)}, {_ms(measure.high)}]"


def _ms(value: float | None) -> str:
    return "?" if value is None else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _episodes(report: Report) -> Table:
    table = Table(title="Episodes", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("model")
    for column in ("won", "steps too many", "lost"):
        table.add_column(column, justify="left" if column == "lost" else "right")
    for result in report.results:
        table.add_row(result.model, *episode_row(result))
    return table


def episode_row(result: Result) -> tuple[str, str, str]:
    """Episodes won of those played, the mean of the steps beyond the shortest way of those won, and how the others were lost."""
    found = result.episodes()
    won = found["outcomes"].get("won", 0)
    excess = "-" if found["mean_excess_steps"] is None else f"{found['mean_excess_steps']:+.2f}"
    lost = ", ".join(f"{outcome} {number}" for outcome, number in found["outcomes"].items() if outcome != "won")
    return f"{won:,} of {len(result.played):,}", excess, lost


def _gates(report: Report) -> Table:
    table = Table(title="Gates", title_justify="left", box=SIMPLE_HEAD)
    for column in ("model", "gate", "measured", "verdict"):
        table.add_column(column)
    for result in report.gates:
        table.add_row(
            result.model, threshold(result), measured(result), Text(result.sentence, style=VERDICT_STYLES[result.verdict])
        )
    return table


def threshold(result: GateResult) -> str:
    gate = result.gate
    return f"{gate.title} ≤ {gate.threshold:g}" if gate.at_most else f"{gate.title} ≥ {100 * gate.threshold:g} %"


def measured(result: GateResult) -> str:
    return milliseconds(result.measure) if result.gate.at_most else cell(result.measure)


def _failures(result: Result) -> Table:
    table = Table(title=f"{result.model}: wrong decisions by diagnosis", title_justify="left", box=SIMPLE_HEAD)
    for column in ("n", "diagnosis", "meaning", "by expected act"):
        table.add_column(column, justify="right" if column == "n" else "left")
    for diagnosis, number in result.diagnoses().most_common():
        table.add_row(str(number), diagnosis, diagnoses()[diagnosis].means, ", ".join(_acts(result, diagnosis)))
    return table


def _acts(result: Result, diagnosis: str) -> Iterator[str]:
    acts = [judgement.item.expected_act for judgement in result.failures() if judgement.diagnosis == diagnosis]
    for act in sorted(set(acts)):
        yield f"{act} {acts.count(act)}"
