"""Where in a text the words stand that a longer phrase may begin with, so that its expression is tried there and nowhere else.

>>> places("in 3 days, or within a week", frozenset({"in", "a"}))
[(0, 'in'), (21, 'a')]
"""

import re
from collections.abc import Callable, Iterable

WORD = re.compile(r"\w+")
FIGURE = "0"
"""Stands for every word that begins with a digit."""


class _Letters(dict[int, str | int]):
    """For `str.translate`: a blank for whatever is in no word, as `\\W` has it."""

    def __missing__(self, code: int) -> str | int:
        letter = chr(code)
        self[code] = kept = code if letter.isalnum() or letter == "_" else " "
        return kept


def blanking(others: str = "") -> Callable[[str], str]:
    """A function that puts a blank for each letter that is in no word, and for the others.

    To split at these takes a sixth of `findall`. ASCII is translated as bytes, in a sixth of what `str.translate` needs.
    """
    letters = _Letters({ord(other): " " for other in others})
    in_ascii = bytes(range(128)).decode().translate(letters).encode().ljust(256)

    def blanked(text: str) -> str:
        return text.encode().translate(in_ascii).decode() if text.isascii() else text.translate(letters)

    return blanked


_blanked = blanking()


def first_word(text: str) -> str:
    """FIGURE where it begins with a digit."""
    word = WORD.match(text)
    return FIGURE if text[:1].isdecimal() else word[0] if word else ""


def first_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(first_word, texts))


def places(lower: str, first: frozenset[str]) -> list[tuple[int, str]]:
    """The words of a text in lower case that are among the first words, from left to right: where each starts, and which it is."""
    spaced = f" {_blanked(lower)} "
    words = set(spaced.split())
    sought = [(word, word) for word in words & first]
    if FIGURE in first:
        sought += [(word, FIGURE) for word in words if word[0].isdecimal() and word != FIGURE]
    found = []
    for word, stated in sought:
        start = -1
        while (start := spaced.find(f" {word} ", start + 1)) >= 0:
            found.append((start, stated))
    return sorted(found)
