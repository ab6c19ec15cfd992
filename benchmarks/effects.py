"""How often `executed_match` takes a changed call for the right one, and for which changes: those should be of no effect.

    python benchmarks/effects.py FILE [--tools TOOLS ...] [--seed N]

Of every call due in FILE each parameter in turn gets another call's value, is added or is left out. Changes that the arguments
alone show to be the same (a default passed) are not counted.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

from callwright.finetune.evaluation_items import Item, read_items
from callwright.finetune.metrics.effects import same_end
from callwright.finetune.metrics.execution import same_effect
from callwright.tools.call import ToolCall
from callwright.tools.load import load_tools

Change = tuple[str, str, str]
"""Tool, parameter, and `changed`, `added` or `left out`."""
Values = dict[tuple[str, str], list[Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--tools", action="append")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    served = tuple(load_tools(*given.tools).values()) if given.tools else None
    items = [item for item in read_items(given.file, served) if item.decision.expected.tool_calls]
    values, rng = _values(items), Random(given.seed)
    tried, same, example = 0, Counter[Change](), {}
    for item in items:
        due = item.decision.expected.tool_calls
        for change, call in _changed(item, due[0], values, rng):
            got = [call, *due[1:]]
            if not same_effect(due, got, item.tools, item.accepted):
                tried += 1
                if same_end(due, got, item.tools, item.decision.history, item.accepted):
                    same[change] += 1
                    example[change] = f"{due[0].arguments} and {call.arguments}"
    Console().print(_table(tried, same, example))


def _values(items: Sequence[Item]) -> Values:
    """What is passed anywhere, by tool and parameter."""
    values: Values = defaultdict(list)
    for item in items:
        for call in item.decision.expected.tool_calls:
            for name, value in call.arguments.items():
                values[call.name, name].append(value)
    return values


def _changed(item: Item, call: ToolCall, values: Values, rng: Random) -> Iterator[tuple[Change, ToolCall]]:
    for name in item.tools[call.name].properties:
        passed = name in call.arguments
        if values[call.name, name]:
            other = {**call.arguments, name: rng.choice(values[call.name, name])}
            yield (call.name, name, "changed" if passed else "added"), replace(call, arguments=other)
        if passed:
            rest = {key: value for key, value in call.arguments.items() if key != name}
            yield (call.name, name, "left out"), replace(call, arguments=rest)


def _table(tried: int, same: Counter[Change], example: dict[Change, str]) -> Table:
    table = Table(title=f"{same.total():,} of {tried:,} changed calls have the effect of the right one", title_justify="left")
    for column in ("n", "tool", "parameter", "change", "for example"):
        table.add_column(column, justify="right" if column == "n" else "left")
    for change, number in same.most_common():
        table.add_row(str(number), *change, example[change])
    return table


if __name__ == "__main__":
    main()
