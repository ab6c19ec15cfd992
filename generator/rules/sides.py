"""CW4xx about values that are there, but on the wrong side: swapped, out of order, or another item's."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import permutations
from typing import Any

from callwright.generator.rules.context import context
from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.evidence import Evidence, Source
from callwright.generator.rules.omitted import last_words, sayings_pattern, text_members
from callwright.generator.rules.outline import calls_are_made
from callwright.generator.rules.quantities import equal, quantities
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.speech import Wording
from callwright.generator.rules.text import fold, spoken, words
from callwright.tools.values import dates
from callwright.tools.values.pairs import exceeds, is_range

SAID = (str, int, float)
"""What a user can say; a union of types takes longer to look at than the value."""
LEADING_TO_NAME = re.compile(r"[\"']? (?:(?:as|in|for|on) )?(?:(?:the|its|my|our) )?$")
LONGEST_SAYING = 60


@rule("CW404", outlines=calls_are_made)
def pairs_are_not_swapped(conversation: Conversation) -> Iterator[Objection]:
    """Of parameters that come in pairs (from and to, start and end) each gets its own value, and so does each that is named.

    "From Oslo to Rome" passed the other way round has every value grounded, and is wrong. So is "subject: Lunch" passed as body.

    Blind spots: pairs are told by their names (`context.yaml`); a value is only placed by the word right before it, so "Rome
    is where I want to go" says nothing. Other parameters' values are placed only right after the parameter's own name.

    Bad:
        {"messages": [{"role": "user", "content": "Fly me from Oslo to Rome"}, {"role": "assistant", "content": null,
        "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "fly",
         "arguments": "{\\"origin\\": \\"Rome\\", \\"destination\\": \\"Oslo\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "ok"}, {"role": "assistant", "content": "Booked."}],
         "tools": [{"name": "fly", "parameters": {"properties": {"origin": {}, "destination": {}}}}]}

    Good:
        {"messages": [{"role": "user", "content": "Fly me from Oslo to Rome"}, {"role": "assistant", "content": null,
        "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "fly",
         "arguments": "{\\"origin\\": \\"Oslo\\", \\"destination\\": \\"Rome\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "ok"}, {"role": "assistant", "content": "Booked."}],
         "tools": [{"name": "fly", "parameters": {"properties": {"origin": {}, "destination": {}}}}]}
    """
    for placed in conversation.trained:
        arguments = placed.call.arguments
        if isinstance(arguments, dict) and len(arguments) > 1:
            yield from _named_another(conversation, placed)
            for name, sides in _sided(tuple(arguments)):
                if isinstance(value := arguments[name], SAID):
                    before = _words_before(value, conversation.evidence(placed.turn))
                    if before and all(before & other and not before & own for own, other in sides):
                        yield Objection(
                            f"{placed.path}.arguments.{name}", f"{value!r} stands after {min(before)!r}, the other side"
                        )


def _named_another(conversation: Conversation, placed: PlacedCall) -> Iterator[Objection]:
    """Values that stand right after the name of another parameter of the call, where that one's own is nowhere beside its name."""
    tool = conversation.legible(placed.call)
    texts = {name: value for name, value in placed.call.arguments.items() if isinstance(value, str)}
    if tool is None or len(texts) < 2:
        return
    telling, schemas = _telling(tuple(texts)), tool.properties
    requests = [source for source in conversation.evidence(placed.turn).requests if not telling.isdisjoint(source.word_set)]
    for name in texts if requests else ():
        around = list(_texts_around(name, requests))
        own = (texts[name], name, schemas.get(name))
        if any(_begins_with(after, *own) or _ends_with(before, *own) for before, after in around):
            continue
        for _, after in around:
            for other in texts:
                if other != name and _begins_with(after, texts[other], other, schemas.get(other)):
                    yield Objection(f"{placed.path}.arguments.{other}", f"{texts[other]!r} stands after {name!r}")


def _texts_around(name: str, requests: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """What stands before the parameter's name and after it, each time it is said."""
    named = _named(name)
    for source in requests:
        for found in named.all(source.folded, source.word_set):
            yield source.folded[: found.start()], source.folded[found.end() :]


@lru_cache(maxsize=1024)
def _named(name: str) -> Wording:
    spoken = re.escape(fold(name).replace("_", " "))
    pattern = re.compile(rf"\b(?:{spoken}(?:d| line| field)?(?: is| should be| will be|:)?|{spoken}:)[ \"']+")
    return Wording(pattern, last_words(name))


@lru_cache(maxsize=4096)
def _telling(names: tuple[str, ...]) -> frozenset[str]:
    """Words without one of which no value is named by any of the names, as in most requests."""
    return frozenset().union(*(_named(name).telling for name in names))


def _begins_with(text: str, value: str, name: str, schema: Any) -> bool:
    members = text_members(schema) if isinstance(schema, dict) else ()
    if value in members:
        return sayings_pattern(value, members, name, schema.get("description", "")).match(text) is not None
    return text.startswith(fold(value))


def _ends_with(text: str, value: str, name: str, schema: Any) -> bool:
    """As "Lunch as the subject" and "with high priority" do, up to the name."""
    text = LEADING_TO_NAME.sub("", text)
    members = text_members(schema) if isinstance(schema, dict) else ()
    if value not in members:
        return text.endswith(fold(value))
    last = text[-LONGEST_SAYING:]
    return any(
        found.end() == len(last) for found in sayings_pattern(value, members, name, schema.get("description", "")).finditer(last)
    )


Sides = tuple[tuple[frozenset[str], frozenset[str]], ...]
"""For each pair a parameter may be of: the cues of its own side and those of the other."""


@lru_cache(maxsize=4096)
def _sided(names: tuple[str, ...]) -> tuple[tuple[str, Sides], ...]:
    """The parameters that are of a pair."""
    return tuple((name, sides) for name in names if (sides := _sides(name)))


def _sides(name: str) -> Sides:
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
    for source in evidence.requests:
        for text in _spellings(value, source, evidence.today):
            for start in _occurrences(text, source.folded):
                before = _cue_before(source.folded[:start])
                if before is None:
                    return frozenset()
                found.add(before)
    return frozenset(found)


def _cue_before(text: str) -> str | None:
    nearest = next((word for word in reversed(spoken(text[-60:])) if word not in _skipped()), None)
    return nearest if nearest in _cues() else None


@cache
def _skipped() -> frozenset[str]:
    return frozenset(context("between_cue_and_value"))


@cache
def _cues() -> frozenset[str]:
    return frozenset(cue for pair in context("pairs") for side in pair["cues"] for cue in side)


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


@rule("CW405", outlines=calls_are_made)
def ranges_are_in_order(conversation: Conversation) -> Iterator[Objection]:
    """A range does not end before it begins, and a minimum is not above its maximum.

    Blind spots: pairs are told by their names; times of day may pass midnight and are not compared.

    Bad:
        {"messages": [{"role": "user", "content": "Rooms from 2026-12-01 to 2026-12-05"}, {"role": "assistant",
        "content": null, "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "rooms",
         "arguments": "{\\"check_in\\": \\"2026-12-05\\", \\"check_out\\": \\"2026-12-01\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "none"}, {"role": "assistant", "content": "None."}],
         "tools": [{"name": "rooms", "parameters": {"properties": {"check_in": {}, "check_out": {}}}}]}

    Good:
        {"messages": [{"role": "user", "content": "Rooms from 2026-12-01 to 2026-12-05"}, {"role": "assistant",
        "content": null, "tool_calls": [{"id": "a",
         "type": "function", "function": {"name": "rooms",
         "arguments": "{\\"check_in\\": \\"2026-12-01\\", \\"check_out\\": \\"2026-12-05\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "none"}, {"role": "assistant", "content": "None."}],
         "tools": [{"name": "rooms", "parameters": {"properties": {"check_in": {}, "check_out": {}}}}]}
    """
    for placed in conversation.trained:
        arguments = placed.call.arguments
        if isinstance(arguments, dict) and len(arguments) > 1:
            for first, second in _ranges(tuple(arguments)):
                if exceeds(arguments[first], arguments[second]):
                    yield Objection(
                        f"{placed.path}.arguments.{first}", f"{arguments[first]!r} is after {second} {arguments[second]!r}"
                    )


@lru_cache(maxsize=4096)
def _ranges(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in permutations(names, 2) if is_range(*pair))
