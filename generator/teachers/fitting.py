"""Which words can stand beside a value: no "until in two weeks", no "the ticket that one", no "one stars", no "a album"."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from callwright.templates.naming import article, is_plural
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.slots import FILLED, SLOT, ended
from callwright.tools.values.value import Value

WITH_NUMBER = tuple(f"{{{slot}}}" for slot in ("object", "an object", "the object"))
"""Before an id; before "that one" they are too much."""
POINTED = re.compile(r"\b(an?|the|this|that) ((?:\{[a-z_]+\} )*\{[a-z_]+\})")
"""What points at a noun, and the slots of the noun and of what stands before it."""
AFTER_ONE = re.compile(r"(1|one)(?<![\w.,/:#-]1)(?<![\w.,/:#-]one) ([a-z]+s|people)\b")
"""What stands before the number is looked at behind it: an expression that begins with letters is searched for in a third of the
time."""


def clashes(slots: Mapping[str, Value], book: Phrasebook) -> tuple[str, ...]:
    """What a carrier must not hold: words before a value that clash with those it begins with."""
    return tuple([f"{before} {{{slot}}}" for slot, value in slots.items() for before in _clashing(value, book)])


def _clashing(value: Value, book: Phrasebook) -> Sequence[str]:
    """What cannot stand right before the value."""
    if value.form.startswith("reference"):
        return WITH_NUMBER
    return _clashing_with(book).get(value.surface.split(" ", 1)[0].lower(), ())


@lru_cache(maxsize=8)
def _clashing_with(book: Phrasebook) -> Mapping[str, Sequence[str]]:
    """First word of a value -> what cannot stand right before it; the first entry that holds the word counts."""
    return {first: entry["before"] for entry in reversed(book.grammar["clashes"]) for first in entry["first"]}


def unled(phrases: Sequence[str], value: Value, book: Phrasebook) -> Sequence[str]:
    clashing = clashes({"v": value}, book)
    return (
        [phrase for phrase in phrases if not any(clash in phrase.lower() for clash in clashing)] or phrases if clashing else phrases
    )


def agreeing(text: str, book: Phrasebook) -> str:
    """One of a thing: "one stars" is one star."""
    plurals = book.grammar["after_one"]
    return AFTER_ONE.sub(lambda match: f"{match[1]} {plurals.get(match[2], match[2])}", text)


def said_with(text: str, words: Mapping[str, str], book: Phrasebook) -> str:
    """The text with its slots filled, and with the articles that what fills them wants: "an album", "songs", "these songs"."""
    literal, slots = _pointed(text)
    return literal % tuple([_said(slot, words, book.grammar) if slot.said or slot.stop else words[slot.name] for slot in slots])


class Pointed(NamedTuple):
    """A slot, and what points at the noun that begins with it."""

    name: str
    stop: str
    said: str
    """`a`, `the`, `this`; empty where nothing points there."""
    noun: str
    """The noun's own slot: the last of several."""


@lru_cache(maxsize=65536)
def _pointed(text: str) -> tuple[str, tuple[Pointed, ...]]:
    """The text with a `%s` for each slot, with what points at it, then the slots."""
    nouns = {match.start(2): (match[1], SLOT.findall(match[2])[-1]) for match in POINTED.finditer(text)}
    literal, end, slots = "", 0, list[Pointed]()
    for slot in FILLED.finditer(text):
        said, noun = nouns.get(slot.start(), ("", ""))
        before = text[end : slot.start()].removesuffix(f"{said} ") if said else text[end : slot.start()]
        literal += before.replace("%", "%%") + "%s"
        slots.append(Pointed(slot[1], slot[2] or "", said, noun))
        end = slot.end()
    return literal + text[end:].replace("%", "%%"), tuple(slots)


def _said(slot: Pointed, words: Mapping[str, str], grammar: Mapping[str, Any]) -> str:
    """What fills the slot, with its full stop and behind what points there."""
    value = words[slot.name]
    return (_pointing(slot, value, words, grammar) if slot.said else "") + ended(value, slot.stop)


def _pointing(slot: Pointed, value: str, words: Mapping[str, str], grammar: Mapping[str, Any]) -> str:
    """What points at the noun: as said, as the noun wants it, or nothing where the value brings its own."""
    if (
        slot.said in grammar["pointing_at_many"]
        and slot.noun in grammar["nouns"]
        and is_plural(words[slot.noun], grammar["singulars"])
    ):
        return str(grammar["pointing_at_many"][slot.said])
    begins = value.split(" ", 1)[0]
    if begins in grammar["pointing"] or begins.endswith(grammar["owners"]):
        return ""
    return f"{article(value, grammar) if slot.said in ('a', 'an') else slot.said} "
