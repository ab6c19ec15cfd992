"""`callwright eval`: models side by side on the decisions of a file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.extras import require
from callwright.commands.options import DEFAULT_SEED, JsonOutput, Quiet, Seed, ToolsOption
from callwright.errors import InputError

if TYPE_CHECKING:
    from callwright.finetune.evaluation_answers import Progress
    from callwright.finetune.report import Report

DEFAULT_ANSWERS = Path("callwright-answers")
DEFAULT_TIMEOUT = 120.0

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="FILE", help="OpenAI-style JSON lines; the assistant messages are what is expected."),
]
Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="A student's folder; NAME@URL, a model of an OpenAI-compatible server (key: OPENAI_API_KEY); `base`, the untrained "
        "student of the first folder; `teacher`, the model that wrote the data (at OPENAI_BASE_URL). Repeat to compare.",
    ),
]
CaseStudy = Annotated[
    Path | None,
    typer.Option(
        "--case-study",
        metavar="DIR",
        help="What `run --out DIR` made: look-ups, untrained and trained student on its test side; page and store beside them.",
    ),
]
Train = Annotated[
    Path | None,
    typer.Option(
        "--train", metavar="FILE", help="What the students were trained on: for the nearest-request baseline, and what is new."
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option("--baseline", metavar="MODEL", help="Whom the others are compared with; else the nearest training request."),
]
Episodes = Annotated[
    bool, typer.Option("--episodes", help="Let the models also act freely, against tools that answer and a scripted user.")
]
Repeats = Annotated[
    int, typer.Option("--repeats", metavar="K", min=1, help="Play each episode K times with models that sample (--temperature).")
]
Execute = Annotated[
    bool, typer.Option("--execute", help="Let the models call the functions behind --tools, in a sandbox; else they are simulated.")
]
FaultRate = Annotated[float, typer.Option("--fault-rate", min=0, max=1, help="Share of calls in episodes that fail once.")]
Temperature = Annotated[float, typer.Option("--temperature", min=0, help="Of servers' models; at 0 they do not sample.")]
MachinePrice = Annotated[
    float | None,
    typer.Option("--machine-price", min=0, metavar="DOLLARS", help="What an hour of this machine costs: prices local models."),
]
PriceList = Annotated[
    Path | None, typer.Option("--prices", metavar="FILE", help="Prices of models per million tokens, in place of our list.")
]
Gated = Annotated[bool, typer.Option("--gate", help="Judge the gates; exit 1 where one is failed.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the whole report as one self-contained page.")]
StoreFile = Annotated[
    Path | None, typer.Option("--store", metavar="FILE", help="Write every prediction into this store: `evaluation`, `prediction`.")
]
Kept = Annotated[
    Path,
    typer.Option("--answers", metavar="DIR", help="Servers' answers are kept here as they come, and never asked for again."),
]
Timeout = Annotated[float, typer.Option("--timeout", min=1, metavar="SECONDS", help="How long a server may take over one answer.")]


def evaluate(
    data: Data = None,
    models: Models = None,
    case_study: CaseStudy = None,
    train: Train = None,
    tools: ToolsOption = None,
    baseline: Baseline = None,
    episodes: Episodes = False,
    repeats: Repeats = 1,
    fault_rate: FaultRate = 0.1,
    execute: Execute = False,
    temperature: Temperature = 0.0,
    machine_price: MachinePrice = None,
    prices: PriceList = None,
    gate: Gated = False,
    html: Html = None,
    store: StoreFile = None,
    answers: Kept = DEFAULT_ANSWERS,
    timeout: Timeout = DEFAULT_TIMEOUT,
    seed: Seed = DEFAULT_SEED,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Evaluate models side by side, with baselines, intervals and gates."""
    names = list(models or ())
    if case_study:
        data, train = data or case_study / "dataset" / "test.jsonl", train or case_study / "dataset" / "train.jsonl"
        store, html = store or case_study / "callwright.duckdb", html or case_study / "report" / "case_study.html"
        names = ["base", str(case_study / "student"), *names]
    if data is None:
        raise InputError("eval: nothing to evaluate on: give --data FILE, or --case-study DIR")
    require("evaluation", "train", "numpy")
    from callwright.commands.models import Asking, load_models
    from callwright.finetune import evaluation
    from callwright.settings import check_writable
    from callwright.tools.load import load_tools

    for written in (html, store):
        if written:
            check_writable(written.parent)
    served = (
        tuple(tool if execute else replace(tool, implementation=None) for tool in load_tools(*tools).values()) if tools else None
    )
    students = load_models(names, data, Asking(answers, prices, timeout, temperature), seed)
    with progress_bar(quiet) as progress:
        report = evaluation.evaluate(
            data,
            students,
            train=train,
            tools=served,
            baseline=baseline,
            episodes=episodes,
            repeats=repeats,
            fault_rate=fault_rate,
            machine_price=machine_price,
            seed=seed,
            progress=progress,
        )
    if html:
        _write_page(report, html)
    if store:
        _write_rows(report, store)
    if quiet and not json_output:
        for path in filter(None, (html, store)):
            typer.echo(str(path))
    else:
        _print(report, json_output, gate)
    if gate and report.failed_gates:
        raise typer.Exit(1)


@contextmanager
def progress_bar(quiet: bool) -> "Iterator[Progress]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        tasks = {}

        def advance(model: str, done: int, total: int) -> None:
            if model not in tasks:
                tasks[model] = bars.add_task(model, total=total)
            bars.update(tasks[model], completed=done)

        yield advance


def _print(report: "Report", json_output: bool, gate: bool) -> None:
    from rich.console import Console

    from callwright.finetune.report_table import render_table

    if json_output:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        Console().print(render_table(report, gates=gate))


def _write_page(report: "Report", path: Path) -> None:
    from callwright.finetune.report_page import render_page

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_page(report), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot write the page: {error.strerror}") from error


def _write_rows(report: "Report", path: Path) -> None:
    """Again the same predictions are the same rows."""
    from callwright.store.database import Store

    Store(path).append(report.rows())
