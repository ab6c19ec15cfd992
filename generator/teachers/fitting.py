"""Which words can stand beside a value: no "until in two weeks", no "the ticket that one", no "one stars", no "a album"."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from callwright.templates.naming import article, is_plural
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.slots import SLOT
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


def articled(text: str, words: Mapping[str, str], book: Phrasebook) -> str:
    """The text with the articles that the words of its slots want: "an album", "songs", "these songs"."""
    literal, pointing = _pointed(text)
    return literal % tuple([_pointing(said, slots, words, book.grammar) for said, slots in pointing]) if pointing else text


@lru_cache(maxsize=65536)
def _pointed(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with a `%s` for each place that points at a noun, then what points there, and the slots."""
    parts = POINTED.split(text)
    return "%s".join(part.replace("%", "%%") for part in parts[::3]), tuple(zip(parts[1::3], parts[2::3], strict=True))


def _pointing(said: str, slots: str, words: Mapping[str, str], grammar: Mapping[str, Any]) -> str:
    names = SLOT.findall(slots)
    first, noun = names[0], names[-1]
    if said in grammar["pointing_at_many"] and noun in grammar["nouns"] and is_plural(words[noun], grammar["singulars"]):
        return str(grammar["pointing_at_many"][said]) + slots
    begins = words.get(first, "").split(" ")[0]
    if begins in grammar["pointing"] or begins.endswith(grammar["owners"]):
        return slots
    return f"{article(words[first], grammar)} {slots}" if said in ("a", "an") else f"{said} {slots}"
