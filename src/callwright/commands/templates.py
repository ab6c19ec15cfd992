from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.options import TemplateFolders, ToolsOption
from callwright.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callwright.templates.template import Template

FILLED = 3
"""How many times `show` fills a template."""
ROWS_READ = 20
"""Rows of each cell read for one filled: not every draw of values can play every template."""


def templates(
    action: Annotated[str, typer.Argument(metavar="[show]")] = "list",
    template_id: Annotated[str, typer.Argument(metavar="[ID]")] = "",
    folders: TemplateFolders = None,
    tools: ToolsOption = None,
) -> None:
    """List the scenario templates; `templates show ID` prints one filled three times."""
    from callwright.templates.loading import load_templates

    found = load_templates(folders or ())
    if action == "list":
        _print_list(found)
    elif action == "show":
        _print_filled(_named(template_id, found), tools)
    else:
        raise InputError(f"templates {action}: there is `templates` and `templates show ID`")


def _print_list(found: "Sequence[Template]") -> None:
    """One line a template; the id begins with the category."""
    ids, patterns = (max(len(text) for text in texts) for texts in zip(*((each.id, each.pattern) for each in found), strict=True))
    for template in found:
        typer.echo(f"{template.id:<{ids}}  {template.pattern:<{patterns}}  {template.summary}")


def _named(template_id: str, found: "Sequence[Template]") -> "Template":
    for template in found:
        if template.id == template_id:
            return template
    raise InputError(f"no template {template_id!r}: `callwright templates` lists them")


def _print_filled(template: "Template", tools: list[str] | None) -> None:
    from callwright.generator.generate import generate
    from callwright.generator.plan import Plan
    from callwright.generator.teachers.offline import OfflineTeacher
    from callwright.generator.transcript import transcript
    from callwright.templates.phrasebook import load_phrasebook
    from callwright.tools.load import SEED_TOOLS, load_tools

    book = load_phrasebook()
    plan = Plan(load_tools(*(tools or [str(SEED_TOOLS)])), [template], book)
    if not plan.cells:
        raise InputError(f"template {template.id!r} cannot be cast with these tools: give others with --tools")
    rows = plan.rows(dict.fromkeys(plan.cells, FILLED * ROWS_READ))
    for number, (trace, _) in zip(range(FILLED), generate(rows, OfflineTeacher(book)), strict=False):
        typer.echo(f"{template.id}, {number + 1} of {FILLED}\n{transcript(trace)}\n")
