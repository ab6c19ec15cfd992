import typer

from callwright.commands import options
from callwright.commands.options import (
    DEFAULT_SEED,
    DEFAULT_SPLIT,
    Count,
    HoldoutTemplates,
    HoldoutTools,
    JsonOutput,
    MaxPerPhrasing,
    MaxPerTool,
    Mix,
    Out,
    Quiet,
    Scenarios,
    Seed,
    SplitShares,
    StudentName,
    SystemFile,
    Teacher,
    TemplateFolders,
    Tools,
    UserValues,
)  # fmt: skip


def run(
    tools: Tools,
    count: Count,
    out: Out,
    teacher: Teacher = "offline",
    student: StudentName = "tiny",
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
    """Tools -> dataset -> student -> report: the main job in one command."""
    from callwright.commands.summary import print_run
    from callwright.pipeline import run as run_stages
    from callwright.progress import Stages

    settings = options.settings(
        tools, count, teacher, seed, mix, split, scenarios, values, system, templates,
        holdout_tools, holdout_templates, max_per_tool, max_per_phrasing,
    )  # fmt: skip
    result = run_stages(settings, student, out, Stages(quiet))
    print_run(result, json_output, quiet)
    if result.growth.shortfalls:
        raise typer.Exit(1)
