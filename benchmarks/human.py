"""Requests that people wrote, for students that have seen none: how far synthetic rows carry, and what still gives them away.

    python benchmarks/human.py FOLDER [--sizes 500,2000,16000] [--steps 12800] [--office out/demo/student] [--out out/human]

FOLDER holds the Snips requests (`snips_dev.jsonl`, `snips_tools.json`) and `oos_dev.txt`. For each
size a student is trained on that
many rows of the offline teacher for the seven Snips tools, and measured on the human requests: slot F1 beside what services
reached that were trained on human requests (Coucke et al. 2018), and tool selection. The office student is asked the
out-of-scope requests (Larson et al. 2019; a few do fit an office tool). Last a classifier has to tell generated requests from
human ones.
"""

import argparse
import json
import random
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from snips import side_by_side

from callwright.finetune.evaluation import evaluate
from callwright.finetune.intervals import wilson
from callwright.finetune.students.student import CONSTRAINED, TrainingStep, load_student, train_student
from callwright.generator.plan import DEFAULT_MIX
from callwright.generator.system_text import SystemText
from callwright.generator.trace import Message
from callwright.pipeline import generate
from callwright.progress import Advance, Stages
from callwright.settings import Settings
from callwright.store.database import Store
from callwright.store.datasets import build
from callwright.tools.load import SEED_TOOLS, load_tools

TELLING = 12
"""Words of either side that the classifier goes by, printed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", default="500,2000,16000")
    parser.add_argument("--steps", type=int, default=12800, help="training steps of the student with most rows")
    parser.add_argument("--office", type=Path, default=Path("out/demo/student"))
    parser.add_argument("--out", type=Path, default=Path("out/human"))
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    learning_curve(given.folder, sizes, given.out, given.steps)
    if given.office.is_dir():
        out_of_scope(given.folder / "oos_dev.txt", given.office)
    tell_apart(given.folder / "snips_dev.jsonl", given.out / str(sizes[-1]) / "dataset" / "train.jsonl")


def learning_curve(folder: Path, sizes: Sequence[int], out: Path, steps: int) -> None:
    """Each student as it answers freely, and held to the tools' schemas. Few rows are known by heart sooner than many: a student
    of a quarter of the rows is trained for half the steps."""
    served, stages, students = folder / "snips_tools.json", Stages(quiet=False), []
    for size in sizes:
        place = out / str(size)
        with stages.stage(f"{size:,} rows", size) as advance:
            growth = generate(Settings([str(served)], size), place / "callwright.duckdb", advance)
        build(Store(place / "callwright.duckdb"), place / "dataset", count=size, mix=DEFAULT_MIX, run_id=growth.run_id)
        with stages.stage("train", 100) as advance:
            train_student(
                "tiny",
                place / "dataset",
                place / "student",
                seed=0,
                steps=round(steps * (size / max(sizes)) ** 0.5),
                progress=partial(_percent, advance),
            )
        name = f"{size:,} rows"
        students += [
            load_student(place / "student", name),
            load_student(place / "student", f"{name} {CONSTRAINED}", constrained=True),
        ]
    report = evaluate(folder / "snips_dev.jsonl", students, tools=tuple(load_tools(str(served)).values()))
    Console().print(side_by_side(report.results))


def _percent(advance: Advance, step: TrainingStep) -> None:
    advance(round(100 * step.done), 100)


def out_of_scope(requests: Path, folder: Path) -> None:
    """The share of requests answered with a call."""
    student, tools = load_student(folder), tuple(load_tools(str(SEED_TOOLS)).values())
    system = Message("system", SystemText().render(date(2026, 11, 20), tools))
    lines = [line for line in requests.read_text("utf-8").splitlines() if line.strip()]
    called = [line for line in lines if student.respond((system, Message("user", line)), tools).message.tool_calls]
    low, high = wilson(len(called) / len(lines), len(lines))
    print(f"out of scope: {len(called)} of {len(lines)} answered with a call ({low:.0%} to {high:.0%})")
    print("".join(f"  {line}\n" for line in called[:TELLING]), end="")


def tell_apart(human: Path, generated: Path) -> None:
    """Cross-validated accuracy of words and pairs of words, as many of either kind; chance is 50 %."""
    people = [_request(line) for line in human.read_text("utf-8").splitlines()]
    ours = sorted({_request(line) for line in generated.read_text("utf-8").splitlines()})
    ours = random.Random(0).sample(ours, min(len(people), len(ours)))
    texts, labels = [*people, *ours], [0] * len(people) + [1] * len(ours)
    classifier = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), lowercase=True), LogisticRegression(max_iter=1000))
    scores = cross_val_score(classifier, texts, labels, cv=5)
    print(f"generated or human: told apart in {scores.mean():.0%} ({scores.min():.0%} to {scores.max():.0%} over 5 folds)")
    classifier.fit(texts, labels)
    words, weights = classifier[0].get_feature_names_out(), classifier[1].coef_[0]
    order = weights.argsort()
    print(f"  human: {', '.join(words[order[:TELLING]])}")
    print(f"  generated: {', '.join(words[order[-TELLING:]])}")


def _request(line: str) -> str:
    messages = json.loads(line)["messages"]
    return next(str(message["content"]) for message in messages if message["role"] == "user")


if __name__ == "__main__":
    main()
