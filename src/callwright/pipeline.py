"""The whole flow: tools -> plan -> traces -> store -> dataset -> student -> report.

`run` is nothing but the stages in order; `callwright generate`, `dataset`, `train` and `eval` are one each.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from callwright.errors import InputError
from callwright.generator.plan import DEFAULT_MIX, Cell, Plan
from callwright.generator.system_text import OURS, SystemText
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.teachers.teacher import Teacher
from callwright.growth import grow, shares_of
from callwright.progress import Stages
from callwright.store.database import Store
from callwright.store.datasets import DatasetResult, build
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import DEFAULT_SPLIT, Phrasebook, Split, load_phrasebook
from callwright.tools.load import load_tools
from callwright.tools.tool import Toolset, canonical_json

if TYPE_CHECKING:
    from callwright.finetune.report import Report

STORE, DATASET, STUDENT, REPORT = "callwright.duckdb", "dataset", "student", "report"
"""What `run --out DIR` puts into DIR."""


@dataclass(frozen=True)
class Settings:
    """What a run is asked for, as the command line gives it."""

    tools: Sequence[str]
    count: int
    teacher: str = "offline"
    student: str = "tiny"
    seed: int = 0
    mix: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_MIX))
    split: Split = DEFAULT_SPLIT
    scenarios: Path | None = None
    values: Path | None = None
    system: Path = OURS
    templates: Sequence[Path] = ()


@dataclass(frozen=True)
class Growth:
    run_id: str
    tools: Toolset
    shortfalls: Mapping[Cell, int]
    """Rows that could not be made, by cell; empty where the count was reached."""


@dataclass(frozen=True)
class RunResult:
    growth: Growth
    dataset: DatasetResult
    report: "Report"
    seconds: Mapping[str, float]
    paths: Mapping[str, Path]


def run(settings: Settings, out: Path, stages: Stages) -> RunResult:
    """Tools to report. Everything lies under `out`; started again with the same settings it goes on where it stopped."""
    from callwright.finetune.evaluation import evaluate
    from callwright.finetune.students.student import load_student, train_student

    paths = {"store": out / STORE, "dataset": out / DATASET, "student": out / STUDENT, "report": out / REPORT}
    preflight(settings, out)
    store = Store(paths["store"])
    with stages.stage("generate", settings.count) as advance:
        growth = generate(settings, store, advance)
    with stages.stage("dataset") as advance:
        dataset = build(store, paths["dataset"], count=settings.count, mix=settings.mix, run_id=growth.run_id)
    with stages.stage("train") as advance:
        train_student(settings.student, paths["dataset"], paths["student"], seed=settings.seed, progress=advance)
    with stages.stage("evaluate") as advance:
        report = evaluate(paths["dataset"] / "test.jsonl", [load_student(paths["student"])], train=paths["dataset"] / "train.jsonl")
    store.append(report.rows())
    report.write(paths["report"])
    return RunResult(growth, dataset, report, stages.seconds, paths)
