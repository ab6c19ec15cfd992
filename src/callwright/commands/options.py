"""Options that several commands share: each knob is defined once and means the same everywhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
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
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no tables: paths and errors only.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for what is made; created where it is missing.")]

Teacher = Annotated[str, typer.Option("--teacher", metavar="NAME", help="Who writes the words: `offline`, or a model.")]
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

DEFAULT_STORE = Path("callwright.duckdb")
DEFAULT_SEED = 0
DEFAULT_SPLIT = "0.8,0.1,0.1"


def settings(
    tools: list[str],
    count: int,
    teacher: str,
    seed: int,
    mix: str | None,
    split: str,
    scenarios: Path | None,
    values: Path | None,
    system: Path | None,
    templates: list[Path] | None,
    holdout_tools: str = "",
    holdout_templates: str = "",
    max_per_tool: int | None = None,
    max_per_phrasing: int | None = None,
) -> "Settings":
    """What `run` and `generate` are asked for."""
    from callwright.generator.system_text import OURS
    from callwright.settings import Settings, parse_mix, parse_names, parse_split

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
        holdout_tools=parse_names(holdout_tools),
        holdout_templates=parse_names(holdout_templates),
        max_per_tool=max_per_tool,
        max_per_phrasing=max_per_phrasing,
    )
