import typer

from callwright.commands import options
from callwright.commands.options import (
    DEFAULT_CONCURRENCY,
    DEFAULT_SEED,
    DEFAULT_SPLIT,
    DEFAULT_TIMEOUT,
    BaseUrl,
    Concurrency,
    Count,
    JsonOutput,
    MaxCost,
    Mix,
    Out,
    PriceList,
    Quiet,
    ResponseMode,
    Rpm,
    Scenarios,
    Seed,
    SplitShares,
    StudentName,
    SystemFile,
    Teacher,
    TemplateFolders,
    Timeout,
    Tools,
    Tpm,
    UserValues,
)  # fmt: skip


def run(
    tools: Tools,
    count: Count,
    out: Out,
    teacher: Teacher = "offline",
    base_url: BaseUrl = None,
    student: StudentName = "tiny",
    seed: Seed = DEFAULT_SEED,
    mix: Mix = None,
    split: SplitShares = DEFAULT_SPLIT,
    scenarios: Scenarios = None,
    values: UserValues = None,
    system: SystemFile = None,
    templates: TemplateFolders = None,
    response_mode: ResponseMode = "auto",
    prices: PriceList = None,
    max_cost: MaxCost = None,
    concurrency: Concurrency = DEFAULT_CONCURRENCY,
    rpm: Rpm = None,
    tpm: Tpm = None,
    timeout: Timeout = DEFAULT_TIMEOUT,
    json_output: JsonOutput = False,
    quiet: Quiet = False,
) -> None:
    """Tools -> dataset -> student -> report: the main job in one command."""
    from callwright.commands.summary import print_run
    from callwright.pipeline import run as run_stages
    from callwright.progress import Stages

    connection = options.connection(base_url, response_mode, prices, max_cost, concurrency, rpm, tpm, timeout)
    settings = options.settings(tools, count, teacher, seed, mix, split, scenarios, values, system, templates, connection)
    result = run_stages(settings, student, out, Stages(quiet))
    print_run(result, json_output)
    if result.growth.shortfalls:
        raise typer.Exit(1)
