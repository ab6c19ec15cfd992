"""Words compared as people compare them: case, accents, punctuation, plurals and inflections do not count.

>>> [word.stem for word in words("The Swollen knees, SHUFFLED")]
['the', 'swol', 'kne', 'shuffl']
"""

import unicodedata
from typing import NamedTuple

from callwright.tools.values.word_places import blanking

_blanked = blanking("_")
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
    if plain.isascii():
        return plain.lower()
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


class _Stems(dict[str, str]):
    """Word -> stem, each found once: every word of every message is asked for, and `lru_cache` takes twice as long to answer."""

    KEPT = 20_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self.KEPT:
            self.clear()
        self[word] = found = _stem(word)
        return found


def _stem(word: str) -> str:
    if not word.isalpha():
        return word
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4 - (suffix in ("s", "e", "y")):
            word = word[: -len(suffix)]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


stem = _Stems().__getitem__


def spoken(text: str) -> list[str]:
    """The words of a text, folded, underscores apart (`due_today` has two)."""
    return split(fold(text))


def split(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    return _blanked(folded).split()


def stems(text: str) -> list[str]:
    return list(map(stem, spoken(text)))


def words(text: str) -> list[Word]:
    return [Word(found, stem(found)) for found in spoken(text)]
