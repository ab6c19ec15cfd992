"""`callwright rules`: what the validator looks for, and why."""

from typing import Annotated

import typer

from callwright.errors import InputError

Code = Annotated[str | None, typer.Argument(metavar="CODE", help="A rule's code, e.g. CW503; all rules where none is given.")]


def rules(code: Code = None) -> None:
    """List the validator's rules, or explain one with a bad and a good example."""
    from callwright.generator.rules import RULES
    from callwright.generator.rules.pages import page, table

    if code is None:
        typer.echo(table(RULES.values()))
    elif code.upper() in RULES:
        typer.echo(page(RULES[code.upper()]))
    else:
        raise InputError(f"no rule {code!r}: `callwright rules` lists them")
