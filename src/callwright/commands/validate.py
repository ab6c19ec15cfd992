"""`callwright validate`: lint any JSON lines file of tool-calling data."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from callwright.commands.options import JsonOutput, ToolsOption
from callwright.errors import InputError

if TYPE_CHECKING:
    from callwright.generator.formats.form import Form
    from callwright.tools.tool import Tool

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - reads standard input.")]
Select = Annotated[str, typer.Option("--select", metavar="CODES", help="Only these codes, or beginnings of codes; commas between.")]
Ignore = Annotated[str, typer.Option("--ignore", metavar="CODES", help="Not these.")]
FromForm = Annotated[str | None, typer.Option("--from", metavar="FORM", help="The form of the lines; else each is recognised.")]
ReportFormat = Annotated[str, typer.Option("--format", metavar="text|json|github", help="How the report prints.")]
Fix = Annotated[bool, typer.Option("--fix", help="Write NAME.fixed.jsonl with what is certain repaired; report on that.")]


def validate(
    file: FileArgument,
    tools: ToolsOption = None,
    select: Select = "",
    ignore: Ignore = "",
    from_form: FromForm = None,
    report_format: ReportFormat = "text",
    fix: Fix = False,
    json_output: JsonOutput = False,
) -> None:
    """Lint any JSON lines file of tool-calling data. Exit code 1 where a line has an error.

    Calls are run (CW6xx) only where --select names those rules and --tools gives tools with an implementation.
    """
    from callwright.generator.rules import chosen
    from callwright.generator.rules.files import Judging, executed_lines, fixed_lines, judged_lines
    from callwright.generator.rules.report import REPORTS, Tally

    kind = "json" if json_output else report_format
    if kind not in REPORTS:
        raise InputError(f"no report format {kind!r}: choose one of {', '.join(REPORTS)}")
    judging = Judging(_form(from_form), _tools(tools), _codes(select), _codes(ignore))
    chosen(judging.select, judging.ignore)
    tally = Tally()
    with _opened(file) as lines, _fixed_file(file) if fix else nullcontext() as target:
        judged = judged_lines(lines, judging) if target is None else fixed_lines(lines, judging, target.write)
        if any(code.startswith("CW6") for code in judging.select):
            judged = executed_lines(judged)
        for piece in REPORTS[kind](file, judged, tally):
            sys.stdout.write(piece)
    if fix:
        typer.echo(f"lines repaired: {tally.repaired}; all lines are in {_fixed_path(file)}", err=True)
    if tally.invalid:
        raise typer.Exit(1)


def _codes(listed: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in listed.split(",") if code.strip())


def _form(name: str | None) -> "Form | None":
    from callwright.generator.formats import FORMS

    if name is not None and name not in FORMS:
        raise InputError(f"no form {name!r}: choose one of {', '.join(FORMS)}")
    return FORMS[name] if name else None


def _tools(sources: list[str] | None) -> "tuple[Tool, ...] | None":
    if not sources:
        return None
    from callwright.tools.load import load_tools

    return tuple(load_tools(*sources).values())


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error


def _fixed_path(file: str) -> Path:
    return Path(file).with_suffix(f".fixed{Path(file).suffix}")


def _fixed_file(file: str) -> AbstractContextManager[BinaryIO]:
    """Beside the file: `data.jsonl` is repaired into `data.fixed.jsonl`, and stays as it is."""
    if file == "-":
        raise InputError("--fix writes beside the file it reads, and standard input is none: name a file")
    target = _fixed_path(file)
    try:
        return target.open("wb")
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror}") from error
