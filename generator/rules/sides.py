"""CW4xx about values that are there, but on the wrong side: swapped, out of order, or another item's."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import permutations
from typing import Any, NamedTuple

from callwright.generator.rules.context import context
from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.evidence import Evidence, Source, leaves
from callwright.generator.rules.literals import content_stems, stands
from callwright.generator.rules.moments import ISO_DATE
from callwright.generator.rules.quantities import equal, quantities
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.text import fold, words
from callwright.tools.values import dates


@rule("CW404")
def pairs_are_not_swapped(conversation: Conversation) -> Iterator[Objection]:
    """Of parameters that come in pairs (from and to, start and end) each gets its own value.

    "From Oslo to Rome" passed the other way round has every value grounded, and is wrong.

    Blind spots: pairs are told by their names (`context.yaml`); a value is only placed by the word right before it, so "Rome is where I want to go" says nothing.

    Bad:
        {"messages": [{"role": "user", "content": "Fly me from Oslo to Rome"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "fly", "arguments": "{\\"origin\\": \\"Rome\\", \\"destination\\": \\"Oslo\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "ok"}, {"role": "assistant", "content": "Booked."}],
         "tools": [{"name": "fly", "parameters": {"properties": {"origin": {}, "destination": {}}}}]}

    Good:
        {"messages": [{"role": "user", "content": "Fly me from Oslo to Rome"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "fly", "arguments": "{\\"origin\\": \\"Oslo\\", \\"destination\\": \\"Rome\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "ok"}, {"role": "assistant", "content": "Booked."}],
         "tools": [{"name": "fly", "parameters": {"properties": {"origin": {}, "destination": {}}}}]}
    """
    for placed in conversation.trained:
        arguments = placed.call.arguments
        if isinstance(arguments, dict) and len(arguments) > 1:
            evidence = conversation.evidence(placed.turn)
            for name, value in arguments.items():
                if (sides := _sides(name)) and isinstance(value, str | int | float):
                    before = _words_before(value, evidence)
                    if before and all(before & other and not before & own for own, other in sides):
                        yield Objection(
                            f"{placed.path}.arguments.{name}", f"{value!r} stands after {min(before)!r}, the other side"
                        )


@lru_cache(maxsize=1024)
def _sides(name: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """For each pair the parameter may be of: the cues of its own side and those of the other."""
    parts = _parts(name)
    found = []
    for pair in context("pairs"):
        for side in (0, 1):
            if parts & set(pair["names"][side]) and not parts & set(pair["names"][1 - side]):
                found.append((frozenset(pair["cues"][side]), frozenset(pair["cues"][1 - side])))
    return tuple(found)


def _parts(name: str) -> set[str]:
    return {fold(name), *(word.text for word in words(name))}


def _words_before(value: str | float, evidence: Evidence) -> frozenset[str]:
    """The cue words that stand right before the value in the requests; none where it stands without one somewhere."""
    found: set[str] = set()
    for source in evidence.of("request"):
        for text in _spellings(value, source, evidence.today):
            for start in _occurrences(text, source.folded):
                before = _cue_before(source.folded[:start])
                if before is None:
                    return frozenset()
                found.add(before)
    return frozenset(found)


def _cue_before(text: str) -> str | None:
    skipped = set(context("between_cue_and_value"))
    cues = {cue for pair in context("pairs") for side in pair["cues"] for cue in side}
    nearest = next((word.text for word in reversed(words(text[-60:])) if word.text not in skipped), None)
    return nearest if nearest in cues else None


def _spellings(value: str | float, source: Source, today: date | None) -> Iterator[str]:
    """How the value is written in the source."""
    if isinstance(value, str):
        yield fold(value)
        if today and value[:4].isdecimal():
            yield from (
                fold(said) for said, days in dates.mentions(source.text, today) if value[:10] in {day.isoformat() for day in days}
            )
    else:
        yield from {quantity.text for quantity in quantities(source.text) if equal(quantity.value, value)}


def _occurrences(text: str, within: str) -> Iterator[int]:
    start = within.find(text)
    while text and start >= 0:
        yield start
        start = within.find(text, start + 1)


@rule("CW405")
def ranges_are_in_order(conversation: Conversation) -> Iterator[Objection]:
    """A range does not end before it begins, and a minimum is not above its maximum.

    Blind spots: pairs are told by their names; times of day may pass midnight and are not compared.

    Bad:
        {"messages": [{"role": "user", "content": "Rooms from 2026-12-01 to 2026-12-05"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "rooms", "arguments": "{\\"check_in\\": \\"2026-12-05\\", \\"check_out\\": \\"2026-12-01\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "none"}, {"role": "assistant", "content": "None."}],
         "tools": [{"name": "rooms", "parameters": {"properties": {"check_in": {}, "check_out": {}}}}]}

    Good:
        {"messages": [{"role": "user", "content": "Rooms from 2026-12-01 to 2026-12-05"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "rooms", "arguments": "{\\"check_in\\": \\"2026-12-01\\", \\"check_out\\": \\"2026-12-05\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "none"}, {"role": "assistant", "content": "None."}],
         "tools": [{"name": "rooms", "parameters": {"properties": {"check_in": {}, "check_out": {}}}}]}
    """
    for placed in conversation.trained:
        arguments = placed.call.arguments
        if isinstance(arguments, dict) and len(arguments) > 1:
            for first, second in permutations(arguments, 2):
                if _ordered(first, second) and _exceeds(arguments[first], arguments[second]):
                    yield Objection(
                        f"{placed.path}.arguments.{first}", f"{arguments[first]!r} is after {second} {arguments[second]!r}"
                    )


@lru_cache(maxsize=4096)
def _ordered(first: str, second: str) -> bool:
    """Whether the names differ by one of the pairs only: `start_date` and `end_date`."""
    one, other = fold(first), fold(second)
    return any(low in one and one.replace(low, high, 1) == other for low, high in context("ordered"))


def _exceeds(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return len(one) >= 10 and len(one) == len(other) and one[:4].isdecimal() and one[4] == other[4] == "-" and one > other
    return isinstance(one, int | float) and isinstance(other, int | float) and one > other


RANKS = {"first": 0, "top": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "bottom": -1}
RANKED = re.compile(
    rf"\b(?:the|your|my) ({'|'.join(RANKS)}) (?:one|match|result|hit|item|entry|record|row|option|of|on|in|from|task|customer|contact)\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:next|latter|former|most|least|any|all|each|every\w*|both|other|rest|first|last|top|\w{3,}est)\b", re.IGNORECASE
)
"""Words that choose an item by a comparison, which is not followed here."""


class Item(NamedTuple):
    """An object of a list in a result."""

    values: dict[str, Any]
    named: bool
    """Whether the user said one of its texts."""


@rule("CW406")
def ids_are_of_the_item_meant(conversation: Conversation) -> Iterator[Objection]:
    """Of a list that was returned, the id passed belongs to the item the user spoke of.

    A neighbour's id is well-formed, grounded, and the wrong customer's.

    Blind spots: the item meant is told by a text of it that was said, or by its place ("the first one"); "the cheapest" is not followed.
    A tool that is called several times is let pass, it may go over the list.

    Bad:
        user: Close the task about the visas.
        call: list_tasks {}
        result: {"tasks": [{"task_id": "task_1", "title": "Renew the visas"}, {"task_id": "task_2", "title": "Pay the rent"}]}
        call: update_task {"task_id": "task_2", "status": "done"}
        result: {"task_id": "task_2", "title": "Pay the rent", "status": "done"}
        answer: The task is done.

    Good:
        user: Close the task about the visas.
        call: list_tasks {}
        result: {"tasks": [{"task_id": "task_1", "title": "Renew the visas"}, {"task_id": "task_2", "title": "Pay the rent"}]}
        call: update_task {"task_id": "task_1", "status": "done"}
        result: {"task_id": "task_1", "title": "Renew the visas", "status": "done"}
        answer: The task is done.
    """
    for placed in conversation.trained:
        alone = sum(other.call.name == placed.call.name for other in conversation.trained) == 1
        if alone and placed.turn >= 3 and isinstance(placed.call.arguments, dict):
            yield from _neighbours(placed, conversation.evidence(placed.turn))


def _neighbours(placed: PlacedCall, evidence: Evidence) -> Iterator[Objection]:
    requests = evidence.without("result", "history", "system")
    ranks = {RANKS[rank.lower()] for rank in RANKED.findall(requests.spoken)}
    for name, value in placed.call.arguments.items():
        if not isinstance(value, str) or not _identifies(value) or stands(value, requests):
            continue
        for source in evidence.of("result"):
            if _is_anothers(
                value, list(_items(source.content, requests)), ranks, compared=COMPARED.search(requests.spoken) is not None
            ):
                yield Objection(f"{placed.path}.arguments.{name}", f"{value!r} belongs to an item the user did not speak of")


def _identifies(value: str) -> bool:
    return any(letter.isdigit() or letter == "@" for letter in value) and ISO_DATE.match(value) is None


def _is_anothers(value: str, items: list[Item], ranks: set[int], compared: bool) -> bool:
    """Whether the value is of an item at another place than the one said, or of none that was named while another was."""
    holding = [place for place, item in enumerate(items) if value in item.values.values()]
    if not holding or len(items) < 2:
        return False
    if len(ranks) == 1:
        return min(ranks) % len(items) not in holding
    fields = {name for place in holding for name, leaf in items[place].values.items() if leaf == value}
    rivals = [item for item in items if fields & item.values.keys()]
    return not compared and not any(items[place].named for place in holding) and any(item.named for item in rivals)


def _items(content: Any, requests: Evidence) -> Iterator[Item]:
    if isinstance(content, dict):
        for inner in content.values():
            yield from _items(inner, requests)
    elif isinstance(content, list):
        objects = [item for item in content if isinstance(item, dict)]
        own = _distinguishing(objects)
        for item, texts in zip(objects, own, strict=True):
            yield Item(dict(leaves(item)), any(_spoken_of(text, requests) for text in texts))


def _distinguishing(objects: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Each object's texts that no other one has."""
    texts = [[value for _, value in leaves(item) if isinstance(value, str)] for item in objects]
    return [[text for text in own if sum(text in other for other in texts) == 1] for own in texts]


def _spoken_of(text: str, requests: Evidence) -> bool:
    """Whether the text is said, or its rarest long words are: "the visas" for "Renew the visas"."""
    if stands(text, requests) or any(letter.isdigit() for letter in text):
        return stands(text, requests) is not None
    said = frozenset().union(*(source.stems for source in requests.sources))
    own = content_stems(text)
    return sum(each in said for each in own) * 2 >= len(own)
