"""Words compared as people compare them: case, accents, punctuation, plurals and inflections do not count.

>>> [word.stem for word in words("The Swollen knees, SHUFFLED")]
['the', 'swol', 'kne', 'shuffl']
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"\w+")
BOUNDARY = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
SUFFIXES = ("ing", "ed", "es", "en", "er", "ly", "s", "e", "y")
"""Cut off once each, in this order, while at least four letters stay: crude, and the same on both sides."""


class Word(NamedTuple):
    text: str
    """Folded."""
    stem: str


def fold(text: str) -> str:
    """Lower case without accents; typographic quotes and dashes become plain ones."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


_TYPOGRAPHY = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "ø": "o",
        "Ø": "O",
        "ß": "ss",
        "æ": "ae",
        "ł": "l",
        "Ł": "L",
    }
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    if not word.isalpha():
        return word
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4 - (suffix in ("s", "e", "y")):
            word = word[: -len(suffix)]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def words(text: str) -> list[Word]:
    """The words of a text, underscores apart (`due_today` has two)."""
    folded = fold(text).replace("_", " ").replace("'s ", " s ")
    return [Word(found, stem(found)) for found in WORD.findall(folded)]


def compact(text: str) -> str:
    """Letters and digits only: `+47 912 34 567` as `4791234567`."""
    return "".join(WORD.findall(fold(text).replace("_", "")))
