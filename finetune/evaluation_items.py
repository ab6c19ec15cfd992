"""The decisions an evaluation is made of: from exported JSON lines, each with the tools offered and the answers that will do."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from callwright.errors import InputError
from callwright.finetune.acts import act_of
from callwright.finetune.examples import Decision, decisions, read_examples
from callwright.finetune.metrics.execution import Accepted
from callwright.generator.trace import OPEN_ACTS, Act, Trace
from callwright.tools.tool import Tool

FOREIGN = "-"
"""What a line's metadata does not say."""


@dataclass(frozen=True)
class Item:
    decision: Decision
    accepted: tuple[Accepted, ...] = ()
    """By expected call, from `metadata.accepted`: values as good as the expected one."""

    @cached_property
    def expected_act(self) -> Act:
        """As labelled, else by the rule of `acts`."""
        expected = self.decision.expected
        return expected.act or act_of(expected, self.decision.history)

    @property
    def open(self) -> bool:
        return self.expected_act in OPEN_ACTS

    @cached_property
    def tools(self) -> dict[str, Tool]:
        return {tool.name: tool for tool in self.decision.tools}

    @property
    def cluster(self) -> str:
        """Decisions that are not independent share it: those of one trace, and traces that share a phrasing."""
        return cluster_of(self.decision.metadata["phrasing"], self.decision.item)

    @property
    def request(self) -> str:
        """What the user has said up to here."""
        return "\n".join(message.content or "" for message in self.decision.history if message.role == "user")

    @property
    def after_error(self) -> bool:
        """Directly after a call that failed."""
        last = self.decision.history[-1] if self.decision.history else None
        return last is not None and last.role == "tool" and _is_error(last.content or "")


def cluster_of(phrasing: str, item: str) -> str:
    return item if phrasing == FOREIGN else phrasing


def read_items(data: Path, served: Sequence[Tool] | None = None) -> list[Item]:
    """The decisions of a file, in order. Raises InputError where the file is none or holds no decision."""
    items = [item for trace, accepted in _traces(data) for item in _items(trace, accepted, served)]
    if not items:
        raise InputError(f"{data}: no assistant message to judge: every one has weight 0 or is missing")
    return items


@dataclass(frozen=True)
class Script:
    """A trace to be played freely, with the tools it is offered."""

    trace: Trace
    accepted: Sequence[Accepted] = ()
    """By weight-1 call, as `Item.accepted`."""


def read_scripts(data: Path, served: Sequence[Tool] | None = None) -> list[Script]:
    return [Script(replace(trace, tools=offered_tools(trace, served)), accepted) for trace, accepted in _traces(data)]


def _traces(data: Path) -> Iterator[tuple[Trace, Sequence[Accepted]]]:
    """Each trace with its `metadata.accepted`, which a Trace does not hold."""
    for trace, (place, line) in zip(read_examples(data), _lines(data), strict=True):
        yield trace, _accepted((line.get("metadata") or {}).get("accepted"), place)


def _lines(data: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if data.is_file():
        with data.open(encoding="utf-8") as lines:
            yield from ((f"{data}:{number}", json.loads(line)) for number, line in enumerate(lines, 1) if line.strip())


def _accepted(stated: Any, place: str) -> Sequence[Accepted]:
    calls = stated or []
    if isinstance(calls, list) and all(
        isinstance(call, dict) and all(isinstance(x, list) for x in call.values()) for call in calls
    ):
        return calls
    raise InputError(f"{place}: metadata.accepted: expected a list with an object for each call, parameter to list of answers")


def _items(trace: Trace, accepted: Sequence[Accepted], served: Sequence[Tool] | None) -> Iterator[Item]:
    """`accepted` speaks of the calls of weight 1, in order."""
    offered = offered_tools(trace, served)
    remaining = iter(accepted)
    for decision in decisions(trace):
        answers = tuple(next(remaining, {}) for _ in decision.expected.tool_calls)
        yield Item(replace(decision, tools=offered), answers)


def offered_tools(trace: Trace, served: Sequence[Tool] | None) -> tuple[Tool, ...]:
    """The full served list where one is given.

    In a trace of ours whose label rests on a tool being absent (no tools at all, a near miss, a twin), that tool stays absent.
    """
    if served is None:
        return trace.tools
    if trace.plan_id != FOREIGN and not trace.tools:
        return ()
    absent = {trace.tool} - {tool.name for tool in trace.tools} if trace.plan_id != FOREIGN else set[str]()
    return tuple(tool for tool in served if tool.name not in absent)


def _is_error(content: str) -> bool:
    try:
        result = json.loads(content)
    except ValueError:
        return "error" in content[:40].lower()
    return isinstance(result, dict) and bool(result.get("error") or result.get("isError"))
