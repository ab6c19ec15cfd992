"""The command line: one module a command in `commands/`, put together here."""

import gc
import sys
from importlib import import_module

import typer

from callwright import __version__
from callwright.collection import collect_seldom
from callwright.errors import CallwrightError, StoppedError

COMMANDS = (
    "run", "tools", "templates", "rules", "estimate", "generate", "validate", "audit", "sql", "show", "reject", "dataset", "train",
    "mask", "eval", "diagnose", "mock-teacher",
)  # fmt: skip
"""In the order in which a dataset and its student come to be; `callwright --help` lists them so."""

DONE, FOUND, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="callwright",
    help="Turns a few tool definitions into a small model that calls them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"callwright {__version__}")
        raise typer.Exit


@app.callback()
def _root(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version.")) -> None:
    pass


for _name in COMMANDS:
    _identifier = _name.replace("-", "_")
    _module = import_module(f"callwright.commands.{_identifier}")
    app.command(_name)(getattr(_module, {"eval": "evaluate"}.get(_name, _identifier)))


def main() -> None:
    """Runs one command; a CallwrightError is one line and exit code 2, Ctrl-C is 130."""
    collect_seldom()
    code, message = _run()
    if message:
        gc.collect()  # what the exception held, now that it is gone: DuckDB reports objects that are left at exit as leaked
        print(f"error: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(code)


def _run() -> tuple[int, str]:
    """Exit code and what went wrong."""
    try:
        code = app(standalone_mode=False)
    except StoppedError as error:
        return INTERRUPTED, str(error)
    except CallwrightError as error:
        return BAD_INPUT, str(error)
    except typer.TyperException as error:
        return BAD_INPUT, error.format_message()
    except typer.Abort:
        code = INTERRUPTED
    interrupted = code == INTERRUPTED  # typer makes this of a KeyboardInterrupt
    return code, "interrupted; what was accepted is in the store, and the same command goes on from there" if interrupted else ""


if __name__ == "__main__":
    main()
