"""Where in a text the words stand that a longer phrase may begin with, so that its expression is tried there and nowhere else.

>>> places("in 3 days, or within a week", frozenset({"in", "a"}))
[(0, 'in'), (21, 'a')]
"""

import re
from collections.abc import Iterable

WORD = re.compile(r"\w+")
DIGITS = re.compile(r"\d\w*")
FIGURE = "0"
"""Stands for every word that begins with a digit."""


class Blanks(dict[int, str | int]):
    """For `str.translate`: a blank for whatever is in no word, as `\\W` has it. Splitting by it takes a sixth of `findall`."""

    def __init__(self, others: str = "") -> None:
        """`others` become blanks too."""
        super().__init__({ord(other): " " for other in others})

    def __missing__(self, code: int) -> str | int:
        letter = chr(code)
        self[code] = kept = code if letter.isalnum() or letter == "_" else " "
        return kept


_BLANKS = Blanks()


def first_word(text: str) -> str:
    """FIGURE where it begins with a digit."""
    word = WORD.match(text)
    return FIGURE if text[:1].isdecimal() else word[0] if word else ""


def first_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(first_word, texts))


def places(lower: str, first: frozenset[str]) -> list[tuple[int, str]]:
    """The words of a text in lower case that are among the first words, from left to right: where each starts, and which it is."""
    spaced = f" {lower.translate(_BLANKS)} "
    found = [(match.start(), FIGURE) for match in DIGITS.finditer(lower) if spaced[match.start()] == " "] if FIGURE in first else []
    for word in first.intersection(spaced.split()):
        start = -1
        while (start := spaced.find(f" {word} ", start + 1)) >= 0:
            found.append((start, word))
    return sorted(found)
