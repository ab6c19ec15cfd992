"""`callwright eval`: models side by side on the decisions of a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.options import DEFAULT_SEED, JsonOutput, Quiet, Seed, ToolsOption
from callwright.errors import InputError

if TYPE_CHECKING:
    from callwright.finetune.evaluation_answers import Progress
    from callwright.finetune.report import Report
    from callwright.finetune.students.student import Student

Data = Annotated[
    Path, typer.Option("--data", metavar="FILE", help="OpenAI-style JSON lines; the assistant messages are what is expected.")
]
Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model", metavar="DIR|NAME@URL", help="A student's folder, or a model of an OpenAI-compatible server; repeat to compare."
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
Gated = Annotated[bool, typer.Option("--gate", help="Judge the gates; exit 1 where one is failed.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the whole report as one self-contained page.")]
Kept = Annotated[
    Path | None,
    typer.Option("--answers", metavar="DIR", help="Keep servers' answers here and go on from them; nothing is paid twice."),
]


def evaluate(
    data: Data,
    models: Models = None,
    train: Train = None,
    tools: ToolsOption = None,
    baseline: Baseline = None,
    episodes: Episodes = False,
    repeats: Repeats = 1,
    fault_rate: FaultRate = 0.1,
    execute: Execute = False,
    temperature: Temperature = 0.0,
    gate: Gated = False,
    html: Html = None,
    answers: Kept = None,
    seed: Seed = DEFAULT_SEED,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Evaluate models side by side, with baselines, intervals and gates."""
    from callwright.finetune import evaluation
    from callwright.settings import check_writable
    from callwright.tools.load import load_tools

    if html:
        check_writable(html.parent)
    served = (
        tuple(tool if execute else replace(tool, implementation=None) for tool in load_tools(*tools).values()) if tools else None
    )
    students = [load_model(model, answers, temperature) for model in models or ()]
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
            seed=seed,
            progress=progress,
        )
    _print(report, json_output, gate)
    if html:
        _write_page(report, html)
    if gate and report.failed_gates:
        raise typer.Exit(1)


def load_model(model: str, kept: Path | None = None, temperature: float = 0.0) -> "Student":
    """`NAME@URL` is a model of a server, anything else a student's folder."""
    from callwright.finetune.evaluation_endpoint import Endpoint
    from callwright.finetune.evaluation_sampling import SamplingEndpoint
    from callwright.finetune.students.student import load_student

    name, separator, url = model.partition("@")
    if not separator or not url.startswith(("http://", "https://")):
        return load_student(Path(model))
    book = _answers_of(name, kept) if kept else None
    return SamplingEndpoint(name, url, book, temperature=temperature) if temperature else Endpoint(name, url, book)


def _answers_of(name: str, kept: Path) -> Path:
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{kept}: cannot keep answers there: {error.strerror}") from error
    return kept / f"{name.replace('/', '_')}.jsonl"


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
    import json

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
