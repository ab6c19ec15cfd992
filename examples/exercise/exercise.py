"""The exercise: 50 validated examples for three tools over all categories, with coverage; then 20 scenarios to evaluate on.

python examples/exercise/exercise.py OUT [STEPS]
"""

import sys
from collections import Counter
from pathlib import Path

from rich.console import Console

import callwright
from callwright.finetune.evaluation import evaluate
from callwright.finetune.report_table import render_table
from callwright.finetune.students.student import load_student, train_student
from callwright.generator.formats.openai import dump_line
from callwright.generator.ready import ready_rows
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.pipeline import generate
from callwright.settings import Settings
from callwright.store.database import Store
from callwright.store.datasets import build
from callwright.templates.phrasebook import load_phrasebook
from callwright.templates.ready import read_scenarios

HERE = Path(__file__).parent
TOOLS = HERE / "tools.json"


def main(out: Path, steps: int | None = None) -> None:
    settings = Settings([str(TOOLS)], count=50, scenarios=HERE / "scenarios.json")
    growth = generate(settings, out / "callwright.duckdb", lambda *_: None)
    dataset = build(Store(out / "callwright.duckdb"), out / "dataset", count=50, mix=settings.mix, run_id=growth.run_id)
    print(f"{sum(dataset.counts.values())} examples: {dict(dataset.counts)}")
    print(f"calls by tool: {coverage(out / 'callwright.duckdb')}")

    test = out / "evaluation.jsonl"
    test.write_text("".join(f"{line}\n" for line in scenario_lines()), "utf-8")
    train_student("tiny", out / "dataset", out / "student", steps=steps)
    report = evaluate(test, [load_student(out / "student")], train=out / "dataset" / "train.jsonl")
    Console().print(render_table(report))


def coverage(store: Path) -> dict[str, int]:
    """Calls of each tool in accepted traces."""
    rows = Store(store).rows("SELECT call.tool FROM call JOIN trace USING (trace_id) WHERE accepted AND weight = 1")
    return dict(Counter(row["tool"] for row in rows))


def scenario_lines() -> list[str]:
    """The 20 scenarios as judged traces; one that a rule rejects ends the exercise."""
    tools = callwright.load_tools(TOOLS)
    rows = ready_rows(read_scenarios(HERE / "evaluation.json", tools), (0, 0, 1))
    judged = list(callwright.generate(rows, OfflineTeacher(load_phrasebook())))
    for trace, verdict in judged:
        assert verdict.accepted, (trace.request, verdict.findings)
    return [dump_line(trace) for trace, _ in judged]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
