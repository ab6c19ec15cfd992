import csv
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callwright.commands.options import DEFAULT_STORE, JsonOutput, StorePath
from callwright.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT over the store's tables and views.")],
    store: StorePath = DEFAULT_STORE,
    form: Annotated[str, typer.Option("--format", metavar="table|csv|json|parquet", help="How the answer prints.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write there; parquet needs it.")] = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="ID|all", help="See the rows of this run only; all where none is given.")
    ] = None,
    json_output: JsonOutput = False,
) -> None:
    """Ask the store anything, in SQL. Read-only, in bounded time and memory."""
    from callwright.store.query import query as ask
    from callwright.store.selection import ALL

    form = "json" if json_output else form
    if form not in PRINTED and form != "parquet":
        raise InputError(f"--format {form!r}: there is {', '.join(PRINTED)}, parquet")
    if form == "parquet" and out is None:
        raise InputError("--format parquet needs --out FILE")
    answer = ask(store, query, run=run or ALL)
    try:
        if form == "parquet":
            _write_parquet(answer, out)
        elif out is not None:
            with out.open("w", encoding="utf-8", newline="") as file:
                PRINTED[form](answer, file)
        else:
            PRINTED[form](answer, sys.stdout)
    except OSError as error:
        raise InputError(f"{out or 'standard output'}: cannot be written: {error.strerror}") from None


def _write_parquet(answer: "pa.Table", out: Path | None) -> None:
    from pyarrow import parquet

    parquet.write_table(answer, out)


def _print_json(answer: "pa.Table", file: Any) -> None:
    json.dump(answer.to_pylist(), file, ensure_ascii=False, default=_json_value)
    file.write("\n")


def _json_value(value: object) -> object:
    """Sums of whole numbers are decimals in DuckDB; times and the rest are text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _print_csv(answer: "pa.Table", file: Any) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(answer.schema.names)
    writer.writerows(zip(*(column.to_pylist() for column in answer.columns), strict=True))


def _print_table(answer: "pa.Table", file: Any) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    table = Table(*(escape(name) for name in answer.schema.names))
    for row in zip(*(column.to_pylist() for column in answer.columns), strict=True):
        table.add_row(*(Text(str(value)) for value in row))
    Console(file=file).print(table)


PRINTED = {"table": _print_table, "csv": _print_csv, "json": _print_json}
