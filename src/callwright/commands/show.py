import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, StorePath

if TYPE_CHECKING:
    from callwright.generator.formats.form import Form
    from callwright.generator.trace import Trace
    from callwright.store.export import LinesOf


def show(
    trace: Annotated[str, typer.Argument(metavar="TRACE", help="A trace id, or as much of its beginning as is unique.")],
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="FORMAT", help="A form; give several to see them side by side.")
    ] = None,
    store: StorePath = DEFAULT_STORE,
    run: Annotated[str | None, typer.Option("--run", metavar="ID|all", help="Look in this run only; else in all.")] = None,
    json_output: JsonOutput = False,
) -> None:
    """Print one trace, also side by side in several formats."""
    from callwright.commands.side_by_side import print_side_by_side
    from callwright.generator.formats import form_named
    from callwright.generator.transcript import transcript
    from callwright.store.database import Store
    from callwright.store.preference import examples_from
    from callwright.store.selection import ALL
    from callwright.store.traces import find_trace

    forms = [form_named(name, "--to") for name in to or ()]
    opened = Store(store)
    found = find_trace(opened, trace, run or ALL)
    examples = examples_from(opened)
    if json_output:
        typer.echo(json.dumps(_as_json(found, to or [], examples), ensure_ascii=False))
        return
    written = {form.name: _written(found, form, examples) for form in forms}
    if not written:
        typer.echo(transcript(found))
    elif len(written) == 1:
        _print_whole(next(iter(written.values())))
    else:
        print_side_by_side(written, found)


def _as_json(trace: "Trace", names: "Sequence[str]", lines_of: "LinesOf") -> Any:
    """The trace's lines in each form asked for; its OpenAI form where none is."""
    from callwright.generator.formats import form_named

    made = {name: _written(trace, form_named(name, "--to"), lines_of) for name in names or ("openai",)}
    found = {name: None if isinstance(lines, str) else lines[0] if len(lines) == 1 else list(lines) for name, lines in made.items()}
    return found if names else found["openai"]


def _written(trace: "Trace", form: "Form", lines_of: "LinesOf") -> "Sequence[Mapping[str, Any]] | str":
    """The lines the trace becomes, or why it becomes none."""
    from callwright.store.export import lines, rendered

    made, reason = lines(trace, form, lines_of)
    return f"cannot hold this trace: {reason}" if reason else [rendered(example, form) for example in made]


def _print_whole(written: "Sequence[Mapping[str, Any]] | str") -> None:
    for line in [written] if isinstance(written, str) else written:
        typer.echo(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False, indent=2))
