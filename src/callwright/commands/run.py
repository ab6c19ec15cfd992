"""`callwright run`: the whole flow in one command."""

from typing import TYPE_CHECKING

import typer

from callwright.commands.options import JsonOutput, Out, PlanOnly, Quiet, StudentName, takes_settings

if TYPE_CHECKING:
    from callwright.settings import Settings


@takes_settings
def run(
    settings: "Settings",
    out: Out,
    student: StudentName = "tiny",
    plan_only: PlanOnly = False,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Tools -> dataset -> student -> report: the main job in one command."""
    from callwright.commands.plan_table import print_plan
    from callwright.commands.summary import print_run
    from callwright.pipeline import planned
    from callwright.pipeline import run as run_stages
    from callwright.progress import Stages

    if plan_only:
        print_plan(planned(settings), json_output, quiet)
        return
    result = run_stages(settings, student, out, Stages(quiet))
    print_run(result, json_output, quiet)
    if result.growth.shortfalls:
        raise typer.Exit(1)
