"""Slots in phrases: `{title}`, and noun phrases with a space in them, such as `{an object}`."""

import re
from collections.abc import Mapping

SLOT = re.compile(r"\{([a-z_ ]+)\}")
OBJECT_SLOTS = frozenset({"object", "an object", "the object", "objects", "rest"})
"""Filled from the tool or from what is left to say, not from one value."""


def slots_of(text: str) -> frozenset[str]:
    return frozenset(SLOT.findall(text))


def fill_slots(text: str, words: Mapping[str, str]) -> str:
    """`text` with its slots filled; a value that holds braces is left alone."""
    return SLOT.sub(lambda match: words[match[1]], text)
