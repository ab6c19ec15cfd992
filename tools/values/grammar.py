"""Free text composed from word lists, with the lists' entries dealt to the sides of the split.

An entry may hold slots: `{symbol}` is expanded, `{symbol|filter}` changed in case, `{n3}`, `{a2}`, `{hex8}` are digits, capitals
and hexadecimal digits. Of a list of plain entries (ten or more) a tenth is kept for validation and a tenth for test.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from random import Random

from callwright.tools.values.words import words

FILES = ("lexicon_work", "lexicon_mail", "lexicon_people", "lexicon_world", "lexicon_leisure", "lexicon_computing", "lexicon_said")
SLOT = re.compile(r"\{([\w|]+)\}")
MADE = re.compile(r"(n|a|hex|b58_|mix)(\d+)")
ALPHABETS = {
    "n": "0123456789",
    "a": "ABCDEFGHJKLMNPRSTUVWXYZ",
    "hex": "0123456789abcdef",
    "b58_": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "mix": "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789",
}
DEALT_FROM = 10
OWN_SHARE = 0.5
"""How often validation and test take an entry that train never sees, where a list has some."""


@dataclass(frozen=True)
class Made:
    """Characters drawn from an alphabet."""

    alphabet: str
    length: int

    def drawn(self, rng: Random) -> str:
        alphabet, size, draw = self.alphabet, len(self.alphabet), rng.random
        return "".join([alphabet[int(draw() * size)] for _ in range(self.length)])


@dataclass(frozen=True)
class Changed:
    """An entry of another list in another case."""

    entries: "Entries"
    change: Callable[[str], str]

    def drawn(self, rng: Random) -> str:
        return self.change(self.entries.drawn(rng))


@dataclass(frozen=True)
class Slotted:
    """A text with something drawn in its slots."""

    literal: str
    """With a `%s` for each slot."""
    slots: "tuple[Made | Changed | Entries, ...]"

    def drawn(self, rng: Random) -> str:
        return _stopped(self.literal % tuple([slot.drawn(rng) for slot in self.slots]))


class Entries:
    """A list as far as a side may use it."""

    def __init__(self, symbol: str, side: str) -> None:
        self.symbol, self.side = symbol, side

    @cached_property
    def _pools(self) -> tuple[Sequence[str | Slotted], Sequence[str | Slotted]]:
        """What every side may use, and what only this side may."""
        entries = _lists()[self.symbol]
        if len(entries) < DEALT_FROM or any("{" in str(entry) for entry in entries):
            return [self._compiled(entry) for entry in entries], ()
        shared = [_stopped(entry) for entry in entries if dealt_to(self.symbol, entry) == "train"]
        return shared, [_stopped(entry) for entry in entries if dealt_to(self.symbol, entry) == self.side != "train"]

    def _compiled(self, entry: str) -> str | Slotted:
        texts = SLOT.split(str(entry))
        slots = tuple(self._slot(*slot.split("|")) for slot in texts[1::2])
        return Slotted("%s".join(text.replace("%", "%%") for text in texts[::2]), slots) if slots else _stopped(texts[0])

    def _slot(self, symbol: str, change: str = "") -> "Made | Changed | Entries":
        if match := MADE.fullmatch(symbol):
            return Made(ALPHABETS[match[1]], int(match[2]))
        other = _dealt(symbol, self.side)
        return Changed(other, FILTERS[change]) if change else other

    def drawn(self, rng: Random) -> str:
        shared, own = self._pools
        pool = own if own and rng.random() < OWN_SHARE else shared
        entry = pool[int(rng.random() * len(pool))]
        return entry if isinstance(entry, str) else entry.drawn(rng)


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


FILTERS: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "first": upper_first,
    "bare": lambda text: upper_first(text.removeprefix("the ")),
    "title": lambda text: " ".join(upper_first(word) for word in text.split()),
    "slug": lambda text: re.sub(r"[^a-z0-9]+", "", text.lower()),
    "dash": lambda text: re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"),
    "snake": lambda text: re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_"),
}


DOUBLED_STOP = re.compile(r"(?<=\w)\.\.(?=$|\s)")
"""Of an abbreviation (Jensen & Co.) at the end of a sentence."""


@cache
def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in FILES:
        for symbol, entries in words(file).items():
            found[symbol] = [entry.strip() for entry in entries.split(";")] if isinstance(entries, str) else list(entries)
    return found


def _stopped(text: str) -> str:
    return DOUBLED_STOP.sub(".", text) if ".." in text else text


def entries(symbol: str) -> list[str]:
    return _lists()[symbol]


def dealt_to(symbol: str, entry: str) -> str:
    """The side an entry belongs to: train, validation or test."""
    share = sha256(f"{symbol}\0{entry}".encode()).digest()[0] / 256
    return "test" if share < 0.1 else "validation" if share < 0.2 else "train"


_dealt = cache(Entries)


def compose(symbol: str, rng: Random, side: str = "train") -> str:
    return _dealt(symbol, side).drawn(rng)
