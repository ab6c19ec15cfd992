"""Options that several commands share: each knob is defined once and means the same everywhere."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callwright.generator.teachers.network.limits import Limits

if TYPE_CHECKING:
    from callwright.generator.teachers.network.connection import Connection
    from callwright.settings import Settings

Tools = Annotated[
    list[str], typer.Argument(metavar="TOOLS...", help="Tool files, folders, package.module:name, mcp:COMMAND or a URL.")
]
ToolsOption = Annotated[
    list[str] | None, typer.Option("--tools", metavar="TOOLS", help="Tools to judge against; else each line's own.")
]
Count = Annotated[int, typer.Option("--count", "-n", min=1, help="Rows wanted, accepted and deduplicated.")]
Seed = Annotated[int, typer.Option("--seed", help="Same seed and inputs, same bytes.")]
StorePath = Annotated[Path, typer.Option("--store", metavar="FILE", help="The DuckDB store.")]
RunId = Annotated[str | None, typer.Option("--run", metavar="ID|all", help="The run looked at; the latest where none is given.")]
JsonOutput = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress, tables or prose: the paths of what was written, and errors.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for what is made; created where it is missing.")]

Teacher = Annotated[str, typer.Option("--teacher", metavar="NAME", help="Who writes the words: `offline`, or a model.")]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="The teacher's OpenAI-compatible server; else OPENAI_BASE_URL, else OpenAI's."),
]
ResponseMode = Annotated[
    str,
    typer.Option(
        "--response-mode", metavar="auto|json_schema|tools|json", help="How the server is asked for a form; auto finds out."
    ),
]
PromptsFolder = Annotated[
    Path | None,
    typer.Option("--prompts", metavar="DIR", help="Prompts of your own for a model; one named as one of ours replaces it."),
]
PriceList = Annotated[Path | None, typer.Option("--prices", metavar="FILE", help="What models cost; else our own list.")]
MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", min=0, metavar="AMOUNT", help="No request is sent that might pass it, over all starts."),
]
Concurrency = Annotated[
    int, typer.Option("--concurrency", min=1, help="Requests in flight at most; fewer where the server objects.")
]
Rpm = Annotated[int | None, typer.Option("--rpm", min=1, metavar="N", help="Requests a minute at most.")]
Tpm = Annotated[int | None, typer.Option("--tpm", min=1, metavar="N", help="Tokens a minute at most.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="How long an answer may take.")]
StudentName = Annotated[str, typer.Option("--student", metavar="NAME", help="The model that is trained.")]
Mix = Annotated[
    str | None,
    typer.Option("--mix", metavar="CATEGORY=SHARE,...", help="Shares of accepted rows; a category left out gets none."),
]
SplitShares = Annotated[
    str, typer.Option("--split", metavar="TRAIN,VALIDATION,TEST", help="Shares of phrasings and rows on each side.")
]
Scenarios = Annotated[Path | None, typer.Option("--scenarios", metavar="FILE", help="Ready scenarios to build traces from.")]
UserValues = Annotated[
    Path | None, typer.Option("--values", metavar="FILE", help="Your own values: a JSON or YAML mapping of parameter to list.")
]
SystemFile = Annotated[
    Path | None,
    typer.Option("--system", metavar="FILE", help="Your production prompt (Jinja: today, weekday, tools, destructive)."),
]
TemplateFolders = Annotated[
    list[Path] | None,
    typer.Option("--templates", metavar="DIR", help="More scenario templates; one with an id of ours replaces it."),
]
HoldoutTools = Annotated[
    str,
    typer.Option(
        "--holdout-tools", metavar="NAME,...", help="Tools kept for test: a row calling one is test, no train row shows one."
    ),
]
HoldoutTemplates = Annotated[
    str, typer.Option("--holdout-templates", metavar="ID,...", help="Templates kept for test: none of their rows is trained on.")
]
MaxPerTool = Annotated[int | None, typer.Option("--max-per-tool", min=1, help="At most so many rows of one anchor tool.")]
MaxPerPhrasing = Annotated[
    int | None, typer.Option("--max-per-phrasing", min=1, help="At most so many rows with the same words around their values.")
]
Decontaminate = Annotated[
    list[Path] | None,
    typer.Option(
        "--decontaminate", metavar="FILE", help="A benchmark (JSON, JSON lines, CSV, text): no row near one of its texts."
    ),
]

ChainsFile = Annotated[
    Path | None,
    typer.Option("--chains", metavar="FILE", help="Which result feeds which argument, and what comes before what (YAML)."),
]
Confirm = Annotated[
    str, typer.Option("--confirm", metavar="stated|never", help="never: destructive tools are called without asking first.")
]
Twins = Annotated[bool, typer.Option("--twins", help="Minimal pairs: a tool or value taken away, tools renamed.")]
PlanOnly = Annotated[bool, typer.Option("--plan-only", help="Print cells, capacity and what stays uncovered; write nothing.")]

DEFAULT_STORE = Path("callwright.duckdb")
DEFAULT_SEED = 0
DEFAULT_CONFIRM = "stated"
DEFAULT_SPLIT = "0.8,0.1,0.1"


def settings(
    *,
    tools: Tools,
    count: Count,
    teacher: Teacher = "offline",
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
    base_url: BaseUrl = None,
    response_mode: ResponseMode = "auto",
    prompts: PromptsFolder = None,
    prices: PriceList = None,
    max_cost: MaxCost = None,
    concurrency: Concurrency = Limits.concurrency,
    rpm: Rpm = None,
    tpm: Tpm = None,
    timeout: Timeout = Limits.timeout,
    holdout_tools: HoldoutTools = "",
    holdout_templates: HoldoutTemplates = "",
    max_per_tool: MaxPerTool = None,
    max_per_phrasing: MaxPerPhrasing = None,
    decontaminate: Decontaminate = None,
) -> "Settings":
    """What `run`, `generate` and `estimate` are asked for: the rows, and who writes their words."""
    from callwright.generator.system_text import OURS
    from callwright.settings import Settings, check_confirm, parse_mix, parse_names, parse_split

    return Settings(
        tools=tools,
        count=count,
        teacher=teacher,
        seed=seed,
        mix=parse_mix(mix),
        split=parse_split(split),
        scenarios=scenarios,
        values=values,
        system=system or OURS,
        templates=tuple(templates or ()),
        chains=chains,
        confirm=check_confirm(confirm),
        prompts=prompts,
        twins=twins,
        connection=connection(
            base_url, response_mode, prices, max_cost, Limits(concurrency=concurrency, rpm=rpm, tpm=tpm, timeout=timeout)
        ),
        holdout_tools=parse_names(holdout_tools),
        holdout_templates=parse_names(holdout_templates),
        max_per_tool=max_per_tool,
        max_per_phrasing=max_per_phrasing,
        decontaminate=tuple(decontaminate or ()),
    )


def connection(
    base_url: str | None, response_mode: str, prices: Path | None, max_cost: float | None, limits: Limits
) -> "Connection":
    """Where a teacher's server is and how it is to be treated."""
    from callwright.errors import InputError
    from callwright.generator.teachers.network.connection import Connection
    from callwright.generator.teachers.network.dialect import MODES, Mode
    from callwright.generator.teachers.prices import OURS, read_prices

    mode: dict[str, Mode | None] = {"auto": None, **{mode: mode for mode in MODES}}
    if response_mode not in mode:
        raise InputError(f"--response-mode {response_mode!r}: expected one of {', '.join(mode)}")
    return Connection(
        base_url=base_url, mode=mode[response_mode], limits=limits, prices=read_prices(prices or OURS), max_cost=max_cost
    )


def takes(*makers: Callable[..., Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command with every option of `makers` before its own; it is called with what each of them makes, in their order.

    @takes(settings)
    def generate(settings: Settings, store: StorePath = DEFAULT_STORE) -> None: ...
    """
    shared = [inspect.signature(maker).parameters for maker in makers]

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(command).parameters.values())[len(makers) :]

        @wraps(command)
        def with_options(**given: Any) -> None:
            made = [maker(**{name: given.pop(name) for name in names}) for maker, names in zip(makers, shared, strict=True)]
            command(*made, **given)

        stated = [*(parameter for parameters in shared for parameter in parameters.values()), *own]
        parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in stated]
        with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return with_options

    return decorated


takes_settings = takes(settings)
"""For the commands that make rows."""
