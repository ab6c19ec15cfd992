"""`callwright generate`: grow the store by accepted traces."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, PlanOnly, Quiet, StorePath, takes_settings

if TYPE_CHECKING:
    from callwright.settings import Settings


@takes_settings
def generate(
    settings: "Settings",
    store: StorePath = DEFAULT_STORE,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Keep the store in DIR instead of --store.")] = None,
    plan_only: PlanOnly = False,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Grow the store by accepted traces. Exit code 1 where fewer than asked for could be made."""
    from callwright.commands.plan_table import print_plan
    from callwright.commands.summary import print_growth
    from callwright.pipeline import PLACES, planned
    from callwright.pipeline import generate as grow
    from callwright.progress import Stages

    if plan_only:
        print_plan(planned(settings), json_output, quiet)
        return
    path = out / PLACES["store"] if out else store
    stages = Stages(quiet)
    with stages.stage("generate", settings.count) as advance:
        growth = grow(settings, path, advance)
    print_growth(growth, path, stages.seconds, json_output, quiet)
    if growth.shortfalls:
        raise typer.Exit(1)
