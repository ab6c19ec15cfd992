"""The whole flow: tools -> plan -> traces -> store -> dataset -> student -> report.

`run` is nothing but the stages in order; `callwright generate`, `dataset`, `train` and `eval` are one each.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from callwright.generator.holdout import held_out
from callwright.generator.outlook import Outlook, outlook
from callwright.generator.plan import Cell, Plan
from callwright.generator.ready import ready_rows
from callwright.generator.rows import tool_row
from callwright.generator.system_text import SystemText
from callwright.growth import Source, goals_of, grow
from callwright.hiring import hired, preflight_teacher, prompts_version
from callwright.progress import Advance, Stages
from callwright.revision import Revision, carry_over
from callwright.settings import TEACHERS, Settings, check_student, check_teacher, check_writable, read_values
from callwright.store.benchmark_files import check_benchmarks
from callwright.store.database import Store
from callwright.store.datasets import DatasetResult, build
from callwright.store.runs import begin_run, finish_run
from callwright.store.succession import Lineage, carried_places, followed, record_lineage
from callwright.templates.chains import Edge
from callwright.templates.chains_file import read_chains
from callwright.templates.filling import check_values
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.templates.ready import read_scenarios
from callwright.templates.template import Template
from callwright.tools.hints import ordinary
from callwright.tools.load import load_tools
from callwright.tools.tool import Toolset, canonical_json

if TYPE_CHECKING:
    from callwright.finetune.report import Report
    from callwright.finetune.students.student import TrainingResult

PLACES = {"store": "callwright.duckdb", "dataset": "dataset", "student": "student", "report": "report"}
"""What `run --out DIR` puts into DIR."""
EVALUATED = 600
"""Traces of the test split, at most, that a run asks its student about: some 1,000 open decisions, two minutes for both ways
of answering. `callwright eval` asks about all."""


@dataclass(frozen=True)
class Growth:
    run_id: str
    tools: Toolset
    shortfalls: Mapping[Cell, int]
    """Rows that could not be made, by cell; empty where the count was reached."""
    revision: Revision | None = None
    """What was carried over from the run before, where tools were edited."""


@dataclass(frozen=True)
class Planned:
    """What `--plan-only` shows."""

    outlook: Outlook
    edges: Sequence[Edge]


@dataclass(frozen=True)
class RunResult:
    growth: Growth
    dataset: DatasetResult
    training: "TrainingResult"
    report: "Report"
    seconds: Mapping[str, float]
    paths: Mapping[str, Path]


def run(settings: Settings, student: str, out: Path, stages: Stages) -> RunResult:
    """Tools to report. Everything lies under `out`; started again with the same settings it goes on where it stopped."""
    from callwright.finetune.evaluation import evaluate
    from callwright.finetune.evaluation_conditions import Conditions
    from callwright.finetune.students.student import CONSTRAINED, load_student, train_student

    check_student(student)
    check_writable(out)
    paths = {name: out / place for name, place in PLACES.items()}
    with stages.stage("generate", settings.count) as advance:
        growth = generate(settings, paths["store"], advance)
    with stages.stage("dataset"):
        store = Store(paths["store"])
        count, mix, most = settings.count, settings.mix, settings.max_per_tool
        dataset = build(
            store, paths["dataset"], count=count, mix=mix, run_id=growth.run_id, max_per_tool=most,
            decontaminate=settings.decontaminate,
        )  # fmt: skip
    with stages.stage("train", 100) as advance:
        training = train_student(
            student,
            paths["dataset"],
            paths["student"],
            seed=settings.seed,
            progress=lambda step: advance(round(100 * step.done), 100),
        )
    with stages.stage("evaluate") as advance:
        test, train = paths["dataset"] / "test.jsonl", paths["dataset"] / "train.jsonl"
        free = load_student(paths["student"])
        models = [free, load_student(paths["student"], f"{free.name} {CONSTRAINED}", constrained=True)]
        conditions = Conditions(seed=settings.seed)
        report = evaluate(
            test, models, train=train, limit=EVALUATED, conditions=conditions, progress=lambda _, done, of: advance(done, of)
        )
        store.append(report.rows())
        _write_report(report, paths["report"])
    return RunResult(growth, dataset, training, report, stages.seconds, paths)


def _write_report(report: "Report", folder: Path) -> None:
    from callwright.finetune.report_page import render_page

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report.to_json(), indent=2) + "\n", "utf-8")
    (folder / "report.html").write_text(render_page(report), "utf-8")


def generate(settings: Settings, store_path: Path, advance: Advance) -> Growth:
    """Grows the store until each cell of the plan has its share of `settings.count`, accepted and deduplicated."""
    check_teacher(settings.teacher, settings.connection)
    check_writable(store_path.parent)
    check_benchmarks(settings.decontaminate)
    templates = load_templates(settings.templates)
    plan = _plan(settings, templates)
    tools, book = plan.tools, plan.phrasebook
    system = SystemText(settings.system)
    ready = ready_rows(read_scenarios(settings.scenarios, tools), settings.split, plan.holdout) if settings.scenarios else []
    run_id = _run_id(
        settings,
        [
            [tool.hash for tool in tools.values()],
            repr(templates),
            book.version,
            system.source,
            plan.values,
            repr(ready),
            repr(plan.chains),
            settings.twins,
        ],
    )
    preflight_teacher(settings)
    store = Store(store_path)
    said = settings.scenarios.read_text("utf-8") if settings.scenarios else ""
    same = _run_id(settings, [repr(templates), book.version, system.source, plan.values, said])
    begin_run(store, run_id, "generate", settings.arguments(), settings.seed, settings.teacher)
    follows = followed(store, run_id, same, list(tools))
    record_lineage(store, run_id, Lineage(same, len(plan.cells), {tool.name: tool.hash for tool in tools.values()}, follows))
    store.append({"tool": [tool_row(tool) for tool in tools.values()]})
    revision = carry_over(store, follows, run_id, plan, system) if follows else None
    with hired(settings, store, run_id, book, templates, system) as teacher:
        paid = settings.teacher not in TEACHERS
        taken = {now for before, now in carried_places(store, run_id).items() if now != before}
        source = Source(
            store, run_id, plan, ready, teacher, system, paid, settings.max_per_phrasing, follows, taken, settings.decontaminate
        )
        goals = goals_of(source.cells, settings.mix, settings.count, settings.max_per_tool)
        kept = grow(source, goals, advance)
    short = settings.count - sum(kept.values())
    finish_run(store, run_id, "short" if short else "done")
    shortfalls = {cell: goals[cell] - kept[cell] for cell in goals if kept[cell] < goals[cell]} if short else {}
    return Growth(run_id, tools, shortfalls, revision)


def planned(settings: Settings) -> Planned:
    """What generating with these settings comes to; nothing is written."""
    plan = _plan(settings, load_templates(settings.templates))
    return Planned(outlook(plan, settings.mix, settings.count), plan.chains.edges)


def _plan(settings: Settings, templates: Sequence[Template]) -> Plan:
    tools = load_tools(*settings.tools)
    if settings.confirm == "never":
        tools = Toolset(ordinary(tool) for tool in tools.values())
    values = read_values(settings.values)
    check_values(values or {}, tools, settings.values)
    holdout = held_out(settings.holdout_tools, settings.holdout_templates, tools, [template.id for template in templates])
    return Plan(
        tools,
        templates,
        load_phrasebook(split=settings.split),
        seed=settings.seed,
        split=settings.split,
        values=values,
        holdout=holdout,
        chains=read_chains(settings.chains, tools),
        twins=settings.twins,
    )


def _run_id(settings: Settings, contents: Sequence[object]) -> str:
    """Hash (12 hex digits) of all that decides which rows come, but not how many: asking for more goes on with the same run."""
    decisive: list[object] = [settings.seed, settings.teacher, list(settings.split), *contents, *prompts_version(settings)]
    if settings.holdout_tools or settings.holdout_templates:
        decisive += [sorted(settings.holdout_tools), sorted(settings.holdout_templates)]
    return hashlib.sha256(canonical_json(decisive).encode()).hexdigest()[:12]
