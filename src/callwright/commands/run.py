import typer

from callwright.commands import options
from callwright.commands.options import (
    DEFAULT_CONFIRM,
    DEFAULT_SEED,
    DEFAULT_SPLIT,
    ChainsFile,
    Confirm,
    Count,
    JsonOutput,
    Mix,
    Out,
    PlanOnly,
    Quiet,
    Scenarios,
    Seed,
    SplitShares,
    StudentName,
    SystemFile,
    Teacher,
    TemplateFolders,
    Tools,
    Twins,
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
    chains: ChainsFile = None,
    confirm: Confirm = DEFAULT_CONFIRM,
    twins: Twins = False,
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

    settings = options.settings(
        tools, count, teacher, seed, mix, split, scenarios, values, system, templates, chains, confirm, twins
    )
    if plan_only:
        print_plan(planned(settings), json_output)
        return
    result = run_stages(settings, student, out, Stages(quiet))
    print_run(result, json_output)
    if result.growth.shortfalls:
        raise typer.Exit(1)
