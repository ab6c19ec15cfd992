"""`callwright train`: a student from a dataset."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.options import DEFAULT_SEED, JsonOutput, Out, Quiet, Seed, StudentName
from callwright.errors import StoppedError

if TYPE_CHECKING:
    from callwright.finetune.students.student import Progress, TrainingResult, TrainingStep

DataFolder = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="Folder with train.jsonl, as `callwright dataset` writes it.")
]
Steps = Annotated[int | None, typer.Option("--steps", min=1, help="Training steps; else by the size of the data.")]
Minutes = Annotated[
    float | None,
    typer.Option("--minutes", min=0.01, help="Train so long instead; the same seed then need not give the same student."),
]


def train(
    data: DataFolder,
    out: Out,
    student: StudentName = "tiny",
    seed: Seed = DEFAULT_SEED,
    steps: Steps = None,
    minutes: Minutes = None,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Train a student on a dataset's train side and write it as a folder."""
    from callwright.finetune.students.student import train_student

    try:
        with training_progress(quiet) as progress:
            result = train_student(student, data, out, seed=seed, steps=steps, minutes=minutes, progress=progress)
    except KeyboardInterrupt:
        raise StoppedError(f"{out} is as it was, training begins anew") from None
    if json_output:
        typer.echo(json.dumps(_as_json(result)))
    elif quiet:
        typer.echo(str(result.path))
    else:
        _print(result)


@contextmanager
def training_progress(quiet: bool) -> Iterator["Progress"]:
    """A bar with loss, speed and time left, on standard error; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("training"), BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def show(step: "TrainingStep") -> None:
            told = f"loss {step.loss:.3f}, {step.tokens / step.seconds:,.0f} tokens/s"
            bar.update(task, completed=step.done, description=told)

        yield show


def _as_json(result: "TrainingResult") -> dict[str, object]:
    return asdict(result) | {"path": str(result.path), "tokens_per_second": round(result.tokens_per_second)}


def _print(result: "TrainingResult") -> None:
    typer.echo(
        f"{result.student}: {result.parameters:,} parameters, {result.decisions:,} decisions of {result.rows:,} rows, "
        f"{result.steps:,} steps in {result.seconds:.0f} s ({result.tokens_per_second:,.0f} tokens/s), loss {result.loss:.3f}"
    )
    typer.echo(f"rows over the context, left out: {result.rows_over_length:,}")
    typer.echo(f"student: {result.path}")
