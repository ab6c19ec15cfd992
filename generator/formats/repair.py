"""Repairs of a line that are certain for its form: the same content, as the form writes it. Never a label, a value or a word."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from callwright.generator.formats.conversations import decoded
from callwright.generator.formats.form import Line


class Repair(NamedTuple):
    path: str
    message: str


class Repaired(NamedTuple):
    line: dict[str, Any]
    repairs: list[Repair]


def repaired(line: Line, form: str) -> Repaired:
    """The line as its form writes it, and what was changed; the given line stays as it is. Expects the form's shape."""
    repairs: list[Repair] = []
    result = dict(line)
    for change in CHANGES.get(form, ()):
        result = change(result, repairs)
    return Repaired(result, repairs)


Change = Callable[[dict[str, Any], list[Repair]], dict[str, Any]]


def _each_call_message(change: Callable[[Mapping[str, Any], str, list[Repair]], Mapping[str, Any]]) -> Change:
    """Of the messages only those that call can be written in more than one way."""

    def apply(line: dict[str, Any], repairs: list[Repair]) -> dict[str, Any]:
        for member in ("messages", "prompt", "completion", "chosen", "rejected"):
            if isinstance(messages := line.get(member), list):
                for turn, message in enumerate(messages):
                    if message.get("tool_calls"):
                        changed = change(message, f"{member}[{turn}]", repairs)
                        if changed is not message:
                            line[member] = [*line[member][:turn], changed, *messages[turn + 1 :]]
        return line

    return apply


def _null_content(message: Mapping[str, Any], path: str, repairs: list[Repair]) -> Mapping[str, Any]:
    """OpenAI writes null, not "", where an assistant message only calls."""
    if message.get("content", "") != "":
        return message
    repairs.append(Repair(f"{path}.content", "expected null beside tool calls, got an empty text"))
    return {**message, "content": None}


def _arguments(wanted: type) -> Callable[[Mapping[str, Any], str, list[Repair]], Mapping[str, Any]]:
    def change(message: Mapping[str, Any], path: str, repairs: list[Repair]) -> Mapping[str, Any]:
        calls = message["tool_calls"]
        changed = [_call(call, f"{path}.tool_calls[{place}]", wanted, repairs) for place, call in enumerate(calls)]
        return (
            {**message, "tool_calls": changed} if any(new is not old for new, old in zip(changed, calls, strict=True)) else message
        )

    return change


def _call(call: Mapping[str, Any], path: str, wanted: type, repairs: list[Repair]) -> Mapping[str, Any]:
    arguments = call["function"]["arguments"]
    if isinstance(arguments, wanted) or (wanted is dict and not isinstance(arguments, str)):
        return call
    changed = json.dumps(arguments, ensure_ascii=False) if wanted is str else decoded(arguments)
    if not isinstance(changed, wanted):
        return call
    expected, got = ("JSON text", "an object") if wanted is str else ("an object", "JSON text")
    repairs.append(Repair(f"{path}.function.arguments", f"expected {expected}, got {got}"))
    return {**call, "function": {**call["function"], "arguments": changed}}


def _as_text(member: str) -> Change:
    """A list that the form holds as JSON text."""

    def apply(line: dict[str, Any], repairs: list[Repair]) -> dict[str, Any]:
        if isinstance(line.get(member), list):
            repairs.append(Repair(member, "expected JSON text, got a list"))
            line[member] = json.dumps(line[member], ensure_ascii=False)
        return line

    return apply


def _matching_ids(line: dict[str, Any], repairs: list[Repair]) -> dict[str, Any]:
    """Calls and results whose ids are missing, repeated or matchless are numbered, where their order leaves no doubt."""
    messages = line["messages"]
    groups = list(_groups(messages))
    ids = [call.get("id") for turn, _ in groups for call in messages[turn]["tool_calls"]]
    sound = len(set(ids)) == len(ids) and all(_matched(messages, *group) for group in groups)
    if sound or not all(_certain(messages, *group) for group in groups):
        return line
    repairs.append(Repair("messages", "call ids are missing, repeated or match no result: numbered anew"))
    line["messages"] = _renumbered(messages, groups)
    return line


def _groups(messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, list[int]]]:
    """Each calling message with the turns of the tool messages right after it."""
    for turn, message in enumerate(messages):
        if message.get("tool_calls"):
            results = []
            for after in range(turn + 1, len(messages)):
                if messages[after]["role"] != "tool":
                    break
                results.append(after)
            yield turn, results


def _matched(messages: Sequence[Mapping[str, Any]], turn: int, results: list[int]) -> bool:
    called = {call.get("id") for call in messages[turn]["tool_calls"]}
    answered = {messages[result].get("tool_call_id") for result in results}
    return None not in called and "" not in called and (not results or called == answered)


def _certain(messages: Sequence[Mapping[str, Any]], turn: int, results: list[int]) -> bool:
    """One call and one result, or as many results as calls with the same ids or without any."""
    calls = messages[turn]["tool_calls"]
    if not results or len(calls) == len(results) == 1:
        return True
    answered = [messages[result].get("tool_call_id") for result in results]
    return len(calls) == len(results) and (
        not any(answered) or (_matched(messages, turn, results) and len({call.get("id") for call in calls}) == len(calls))
    )


def _renumbered(messages: Sequence[Mapping[str, Any]], groups: Sequence[tuple[int, list[int]]]) -> list[Mapping[str, Any]]:
    changed = list(messages)
    number = 0
    for turn, results in groups:
        calls = messages[turn]["tool_calls"]
        new = [f"call_{number + place}" for place in range(1, len(calls) + 1)]
        number += len(calls)
        by_old = {call.get("id"): id for call, id in zip(calls, new, strict=True)} if _matched(messages, turn, results) else {}
        changed[turn] = {**messages[turn], "tool_calls": [{**call, "id": id} for call, id in zip(calls, new, strict=True)]}
        for place, result in enumerate(results):
            id = by_old.get(messages[result].get("tool_call_id"), new[place])
            changed[result] = {**messages[result], "tool_call_id": id}
    return changed


CHANGES: Mapping[str, tuple[Change, ...]] = {
    "openai": (_each_call_message(_null_content), _each_call_message(_arguments(str)), _matching_ids),
    "trl": (_each_call_message(_arguments(dict)),),
    "prompt-completion": (_each_call_message(_arguments(dict)),),
    "preference": (_each_call_message(_arguments(dict)),),
    "sharegpt": (_as_text("tools"),),
    "xlam": (_as_text("tools"), _as_text("answers")),
}
