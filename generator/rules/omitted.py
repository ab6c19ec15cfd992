"""CW4xx about what was said and is not passed."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from functools import lru_cache
from typing import Any

from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.evidence import ANY_DAY, Source
from callwright.generator.rules.outline import calls_are_made
from callwright.generator.rules.quantities import equal, quantities
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.speech import any_of
from callwright.generator.rules.text import fold, spoken, stem, stems, words
from callwright.tools.tool import JsonSchema, Tool
from callwright.tools.values import dates, enums

GAP = " | "
"""Stands where something was said that is passed; no words are neighbours across it."""
NEAR = 2
"""A number this many words from a word of the parameter's name is meant for it."""
LIMITS = frozenset({"max", "limit", "count", "top", "size"})
"""Parameters of these names are said with any of these words: `max_results` as "at most six", "top 6"."""
LIMITING = r"(?:max|maximum|at most|no more than|up to|limit(?:ed)?(?: it| them)?(?: to)?|top)"
LIMIT_TELLING = ("max", "maximum", "most", "than", "to", "limit", "limited", "top")
"""A word of each of these."""
DUE = re.compile(r"\b(?:by|due|until|deadline|no later than)(?: (?:is|it|on|for|of|to|the|at))*[ :,]*$")
"""Words right before a date that say what it is for."""
DUE_TELLING = ("by", "due", "until", "deadline", "than")
DUE_WORDS = re.compile(rf"\b(?:{'|'.join(DUE_TELLING)})\b")
NAMED = r"(?:d\b| line\b| field\b|:| is\b| should\b| will\b| being\b| reads\b)"
"""What follows a parameter's name where its value comes next."""
PLACED = r"\b(?:in|among|as) (?:the |my |our |degrees )?$"
"""Words right before a member of an enumeration that say where it belongs."""


@rule("CW408", outlines=calls_are_made)
def what_is_said_is_passed(conversation: Conversation) -> Iterator[Objection]:
    """A value that the user states for an optional parameter is passed.

    A call that drops "by Friday" is valid, grounded, and not what was asked for; a student learns from it to drop deadlines.

    Blind spots: only what is plainly said is missed: a member of an enumeration beside the parameter's name or by a word that
    nothing else uses, a date after a word such as "by" or "due", a number beside the parameter's name, a text after its name.
    What is a part of any value passed in the conversation is let pass, and so is a tool that was called before: a later request
    says only what changes.

    Bad:
        system: Today is 2026-11-20 (Friday).
        user: Create a task to renew the visas, due next Friday, high priority.
        call: create_task {"title": "Renew the visas"}
        result: {"task_id": "task_4", "title": "Renew the visas", "priority": "medium", "status": "open"}
        answer: Renew the visas is on your list.

    Good:
        system: Today is 2026-11-20 (Friday).
        user: Create a task to renew the visas, due next Friday, high priority.
        call: create_task {"title": "Renew the visas", "due_date": "2026-11-27", "priority": "high"}
        result: {"task_id": "task_4", "title": "Renew the visas", "priority": "high", "status": "open"}
        answer: Renew the visas is on your list.
    """
    for placed in conversation.trained:
        tool = conversation.legible(placed.call)
        alike = [other for other in conversation.trained if other.call.name == placed.call.name]
        if tool is None or alike[0].turn < placed.turn:
            continue
        evidence = conversation.evidence(placed.turn)
        absent = _told(tool, evidence.requests, _passed(alike))
        if not absent:
            continue
        today = evidence.today or ANY_DAY
        text = GAP.join(source.folded for source in evidence.requests)
        # Most requests state nothing for what is absent, and what is said at all is cheaper to see than what is left of it.
        stated = {name: schema for name, schema in absent.items() if _said_for(name, schema, text, today)}
        left = _left(conversation, text, today) if stated else ""
        for name, schema in stated.items():
            if said := _said_for(name, schema, left, today):
                yield Objection(f"{placed.path}.arguments", f"{said!r} was said, but {name} is not passed", f"pass {name}")


def _passed(alike: Iterable[PlacedCall]) -> set[str]:
    """What any of the calls of one tool passes: of two e-mails asked for at once only one may have a subject."""
    return {name for placed in alike if isinstance(placed.call.arguments, dict) for name in placed.call.arguments}


def _told(tool: Tool, requests: Sequence[Source], passed: Set[str]) -> dict[str, JsonSchema]:
    """The parameters that are not passed, less those that nothing in the requests can state a value for."""
    return {
        name: schema
        for name, schema, telling in _sought(tool)
        if name not in passed and (telling is None or any(not telling.isdisjoint(source.stems) for source in requests))
    }


@lru_cache(maxsize=1024)
def _sought(tool: Tool) -> tuple[tuple[str, JsonSchema, frozenset[str] | None], ...]:
    """Each parameter that `_said_for` looks for: stems without one of which it finds nothing, None where there are none."""
    schemas = _schemas(tool).items()
    return tuple((name, schema, _stems_for(name, schema)) for name, schema in schemas if text_members(schema) or _kind(schema))


def _stems_for(name: str, schema: JsonSchema) -> frozenset[str] | None:
    if members := text_members(schema):
        patterns = [_sayings(member, members, name, schema.get("description", "")) for member in members]
        told = [spoken(saying) for sayings in patterns for saying in sayings]
        return frozenset(stem(max(said, key=len)) for said in told) if all(told) else None
    match _kind(schema):
        case "date":
            return frozenset(map(stem, DUE_TELLING))
        case "number":
            return _names(name) | (frozenset(map(stem, LIMIT_TELLING)) if _names(name) & LIMITS else frozenset())
    return frozenset(map(stem, last_words(name)))


def last_words(name: str) -> frozenset[str]:
    """The last word of a parameter's name as it is said: `title`, or `titled`."""
    last = spoken(name)[-1:]
    return frozenset(word + ending for word in last for ending in ("", "d"))


def _left(conversation: Conversation, text: str, today: date) -> str:
    """The text less all that any call of the conversation passes."""
    for call in conversation.calls:
        if tool := conversation.legible(call.call):
            for name, value in call.call.arguments.items():
                text = _without(text, value, name, _schemas(tool).get(name, {}), today)
    return text


@lru_cache(maxsize=1024)
def _schemas(tool: Tool) -> dict[str, JsonSchema]:
    """The parameters' schemas, less those that are only true or false."""
    return {name: schema for name, schema in tool.properties.items() if isinstance(schema, dict)}


def _without(text: str, value: Any, name: str, schema: JsonSchema, today: date) -> str:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            text = _without(text, part, name, {}, today)
        return text
    if isinstance(value, bool) or value is None:
        return text
    if not isinstance(value, str):
        spoken = sorted({quantity.text for quantity in quantities(text) if equal(quantity.value, value)}, key=len)
        return any_of(spoken).sub(GAP, text) if spoken else text
    if value in (members := text_members(schema)):
        text = sayings_pattern(value, members, name, schema.get("description", "")).sub(GAP, text)
    if value[:4].isdecimal():
        for said, days in dates.mentions(text, today):
            text = text.replace(fold(said), GAP) if value[:10] in {day.isoformat() for day in days} else text
    if fold(value) in text:
        return text.replace(fold(value), GAP)
    return _without_words(text, value)


def _without_words(text: str, value: str) -> str:
    """For what is passed in other words than it was said: each word of it that was."""
    passed = set(stems(value))
    return re.sub(r"[^\W_]+", lambda word: GAP if stem(word[0]) in passed else word[0], text)


@lru_cache(maxsize=4096)
def sayings_pattern(member: str, members: tuple[str, ...], name: str, description: str) -> re.Pattern[str]:
    """Every way to say the member, in folded text."""
    return any_of(_sayings(member, members, name, description))


def _sayings(member: str, members: tuple[str, ...], name: str, description: str) -> set[str]:
    return {fold(said) for said, _ in enums.sayings(member, members, name, description)} or {fold(member)}


def _said_for(name: str, schema: JsonSchema, left: str, today: date) -> str | None:
    """What of the text states a value for the parameter."""
    if members := text_members(schema):
        return _member(name, schema, members, left)
    match _kind(schema):
        case "date":
            return _date(left, today)
        case "number":
            return _number(name, left)
        case "text":
            return _text(name, left)
    return None


def _kind(schema: JsonSchema) -> str | None:
    """How a value of the parameter is looked for, None where it is not."""
    if schema.get("format") in ("date", "date-time"):
        return "date"
    held = schema.get("type")
    return "number" if held in ("integer", "number") else "text" if held == "string" else None


def text_members(schema: JsonSchema) -> tuple[str, ...]:
    """The texts of an enumeration."""
    return tuple(member for member in schema.get("enum", ()) if isinstance(member, str))


def _member(name: str, schema: JsonSchema, members: tuple[str, ...], left: str) -> str | None:
    for member in members:
        if found := sayings_pattern(member, members, name, schema.get("description", "")).search(left):
            around = left[max(0, found.start() - 30) : found.end() + 30]
            if _names(name) & set(stems(around)) or re.search(PLACED, left[: found.start()]):
                return found[0]
    return None


def _date(left: str, today: date) -> str | None:
    if not DUE_WORDS.search(left):
        return None
    return next((said for said, _ in dates.mentions(left, today) if DUE.search(left[: left.find(fold(said))])), None)


def _number(name: str, left: str) -> str | None:
    own = _names(name)
    if not own & set(stems(left)) and not (own & LIMITS and re.search(rf"\b{LIMITING}\b", left)):
        return None
    for quantity in quantities(left):
        place = re.search(rf"(?<!\w){re.escape(quantity.text)}(?!\w)", left)
        if place is None:
            continue
        before, after = words(left[: place.start()].rpartition("|")[2])[-NEAR:], words(left[place.end() :].partition("|")[0])[:NEAR]
        if own & {word.stem for word in (*before, *after)}:
            return quantity.text
        if quantity.value > 1 and own & LIMITS and re.search(rf"\b{LIMITING}[ :]*$", left[: place.start()]):
            return quantity.text
    return None


def _text(name: str, left: str) -> str | None:
    for found in _naming(name).finditer(left):
        before, after = left[: found.start()].rstrip(" \"'"), left[found.end() :].lstrip(" \"':")
        if not (before.endswith("|") if found[1] else after.startswith("|") or not after):
            return found[0]
    return None


@lru_cache(maxsize=4096)
def _naming(name: str) -> re.Pattern[str]:
    spoken = re.escape(fold(name).replace("_", " "))
    return re.compile(rf"\b{spoken}{NAMED}|\b(as|under) (?:the|a|its) (?:\w+ )?{spoken}\b")


@lru_cache(maxsize=4096)
def _names(name: str) -> frozenset[str]:
    return frozenset(stems(name))
