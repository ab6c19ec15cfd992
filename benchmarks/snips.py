"""Slot F1 on the Snips NLU benchmark, beside what services reached that were trained on human requests (Coucke et al. 2018).

    python benchmarks/snips.py FOLDER [--model DIR|NAME@URL ...] [--train FILE]

FOLDER holds `snips_dev.jsonl` and `snips_tools.json`. Slot F1 is the argument F1 of each intent's requests, averaged over the
intents; values count only verbatim, and a request answered with another tool counts as all slots missed.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from callwright.commands.eval import progress_bar
from callwright.commands.models import Asking, load_models
from callwright.finetune.evaluation import evaluate
from callwright.finetune.report import Result
from callwright.tools.load import load_tools

PUBLISHED = {
    "10 requests an intent": {"Snips": 0.45, "api.ai": 0.43, "Wit": 0.32, "Luis": 0.26},
    "70 requests an intent": {"Snips": 0.74, "api.ai": 0.62, "Wit": 0.57, "Luis": 0.54, "Alexa": 0.54},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", action="append", default=[])
    parser.add_argument("--train", type=Path)
    given = parser.parse_args()
    tools = tuple(load_tools(str(given.folder / "snips_tools.json")).values())
    with progress_bar(quiet=False) as progress:
        asking = Asking(Path("callwright-answers"))
        students = load_models(given.model, given.folder / "snips_dev.jsonl", asking, seed=0)
        report = evaluate(given.folder / "snips_dev.jsonl", students, train=given.train, tools=tools, progress=progress)
    Console().print(side_by_side(report.results))


def slot_f1(result: Result) -> float:
    """Mean over the intents."""
    found = [measures["argument_f1"].value for measures in result.by["tool"].values() if measures["argument_f1"].value is not None]
    return sum(found) / len(found)


def side_by_side(results: Sequence[Result]) -> Table:
    table = Table(title="Snips: 280 human requests, 7 intents", title_justify="left")
    for column in ("model", "human requests trained on", "slot F1", "tool selection"):
        table.add_column(column, justify="left" if column == "model" else "right")
    for result in results:
        selection = result.metrics["tool_selection"].value or 0.0
        table.add_row(result.model, "none", f"{slot_f1(result):.2f}", f"{selection:.1%}")
    for trained, services in PUBLISHED.items():
        table.add_section()
        for service, f1 in services.items():
            table.add_row(service, trained, f"{f1:.2f}", "")
    return table


if __name__ == "__main__":
    main()
