"""A trace as the rules look at it: indexed once, so that each rule reads what it needs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from callwright.generator.rules.evidence import Evidence, PassedArguments, Source, ranked, sources_of, stated_today
from callwright.generator.rules.explain import PassedValue, generative, passed_values, plainly_said
from callwright.generator.rules.once import once
from callwright.generator.rules.outline import outline_of
from callwright.generator.trace import Message, Trace
from callwright.tools.call import Finding, ToolCall
from callwright.tools.checks import check_call, checker
from callwright.tools.tool import Tool

SPEAKERS = ("user", "assistant")


class PlacedCall(NamedTuple):
    turn: int
    """Index of the message."""
    position: int
    call: ToolCall
    weight: int

    @property
    def path(self) -> str:
        return f"messages[{self.turn}].tool_calls[{self.position}]"

    def same_as(self, other: "PlacedCall") -> bool:
        return self.call.name == other.call.name and bool(self.call.arguments == other.call.arguments)


class Conversation:
    """Results are matched to calls by id, where ids are missing by order."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.messages = trace.messages
        self.outline = outline_of(trace.messages)
        self._evidence: dict[int, Evidence] = {}
        self.tools: Mapping[str, Tool] = {tool.name: tool for tool in trace.tools}
        self.calls = [
            PlacedCall(turn, position, call, message.weight)
            for turn, message in enumerate(trace.messages)
            if message.tool_calls
            for position, call in enumerate(message.tool_calls)
        ]
        self.trained = [placed for placed in self.calls if placed.weight]

    @once
    def sources(self) -> list[Source]:
        """Each message as evidence."""
        return sources_of(self.messages)

    @once
    def spoken(self) -> str:
        """What user and assistant say, for looks that find nothing in most conversations."""
        return "\n".join([message.content for message in self.messages if message.content and message.role in SPEAKERS])

    @once
    def _ranked(self) -> list[Source]:
        return ranked(self.sources)

    @once
    def passed(self) -> list[Source]:
        """The arguments of each call as something said."""
        return [PassedArguments(placed.turn, placed.position, placed.call.arguments) for placed in self.calls]

    @once
    def unsaid(self) -> list[tuple[PlacedCall, PassedValue, bool]]:
        """The values of the trained calls that a tool takes, less those that a request holds as they are passed; and whether they
        are what the model writes itself."""
        found = []
        for placed in self.trained:
            if tool := self.legible(placed.call):
                evidence = self.evidence(placed.turn)
                rest = {name: value for name, value in placed.call.arguments.items() if not plainly_said(value, evidence)}
                passed = passed_values(rest, "", tool.parameters, f"{placed.path}.arguments") if rest else ()
                found += [(placed, value, generative(value.name, value.schema)) for value in passed]
        return found

    def evidence(self, turn: int) -> Evidence:
        """What stands before `turn`."""
        if turn not in self._evidence:
            before = tuple([source for source in self._ranked if source.turn < turn])
            self._evidence[turn] = Evidence(before, stated_today(self.sources[:turn]))
        return self._evidence[turn]

    def legible(self, call: ToolCall) -> Tool | None:
        """The call's tool, where its arguments can be read by the tool's schema: they are an object, and the schema is sound."""
        return self._sound.get(call.name) if isinstance(call.arguments, dict) else None

    @once
    def _sound(self) -> dict[str, Tool]:
        """The tools that are called, less those whose schema is broken."""
        called = {placed.call.name for placed in self.calls}
        tools = ((name, tool) for name in called if (tool := self.tools.get(name)))
        return {name: tool for name, tool in tools if not isinstance(checker(tool), Finding)}

    @once
    def schema_findings(self) -> list[Finding]:
        """What `check_call` finds in the trained calls, with paths from the trace's root."""
        return [
            replace(finding, path=f"{placed.path}.{finding.path}")
            for placed in self.trained
            for finding in check_call(placed.call, self.tools)
        ]

    def assistants(self) -> Iterator[tuple[int, Message]]:
        for turn, message in enumerate(self.messages):
            if message.role == "assistant":
                yield turn, message

    def calls_on_reply(self, turn: int) -> list[PlacedCall]:
        """The calls made on the user's reply to a question at `turn`, up to what the user says next."""
        users = [index for index, message in enumerate(self.messages) if message.role == "user" and index > turn]
        end = users[1] if len(users) > 1 else len(self.messages)
        return [placed for placed in self.calls if turn < placed.turn < end]

    @once
    def results(self) -> dict[tuple[int, int], int]:
        """The turn of the result, by the call's (turn, position)."""
        results: dict[tuple[int, int], int] = {}
        pending: list[PlacedCall] = []
        for turn, message in enumerate(self.messages):
            if message.role == "tool":
                answered = _answered(pending, message.tool_call_id)
                if answered is not None:
                    pending.remove(answered)
                    results[answered.turn, answered.position] = turn
            elif message.tool_calls:
                pending += [placed for placed in self.calls if placed.turn == turn]
        return results

    def result(self, placed: PlacedCall) -> Any:
        """What the call returned, as JSON where it is JSON, else its text; None where there is no result."""
        turn = self.results.get((placed.turn, placed.position))
        return None if turn is None else self.sources[turn].content

    def error(self, placed: PlacedCall) -> Any:
        """The `error` member of the call's result, None where it succeeded."""
        turn = self.results.get((placed.turn, placed.position))
        return None if turn is None else self.sources[turn].error


def _answered(pending: list[PlacedCall], call_id: str | None) -> PlacedCall | None:
    """The call of this id; the oldest where the result states none."""
    for placed in pending:
        if placed.call.id == call_id:
            return placed
    return pending[0] if pending and not call_id else None
