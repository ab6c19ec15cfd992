"""`callwright diagnose`: why an output is no usable call, what it should be, which data teaches it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callwright.commands.options import JsonOutput, TemplateFolders, ToolsOption
from callwright.errors import InputError

if TYPE_CHECKING:
    from callwright.finetune.diagnosis_files import Output
    from callwright.finetune.diagnosis_outputs import Explanation

LONGEST_PATH = 4096
SHOWN = 20
"""Outputs told in full; the rest is counted, and all stand in --json and --store."""
LONGEST_SHOWN, NAMED = 400, 3
"""Characters of an output, and templates that teach what it lacks; --json has all."""
Outputs = Annotated[
    str,
    typer.Argument(
        metavar="FILE|TEXT",
        help='An output, or a file of them: text by lines, JSON lines of "output" and maybe "expected", or chat logs ("messages").',
    ),
]
StoreFile = Annotated[
    Path | None, typer.Option("--store", metavar="FILE", help="Keep the diagnoses in this store: `evaluation`, `prediction`.")
]
ModelName = Annotated[str, typer.Option("--model", metavar="NAME", help="Whose outputs they are, for --store.")]


def diagnose(
    outputs: Outputs,
    tools: ToolsOption = None,
    templates: TemplateFolders = None,
    store: StoreFile = None,
    model: ModelName = "outputs",
    json_output: JsonOutput = False,
) -> None:
    """Say why outputs are no usable calls, what they should have been, and which data would teach it."""
    from callwright.finetune.diagnosis_outputs import explain
    from callwright.templates.loading import load_templates
    from callwright.tools.load import SEED_TOOLS, load_tools

    offered = load_tools(*tools) if tools else None
    otherwise = load_tools(str(SEED_TOOLS)) if offered is None else offered
    explanations = [explain(output, offered or _own_tools(output) or otherwise) for output in _read(outputs)]
    teaching: dict[tuple[str, str], list[str]] = {}
    for template in load_templates(templates or ()):
        teaching.setdefault((template.category, template.pattern), []).append(template.id)
    if json_output:
        typer.echo(json.dumps([_as_json(explanation, teaching) for explanation in explanations], ensure_ascii=False))
    else:
        _print(explanations, teaching)
    if store:
        _write(explanations, outputs, model, store)
    if not all(explanation.usable for explanation in explanations):
        raise typer.Exit(1)


def _read(outputs: str) -> "list[Output]":
    """A name that ends like a file's is one; so is whatever exists."""
    from callwright.finetune.diagnosis_files import Output, read_outputs

    path = Path(outputs)
    if len(outputs) < LONGEST_PATH and (path.suffix in (".jsonl", ".json", ".txt", ".log") or path.is_file()):
        found = list(read_outputs(path))
        if not found:
            raise InputError(f"{path}: no output in it")
        return found
    return [Output.of_text(outputs)]


def _own_tools(output: "Output") -> "Mapping[str, Any] | None":
    return None if output.tools is None else {tool.name: tool for tool in output.tools}


def _taught_by(diagnosis: str, teaching: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    """Ids of templates; none for what no data teaches."""
    from callwright.finetune.diagnosis import diagnoses

    known = diagnoses().get(diagnosis)
    return list(teaching.get((known.category, known.pattern), ())) if known else []


def _as_json(explanation: "Explanation", teaching: Mapping[tuple[str, str], Sequence[str]]) -> dict[str, Any]:
    return {**explanation.to_json(), "templates": _taught_by(explanation.diagnosis, teaching)}


def _print(explanations: "Sequence[Explanation]", teaching: Mapping[tuple[str, str], Sequence[str]]) -> None:
    told = [explanation for explanation in explanations if len(explanations) == 1 or not explanation.usable]
    for explanation in told[:SHOWN]:
        _print_one(explanation, teaching)
    if len(told) > SHOWN:
        typer.echo(f"\nand {len(told) - SHOWN} more; --json has all")
    if len(explanations) > 1:
        _print_counts(explanations)


def _print_one(explanation: "Explanation", teaching: Mapping[tuple[str, str], Sequence[str]]) -> None:
    from callwright.finetune.diagnosis import diagnoses

    place = "" if explanation.output.item == "-" else f"{explanation.output.item}  "
    typer.echo(f"\n{place}{_shortened(explanation.shown)}")
    known = diagnoses().get(explanation.diagnosis)
    typer.echo(f"  {explanation.diagnosis}: {known.means}" if known else "  usable")
    for finding in explanation.findings:
        typer.echo(f"  {finding.code} {finding.path}: {finding.message}")
    if not known:
        return
    for call in explanation.should_be:
        label = "should be" if explanation.certain else "meant"
        typer.echo(f"  {label}: {json.dumps({'name': call.name, 'arguments': call.arguments}, ensure_ascii=False)}")
    if explanation.should_say:
        typer.echo(f"  should say: {explanation.should_say}")
    if known.category != "-":
        templates = _taught_by(explanation.diagnosis, teaching)
        more = f" and {len(templates) - NAMED} more" if len(templates) > NAMED else ""
        typer.echo(f"  taught by: {known.category} ({', '.join(templates[:NAMED])}{more})")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} … ({len(text):,} characters)"


def _print_counts(explanations: "Sequence[Explanation]") -> None:
    """How often what is wrong, and a mix of new rows by what is missed most."""
    from callwright.finetune.diagnosis import diagnoses

    counts = Counter(explanation.diagnosis if not explanation.usable else "usable" for explanation in explanations)
    typer.echo("\n" + ", ".join(f"{number} {name}" for name, number in counts.most_common()))
    lacking: Counter[str] = Counter()
    for name, number in counts.items():
        if name in diagnoses() and diagnoses()[name].category != "-":
            lacking[diagnoses()[name].category] += number
    if lacking:
        mix = ",".join(f"{category}={number}" for category, number in lacking.most_common())
        typer.echo(f"data that teaches this: callwright generate TOOLS --count N --mix {mix}")


def _write(explanations: "Sequence[Explanation]", data: str, model: str, path: Path) -> None:
    """The same outputs are the same rows."""
    from callwright.finetune.diagnosis_outputs import evaluation_rows
    from callwright.store.database import Store

    Store(path).append(evaluation_rows(explanations, data, model))
