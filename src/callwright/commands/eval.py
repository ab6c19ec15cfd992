"""`callwright eval`: models side by side on the decisions of a file."""

from collections.abc import Iterator
from contextlib import contextmanager
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
    bool, typer.Option("--episodes", help="Let the models also act freely, against recorded results and a scripted user.")
]
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
    served = tuple(load_tools(*tools).values()) if tools else None
    students = [load_model(model, answers) for model in models or ()]
    with progress_bar(quiet) as progress:
        report = evaluation.evaluate(
            data, students, train=train, tools=served, baseline=baseline, episodes=episodes, seed=seed, progress=progress
        )
    _print(report, json_output, gate)
    if html:
        _write_page(report, html)
    if gate and report.failed_gates:
        raise typer.Exit(1)


def load_model(model: str, kept: Path | None = None) -> "Student":
    """`NAME@URL` is a model of a server, anything else a student's folder."""
    from callwright.finetune.evaluation_endpoint import Endpoint
    from callwright.finetune.students.student import load_student

    name, separator, url = model.partition("@")
    if not separator or not url.startswith(("http://", "https://")):
        return load_student(Path(model))
    if kept is None:
        return Endpoint(name, url)
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{kept}: cannot keep answers there: {error.strerror}") from error
    return Endpoint(name, url, kept / f"{name.replace('/', '_')}.jsonl")


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
