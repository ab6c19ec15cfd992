"""`callwright mask`: what a student is trained on, token by token."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from callwright.finetune.masks import MaskedRow
    from callwright.finetune.students.vocabulary import Vocabulary

DataArgument = Annotated[Path, typer.Argument(metavar="DATA", help="Folder with train.jsonl, or one JSON lines file.")]
Rows = Annotated[int, typer.Option("--rows", min=1, help="How many rows are shown.")]


def mask(data: DataArgument, rows: Rows = 5) -> None:
    """Show the first rows as `tiny` reads them: what is trained on is green and between ⟦ and ⟧, the rest is only read."""
    from rich.console import Console

    from callwright.finetune.examples import read_examples
    from callwright.finetune.masks import masked_rows
    from callwright.finetune.students.dialect import Dialect
    from callwright.finetune.students.scratch import BEGUN
    from callwright.finetune.students.vocabulary_training import train_vocabulary

    traces = list(read_examples(data / "train.jsonl" if data.is_dir() else data))
    dialect = Dialect(train_vocabulary(traces))
    console = Console(highlight=False)
    for trace in traces[:rows]:
        for row in masked_rows(trace, dialect, begun=BEGUN):
            console.print(_coloured(row, dialect.vocabulary), soft_wrap=True)
            console.print()


def _coloured(row: "MaskedRow", vocabulary: "Vocabulary") -> "Text":
    from rich.text import Text

    text = Text(f"{row.item}: ", style="bold")
    starts, ends = {span.start for span in row.trained}, {span.stop - 1 for span in row.trained}
    trained = {position for span in row.trained for position in span}
    for position, i in enumerate(row.ids):
        token = f"{'⟦' * (position in starts)}{vocabulary.token(i)}{'⟧' * (position in ends)} "
        text.append(token, style="green" if position in trained else "dim")
    return text
