"""The groups a report breaks its numbers down by: what the data says of a trace, and what the training data had of it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from callwright.finetune.episodes import Played
from callwright.finetune.evaluation_items import FOREIGN, Item
from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.examples import read_examples

PROVENANCE = ("category", "fault", "pattern", "style", "side")


@dataclass(frozen=True)
class Seen:
    """What a training file holds, to tell what in the data is new."""

    phrasings: frozenset[str]
    arguments: frozenset[str]

    @classmethod
    def of(cls, train: Path) -> "Seen":
        phrasings, arguments = set[str](), set[str]()
        for trace in read_examples(train):
            phrasings.add(trace.phrasing)
            arguments |= {_key(name, value) for call in trace.calls for name, value in _members(call.arguments)}
        return cls(frozenset(phrasings), frozenset(arguments))

    def phrasing(self, item: Item) -> str | None:
        phrasing = item.decision.metadata["phrasing"]
        return None if phrasing == FOREIGN else _seen(phrasing in self.phrasings)

    def values(self, item: Item) -> str | None:
        """`unseen` where at least one expected argument never stood at its parameter in training."""
        keys = [_key(name, value) for call in item.decision.expected.tool_calls for name, value in _members(call.arguments)]
        return _seen(all(key in self.arguments for key in keys)) if keys else None


def _seen(known: bool) -> str:
    return "seen" if known else "unseen"


def _key(name: str, value: Any) -> str:
    return json.dumps([name, value], sort_keys=True)


def _members(arguments: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(arguments, Mapping):
        yield from arguments.items()


def grouped(judgements: Sequence[Judgement], seen: Seen | None) -> dict[str, dict[str, list[Judgement]]]:
    """Name of the breakdown -> group -> its judgements; what the data leaves open (`-`) forms no group, except for tools."""
    found: dict[str, dict[str, list[Judgement]]] = defaultdict(lambda: defaultdict(list))
    for judgement in judgements:
        for name, group in _groups(judgement.item, seen):
            found[name][group].append(judgement)
    return {name: dict(sorted(groups.items())) for name, groups in found.items()}


def episodes_in(played: Sequence[Played], name: str, group: str) -> list[Played]:
    """Episodes are grouped by their trace; `tool` is its anchor. Acts, phrasings and values belong to decisions."""
    if name not in ("tool", *PROVENANCE):
        return []
    return [episode for episode in played if attrgetter(name)(episode.trace) == group]


def _groups(item: Item, seen: Seen | None) -> Iterator[tuple[str, str]]:
    metadata = item.decision.metadata
    yield "tool", _tool(item)
    yield "act", item.expected_act
    for name in PROVENANCE:
        if metadata[name] != FOREIGN:
            yield name, metadata[name]
    if seen:
        if phrasing := seen.phrasing(item):
            yield "phrasing", phrasing
        if values := seen.values(item):
            yield "values", values


def _tool(item: Item) -> str:
    """The tool due; where several are, or none, the trace's anchor."""
    due = {call.name for call in item.decision.expected.tool_calls}
    return due.pop() if len(due) == 1 else item.decision.metadata["tool"]
