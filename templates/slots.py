"""Slots in phrases: `{title}`, and noun phrases with a space in them, such as `{an object}`; optional parts around them.

A part `[ by {person}]` is said where its slots are filled; of `[{kind}|some music]` the first such is.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

SLOT = re.compile(r"\{([a-z_ ]+)\}")
PART = re.compile(r"\[([^\[\]]*)\]")
FILLED = re.compile(SLOT.pattern + r"(\.(?!\.))?")
"""A slot and the full stop after it, which a value that brings its own end makes superfluous."""
ENDS = (".", "!", "?")
QUALIFIED = "qualified"
"""What is said of things to tell which: "anything {qualified}"."""
OBJECT_SLOTS = frozenset({"object", "an object", "the object", "objects", "things", QUALIFIED, "rest"})
"""Filled from the tool or from what is left to say, not from one value."""


@lru_cache(maxsize=65536)
def slots_of(text: str) -> frozenset[str]:
    return frozenset(SLOT.findall(text))


def with_parts(text: str, given: frozenset[str]) -> str:
    """`text` with those of its optional parts of which every slot is given.

    >>> with_parts("play [{kind}|music][ by {person}]", frozenset({"person"}))
    'play music by {person}'
    """
    literals, parts = _parts(text)
    said = [next((said for said, slots in part if slots <= given), "") for part in parts]
    return "".join([piece for pair in zip(literals, [*said, ""], strict=True) for piece in pair]).strip()


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[list[str], list[list[tuple[str, frozenset[str]]]]]:
    """What stands around its optional parts, and of each what it may say, with the slots that takes."""
    pieces = PART.split(text)
    return pieces[::2], [[(said, slots_of(said)) for said in part.split("|")] for part in pieces[1::2]]


def fill_slots(text: str, words: Mapping[str, str]) -> str:
    """`text` with its slots filled; a value that holds braces is left alone.

    >>> fill_slots("It says: {v}.", {"v": "Back at two."}), fill_slots("It says: {v}.", {"v": "back at two"})
    ('It says: Back at two.', 'It says: back at two.')
    """
    literal, slots = _split(text)
    return literal % tuple([ended(words[slot], stop) if stop else words[slot] for slot, stop in slots])


@lru_cache(maxsize=65536)
def _split(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with a `%s` for each slot, then the slots, each with its full stop. Phrases are filled over and over."""
    parts = FILLED.split(text)
    literal = "%s".join(part.replace("%", "%%") for part in parts[::3])
    return literal, tuple((slot, stop or "") for slot, stop in zip(parts[1::3], parts[2::3], strict=True))


def ended(value: str, stop: str) -> str:
    """With the full stop of its slot, which may be empty, unless it brings an end of its own."""
    return value if value.endswith(ENDS) else value + stop
