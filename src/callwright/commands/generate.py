from pathlib import Path
from typing import Annotated

import typer

from callwright.commands import options
from callwright.commands.options import (
    DEFAULT_SEED,
    DEFAULT_SPLIT,
    DEFAULT_STORE,
    Count,
    HoldoutTemplates,
    HoldoutTools,
    JsonOutput,
    MaxPerPhrasing,
    MaxPerTool,
    Mix,
    Quiet,
    Scenarios,
    Seed,
    SplitShares,
    StorePath,
    SystemFile,
    Teacher,
    TemplateFolders,
    Tools,
    UserValues,
)  # fmt: skip


def generate(
    tools: Tools,
    count: Count,
    teacher: Teacher = "offline",
    store: StorePath = DEFAULT_STORE,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Keep the store in DIR instead of --store.")] = None,
    seed: Seed = DEFAULT_SEED,
    mix: Mix = None,
    split: SplitShares = DEFAULT_SPLIT,
    scenarios: Scenarios = None,
    values: UserValues = None,
    system: SystemFile = None,
    templates: TemplateFolders = None,
    holdout_tools: HoldoutTools = "",
    holdout_templates: HoldoutTemplates = "",
    max_per_tool: MaxPerTool = None,
    max_per_phrasing: MaxPerPhrasing = None,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Grow the store by accepted traces. Exit code 1 where fewer than asked for could be made."""
    from callwright.commands.summary import print_growth
    from callwright.pipeline import PLACES
    from callwright.pipeline import generate as grow
    from callwright.progress import Stages

    settings = options.settings(
        tools, count, teacher, seed, mix, split, scenarios, values, system, templates,
        holdout_tools, holdout_templates, max_per_tool, max_per_phrasing,
    )  # fmt: skip
    path = out / PLACES["store"] if out else store
    stages = Stages(quiet)
    with stages.stage("generate", count) as advance:
        growth = grow(settings, path, advance)
    print_growth(growth, path, stages.seconds, json_output, quiet)
    if growth.shortfalls:
        raise typer.Exit(1)
