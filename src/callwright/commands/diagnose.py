"""`callwright diagnose`: why an output is no usable call, what it should be, which data teaches it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callwright.commands.options import JsonOutput, ToolsOption

if TYPE_CHECKING:
    from callwright.finetune.diagnosis_outputs import Explanation, Output

LONGEST_PATH = 4096
Outputs = Annotated[
    str,
    typer.Argument(
        metavar="FILE|TEXT",
        help='An output, or a file of them: text by lines, or JSON lines of "output" and, if known, "expected".',
    ),
]


def diagnose(outputs: Outputs, tools: ToolsOption = None, json_output: JsonOutput = False) -> None:
    """Say why outputs are no usable calls, what they should have been, and which data would teach it."""
    from callwright.finetune.diagnosis_outputs import explain
    from callwright.tools.load import SEED_TOOLS, load_tools

    offered = load_tools(*(tools or [str(SEED_TOOLS)]))
    explanations = [explain(output, offered) for output in _read(outputs)]
    if json_output:
        typer.echo(json.dumps([explanation.to_json() for explanation in explanations], ensure_ascii=False))
    else:
        _print(explanations)
    if not all(explanation.usable for explanation in explanations):
        raise typer.Exit(1)


def _read(outputs: str) -> "list[Output]":
    from callwright.finetune.diagnosis_outputs import Output, read_outputs

    path = Path(outputs)
    if path.suffix in (".jsonl", ".txt") and len(outputs) < LONGEST_PATH:
        return list(read_outputs(path))
    return [Output(output=outputs)]


def _print(explanations: "Sequence[Explanation]") -> None:
    from collections import Counter

    from callwright.finetune.diagnosis import diagnoses

    for explanation in explanations:
        typer.echo(f"\n{explanation.output}")
        known = diagnoses().get(explanation.diagnosis)
        typer.echo(f"  {explanation.diagnosis}: {known.means}" if known else "  usable")
        for finding in explanation.findings:
            typer.echo(f"  {finding.code} {finding.path}: {finding.message}")
        if explanation.should_be and not explanation.usable:
            call = {"name": explanation.should_be.name, "arguments": explanation.should_be.arguments}
            typer.echo(f"  should be: {json.dumps(call, ensure_ascii=False)}")
        if known and known.category != "-":
            typer.echo(f"  taught by: {known.category} ({known.template})")
    if len(explanations) > 1:
        counts = Counter(explanation.diagnosis if not explanation.usable else "usable" for explanation in explanations)
        typer.echo("\n" + ", ".join(f"{number} {name}" for name, number in counts.most_common()))
