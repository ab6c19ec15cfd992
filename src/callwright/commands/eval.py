"""`callwright eval`: models side by side on the decisions of a file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.eval_options import Subject, asking, conditions, subject
from callwright.commands.models import Asking, load_models
from callwright.commands.options import JsonOutput, Quiet, takes
from callwright.errors import InputError, StoppedError
from callwright.settings import check_writable

if TYPE_CHECKING:
    from callwright.finetune.evaluation_answers import Progress
    from callwright.finetune.evaluation_conditions import Conditions
    from callwright.finetune.report import Report

Gated = Annotated[bool, typer.Option("--gate", help="Judge the gates; exit 1 where one is failed.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the whole report as one self-contained page.")]
StoreFile = Annotated[
    Path | None, typer.Option("--store", metavar="FILE", help="Write every prediction into this store: `evaluation`, `prediction`.")
]


@takes(subject, conditions, asking)
def evaluate(
    subject: Subject,
    conditions: "Conditions",
    asking: Asking,
    gate: Gated = False,
    html: Html = None,
    store: StoreFile = None,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Evaluate models side by side, with baselines, intervals and gates."""
    html, store = html or subject.page, store or subject.store
    for written in (html, store):
        if written:
            check_writable(written.parent)
    try:
        report = _evaluated(subject, conditions, asking, quiet)
    except KeyboardInterrupt:
        raise StoppedError(f"the answers so far are kept in {asking.answers}, the same command goes on from there") from None
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


def _evaluated(subject: Subject, conditions: "Conditions", asking: Asking, quiet: bool) -> "Report":
    from callwright.finetune import evaluation
    from callwright.generator.teachers.prices import OURS, read_prices

    conditions = replace(conditions, currency=read_prices(asking.prices or OURS).currency)
    students = load_models(subject.models, subject.data, asking, conditions.seed)
    with progress_bar(quiet) as progress:
        return evaluation.evaluate(
            subject.data,
            students,
            train=subject.train,
            tools=subject.tools,
            limit=subject.limit,
            conditions=conditions,
            progress=progress,
        )


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
