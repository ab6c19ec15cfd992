"""The options of `callwright eval`, by what they make: what is evaluated, under what conditions, how the models are asked."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.models import Asking
from callwright.commands.options import DEFAULT_SEED, Seed, ToolsOption
from callwright.errors import InputError

if TYPE_CHECKING:
    from callwright.finetune.evaluation_conditions import Conditions
    from callwright.tools.tool import Tool

DEFAULT_ANSWERS = Path("callwright-answers")

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="FILE", help="OpenAI-style JSON lines; the assistant messages are what is expected."),
]
Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="A student's folder; NAME@URL, a model of an OpenAI-compatible server (key: OPENAI_API_KEY); `base`, the untrained "
        "student of the first folder; `teacher`, the model that wrote the data (at OPENAI_BASE_URL). Repeat to compare.",
    ),
]
CaseStudy = Annotated[
    Path | None,
    typer.Option(
        "--case-study",
        metavar="DIR",
        help="What `run --out DIR` made: look-ups, untrained and trained student on its test side; page and store beside them.",
    ),
]
Train = Annotated[
    Path | None,
    typer.Option(
        "--train", metavar="FILE", help="What the students were trained on: for the nearest-request baseline, and what is new."
    ),
]
Execute = Annotated[
    bool, typer.Option("--execute", help="Let the models call the functions behind --tools, in a sandbox; else they are simulated.")
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Only N of the file's conversations, evenly over it: a first look."),
]

Baseline = Annotated[
    str | None,
    typer.Option("--baseline", metavar="MODEL", help="Whom the others are compared with; else the nearest training request."),
]
Episodes = Annotated[
    bool, typer.Option("--episodes", help="Let the models also act freely, against tools that answer and a scripted user.")
]
Repeats = Annotated[
    int,
    typer.Option("--repeats", metavar="K", min=1, help="Play each episode K times with models that sample (see --temperature)."),
]
FaultRate = Annotated[float, typer.Option("--fault-rate", min=0, max=1, help="Share of calls in episodes that fail once.")]
MachinePrice = Annotated[
    float | None,
    typer.Option(
        "--machine-price",
        min=0,
        metavar="AMOUNT",
        help="What an hour of this machine costs, in the price list's currency: prices local models.",
    ),
]

Kept = Annotated[
    Path,
    typer.Option("--answers", metavar="DIR", help="Answers are kept here as they come, and taken over when asked for again."),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Take over no kept answer: ask the models anew (and pay servers anew).")]
PriceList = Annotated[
    Path | None, typer.Option("--prices", metavar="FILE", help="Prices of models per million tokens, in place of our list.")
]
Timeout = Annotated[float, typer.Option("--timeout", min=1, metavar="SECONDS", help="How long a server may take over one answer.")]
Temperature = Annotated[
    float, typer.Option("--temperature", min=0, help="Of servers' models; at 0 they do not sample. Students never do.")
]
Constrained = Annotated[
    bool,
    typer.Option(
        "--constrained", help="Ask each student's folder a second time, held to the names and schemas of the tools it is offered."
    ),
]


@dataclass(frozen=True)
class Subject:
    """Which models are evaluated on what."""

    data: Path
    models: list[str]
    train: Path | None
    tools: "tuple[Tool, ...] | None"
    limit: int | None
    page: Path | None
    store: Path | None
    """Where a case study puts them."""


def subject(
    data: Data = None,
    models: Models = None,
    case_study: CaseStudy = None,
    train: Train = None,
    tools: ToolsOption = None,
    execute: Execute = False,
    limit: Limit = None,
) -> Subject:
    if data is None and case_study is None:
        raise InputError("eval: nothing to evaluate on: give --data FILE, or --case-study DIR")
    if execute and not tools:
        raise InputError("--execute: there are no functions to run: --tools package.module:name names them")
    if case_study is None:
        return Subject(data or Path(), models or [], train, served(tools, execute), limit, None, None)
    for made in ("dataset/test.jsonl", "dataset/train.jsonl", "student/config.json"):
        if not (case_study / made).is_file():
            raise InputError(f"--case-study {case_study}: no {made} there; `callwright run TOOLS --count N --out DIR` makes it")
    return Subject(
        data or case_study / "dataset" / "test.jsonl",
        ["base", str(case_study / "student"), *(models or ())],
        train or case_study / "dataset" / "train.jsonl",
        served(tools, execute),
        limit,
        case_study / "report" / "case_study.html",
        case_study / "callwright.duckdb",
    )


def served(tools: list[str] | None, execute: bool) -> "tuple[Tool, ...] | None":
    """The full served list; None where each line's own tools are offered."""
    from callwright.tools.load import load_tools

    if not tools:
        return None
    return tuple(tool if execute else replace(tool, implementation=None) for tool in load_tools(*tools).values())


def conditions(
    baseline: Baseline = None,
    episodes: Episodes = False,
    repeats: Repeats = 1,
    fault_rate: FaultRate = 0.1,
    machine_price: MachinePrice = None,
    seed: Seed = DEFAULT_SEED,
) -> "Conditions":
    from callwright.commands.extras import require

    require("evaluation", "train", "numpy")
    from callwright.finetune.evaluation_conditions import Conditions

    return Conditions(
        baseline=baseline, episodes=episodes, repeats=repeats, fault_rate=fault_rate, machine_price=machine_price, seed=seed
    )


def asking(
    answers: Kept = DEFAULT_ANSWERS,
    fresh: Fresh = False,
    prices: PriceList = None,
    timeout: Timeout = Asking.timeout,
    temperature: Temperature = Asking.temperature,
    constrained: Constrained = Asking.constrained,
) -> Asking:
    return Asking(answers, fresh, prices, timeout, temperature, constrained)
