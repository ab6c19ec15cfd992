"""`callwright tools`: read, lint and print tools, or write them in another form."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callwright.commands.options import JsonOutput, Tools

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from callwright.tools.reading import Reading, ToolFinding
    from callwright.tools.tool import Tool

FromForm = Annotated[str | None, typer.Option("--from", metavar="FORM", help="The form read; else it is recognised by content.")]
ToForm = Annotated[
    str | None, typer.Option("--to", metavar="openai|anthropic|mcp|jsonschema", help="Write the tools in this form.")
]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="PATTERN", help="Only tools whose name matches, e.g. 'list_*'.")]
Except = Annotated[list[str] | None, typer.Option("--except", metavar="PATTERN", help="Not tools whose name matches.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse all where one tool is broken.")]
Results = Annotated[
    Path | None, typer.Option("--results", metavar="FILE", help="Result schemas by tool name, instead of inferred ones.")
]


def tools(
    sources: Tools,
    from_form: FromForm = None,
    only: Only = None,
    except_: Except = None,
    strict: Strict = False,
    results: Results = None,
    to: ToForm = None,
    json_output: JsonOutput = False,
) -> None:
    """Read, lint and print tools. Exit code 1 where one is broken and left out."""
    from callwright.tools.load import read_tools, refuse_broken
    from callwright.tools.readers.forms import form_named

    form = form_named(to) if to else None
    reading = read_tools(*sources, form=from_form, only=only or (), except_=except_ or (), results=results)
    if strict:
        refuse_broken(reading)
    if form is not None:
        _print_json([form.write(tool) for tool in reading.tools.values()])
        _print_findings(reading.findings, _console(stderr=True))
    elif json_output:
        _print_json(_as_json(reading))
    else:
        _print_tables(reading)
    if reading.left_out:
        raise typer.Exit(1)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _as_json(reading: "Reading") -> dict[str, Any]:
    from callwright.templates.chains import chains_among

    return {
        "tools": [_described(tool) for tool in reading.tools.values()],
        "findings": [{**asdict(finding), "severity": finding.severity} for finding in reading.findings],
        "edges": [edge.to_json() for edge in chains_among(reading.tools).edges],
    }


def _described(tool: "Tool") -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
        "result": tool.result,
        "result_inferred": tool.result_inferred,
        "hints": tool.hints.as_dict(),
        "hints_guessed": sorted(tool.hints.guessed),
        "hash": tool.hash,
    }


def _console(stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def _print_tables(reading: "Reading") -> None:
    from callwright.commands.edges import print_edges
    from callwright.templates.chains import chains_among

    console = _console()
    for tool in reading.tools.values():
        console.print(_table(tool))
        _print_findings(reading.of(tool.name), console)
        console.print()
    kept = set(reading.tools)
    _print_findings((finding for finding in reading.findings if finding.tool not in kept), console)
    print_edges(chains_among(reading.tools).edges, console)
    console.print(f"{len(reading.tools)} tools kept, {len(reading.left_out)} left out, {len(reading.findings)} findings")


def _table(tool: "Tool") -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from callwright.tools.references import inlined

    title = f"[bold]{escape(tool.name)}[/bold]  {_hints(tool)}\n{escape(tool.description.strip())}"
    caption = f"returns {_type(inlined(tool.result or {}))}{' (inferred)' if tool.result_inferred else ''}"
    table = Table(
        title=title, caption=escape(caption), title_justify="left", caption_justify="left", title_style="", box=SIMPLE_HEAD
    )
    for heading in ("parameter", "type", "", "values", "description"):
        table.add_column(heading, overflow="fold")
    for name, schema in tool.properties.items():
        required = "required" if name in tool.required else ""
        described = schema.get("description", "") if isinstance(schema, dict) else ""
        table.add_row(*map(escape, (name, _type(schema), required, _constraints(schema), " ".join(str(described).split()))))
    return table


def _hints(tool: "Tool") -> str:
    """`destructive`, `read-only (guessed)`; what is not so is not shown."""
    shown = [
        f"{name.replace('_', '-')}{' (guessed)' if name in tool.hints.guessed else ''}"
        for name, value in tool.hints.as_dict().items()
        if value
    ]
    return f"[dim]{', '.join(shown)}[/dim]" if shown else ""


def _type(schema: Any) -> str:
    match schema:
        case {"anyOf": [*branches]} | {"oneOf": [*branches]}:
            return " | ".join(dict.fromkeys(_type(branch) for branch in branches))
        case {"type": [*types]}:
            return " | ".join(map(str, types))
        case {"type": "array", "items": dict(items)}:
            return f"array of {_type(items)}"
        case {"type": str(name), "format": str(form)}:
            return f"{name} ({form})"
        case {"type": str(name)}:
            return name
        case {"enum": _} | {"const": _}:
            return "enum"
    return "any"


def _constraints(schema: Any) -> str:
    """What narrows the values: members, limits, patterns, the default."""
    from callwright.tools.shown import shown

    if not isinstance(schema, dict):
        return ""
    parts = [", ".join(str(value) for value in schema["enum"])] if "enum" in schema else []
    parts += [f"{key} {shown(schema[key])}" for key in _NARROWING if key in schema]
    return "; ".join(parts)


_NARROWING = (
    *("const", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "default"),
)


def _print_findings(findings: "Iterable[ToolFinding]", console: "Console") -> None:
    from rich.markup import escape

    for finding in findings:
        color = "red" if finding.severity == "error" else "yellow"
        where = " ".join(filter(None, (finding.place, finding.path)))
        mend = f" Mend: {finding.mend}." if finding.mend else ""
        text = escape(f"{finding.tool}: {finding.message}" + (f" ({where})." if where else ".") + mend)
        console.print(f"[{color}]{finding.severity} {finding.code}[/{color}] {text}", soft_wrap=True)
