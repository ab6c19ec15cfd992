"""What share of wrong values the rules catch: valid traces are made wrong in one place, each in one way.

    callwright generate tools/office.json --count 2000 --out out/mutations
    python benchmarks/mutations.py out/mutations/callwright.duckdb --tools tools/office.json
    python benchmarks/mutations.py train.jsonl

A mutant counts as caught where it has an error that the untouched trace has not. Kinds that few rules can see are printed with
the rest: they are the blind spots.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from callwright.generator.rules import judge
from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.evidence import leaves
from callwright.generator.rules.files import Judging, judged_lines
from callwright.generator.trace import Trace


class Case(NamedTuple):
    placed: PlacedCall
    conversation: Conversation
    rng: random.Random


Mutant = Iterator[dict[str, Any]]
"""Arguments with one value changed."""


def swapped(case: Case) -> Mutant:
    """Two values of one type change places."""
    arguments = case.placed.call.arguments
    names = list(arguments)
    for one in names:
        for other in names[names.index(one) + 1 :]:
            if type(arguments[one]) is type(arguments[other]) and arguments[one] != arguments[other]:
                yield {**arguments, one: arguments[other], other: arguments[one]}


def shifted_date(case: Case) -> Mutant:
    for name, value in case.placed.call.arguments.items():
        if isinstance(value, str) and (day := _date(value)):
            yield {**case.placed.call.arguments, name: (day + timedelta(days=case.rng.choice((-1, 1)))).isoformat()}


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def changed_number(case: Case) -> Mutant:
    for name, value in case.placed.call.arguments.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield {**case.placed.call.arguments, name: value + case.rng.choice((1, 2, 7, 10))}


def neighbours_id(case: Case) -> Mutant:
    """An id of another item of the list that an earlier call returned."""
    listed = [item for source in case.conversation.evidence(case.placed.turn).of("result") for item in _ids(source.content)]
    for name, value in case.placed.call.arguments.items():
        others = [other for other in listed if other != value and value in listed]
        if others:
            yield {**case.placed.call.arguments, name: case.rng.choice(others)}


def _ids(content: Any) -> list[str]:
    return [value for key, value in leaves(content) if isinstance(value, str) and key.endswith("id")]


def misread_id(case: Case) -> Mutant:
    """One digit of an id is another."""
    for name, value in case.placed.call.arguments.items():
        if isinstance(value, str) and name.endswith("id") and (places := [i for i, letter in enumerate(value) if letter.isdigit()]):
            place = case.rng.choice(places)
            digit = case.rng.choice([digit for digit in "123456789" if digit != value[place]])
            yield {**case.placed.call.arguments, name: value[:place] + digit + value[place + 1 :]}


def unmeant_result(case: Case) -> Mutant:
    """A text from an earlier result that the user did not say."""
    texts = [value for source in case.conversation.evidence(case.placed.turn).of("result") for _, value in leaves(source.content)]
    for name, value in case.placed.call.arguments.items():
        others = [text for text in texts if isinstance(text, str) and text != value and text not in case.conversation.trace.request]
        if (
            isinstance(value, str)
            and others
            and "enum" not in case.conversation.tools[case.placed.call.name].properties.get(name, {})
        ):
            yield {**case.placed.call.arguments, name: case.rng.choice(others)}


def other_member(case: Case) -> Mutant:
    for name, value in case.placed.call.arguments.items():
        members = case.conversation.tools[case.placed.call.name].properties.get(name, {}).get("enum", [])
        if others := [member for member in members if member != value]:
            yield {**case.placed.call.arguments, name: case.rng.choice(others)}


def cut_text(case: Case) -> Mutant:
    """A text loses its last word; what is left was said, so that only a comparison with the request's sense could tell."""
    for name, value in case.placed.call.arguments.items():
        if isinstance(value, str) and value.count(" ") > 1:
            yield {**case.placed.call.arguments, name: value.rsplit(" ", 1)[0]}


def left_out(case: Case) -> Mutant:
    """An optional value that was said is not passed."""
    for name in case.placed.call.arguments:
        if name not in case.conversation.tools[case.placed.call.name].required:
            yield {other: value for other, value in case.placed.call.arguments.items() if other != name}


KINDS: dict[str, Callable[[Case], Mutant]] = {
    mutate.__name__: mutate
    for mutate in (
        swapped,
        shifted_date,
        changed_number,
        misread_id,
        neighbours_id,
        unmeant_result,
        other_member,
        cut_text,
        left_out,
    )
}


def mutants(trace: Trace, mutate: Callable[[Case], Mutant], rng: random.Random) -> Iterator[Trace]:
    conversation = Conversation(trace)
    for placed in conversation.trained:
        if placed.call.name in conversation.tools and isinstance(placed.call.arguments, dict):
            for arguments in mutate(Case(placed, conversation, rng)):
                yield _with_arguments(trace, placed, arguments)


def _with_arguments(trace: Trace, placed: PlacedCall, arguments: dict[str, Any]) -> Trace:
    message = trace.messages[placed.turn]
    calls = list(message.tool_calls)
    calls[placed.position] = replace(placed.call, arguments=arguments)
    messages = list(trace.messages)
    messages[placed.turn] = replace(message, tool_calls=tuple(calls))
    return replace(trace, messages=tuple(messages))


def errors(trace: Trace) -> set[tuple[str, str]]:
    """Of calls: what an answer says then is another matter."""
    found = judge(trace, select=("CW2", "CW401", "CW404", "CW405", "CW406", "CW509")).findings
    return {(finding.code, finding.path) for finding in found if finding.severity == "error"}


def report(traces: list[Trace], limit: int, rng: random.Random) -> Iterator[str]:
    for kind, mutate in KINDS.items():
        codes: Counter[str] = Counter()
        made = caught = 0
        for trace in traces:
            before = errors(trace)
            for mutant in mutants(trace, mutate, rng):
                made += 1
                new = errors(mutant) - before
                caught += bool(new)
                codes.update({code for code, _ in new})
            if made >= limit:
                break
        by = ", ".join(f"{code} {count}" for code, count in codes.most_common(3))
        yield (
            f"{kind:<15} {caught:>5} of {made:<5} {caught / made:>6.1%}  {by}" if made else f"{kind:<15} none possible in this data"
        )


def read_traces(path: Path, tools: str | None) -> list[Trace]:
    from callwright.tools.load import load_tools

    offered = tuple(load_tools(tools).values()) if tools else None
    if path.suffix == ".duckdb":
        return list(_stored(path, offered))
    with path.open("rb") as file:
        return [line.trace for line in judged_lines(file, Judging(tools=offered)) if line.trace is not None and line.valid]


def _stored(path: Path, tools: Any) -> Iterator[Trace]:
    import json

    import duckdb

    from callwright.generator.formats.openai import PROVENANCE
    from callwright.generator.trace import Message
    from callwright.tools.call import ToolCall

    with duckdb.connect(str(path), read_only=True) as store:
        rows = store.sql(f"select messages, {', '.join(PROVENANCE)} from trace where accepted order by trace_id").fetchall()
    for messages, *provenance in rows:
        said = [
            Message(
                message["role"],
                message.get("content"),
                tuple(ToolCall(call["name"], call["arguments"], call["id"]) for call in message.get("tool_calls", ())),
                message.get("tool_call_id"),
                message.get("act"),
                message.get("weight", 1),
            )
            for message in json.loads(messages)
        ]
        yield Trace(**dict(zip(PROVENANCE, provenance, strict=True)), messages=tuple(said), tools=tools)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The mutation score of the value rules.")
    parser.add_argument("file", type=Path, help="JSON lines of any form, or a store")
    parser.add_argument("--tools", help="tools to judge against; needed for a store")
    parser.add_argument("--limit", type=int, default=1000, help="mutants a kind")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    valid = read_traces(arguments.file, arguments.tools)
    print(f"{len(valid)} valid traces")
    for printed in report(valid, arguments.limit, random.Random(arguments.seed)):
        print(printed)
