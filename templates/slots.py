"""Slots in phrases: `{title}`, and noun phrases with a space in them, such as `{an object}`."""

import re
from collections.abc import Mapping

SLOT = re.compile(r"\{([a-z_ ]+)\}")
FILLED = re.compile(SLOT.pattern + r"(\.(?!\.))?")
"""A slot and the full stop after it, which a value that brings its own end makes superfluous."""
ENDS = (".", "!", "?")
OBJECT_SLOTS = frozenset({"object", "an object", "the object", "objects", "things", "rest"})
"""Filled from the tool or from what is left to say, not from one value."""


def slots_of(text: str) -> frozenset[str]:
    return frozenset(SLOT.findall(text))


def fill_slots(text: str, words: Mapping[str, str]) -> str:
    """`text` with its slots filled; a value that holds braces is left alone.

    >>> fill_slots("It says: {v}.", {"v": "Back at two."}), fill_slots("It says: {v}.", {"v": "back at two"})
    ('It says: Back at two.', 'It says: back at two.')
    """
    return FILLED.sub(lambda match: _ended(words[match[1]], match[2] or ""), text)


def _ended(value: str, stop: str) -> str:
    return value if value.endswith(ENDS) else value + stop
