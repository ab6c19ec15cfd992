"""Text as token ids over a small vocabulary with implicit spaces, and back without loss.

A word has the same ids wherever it stands: `Oslo` at the start of a request, after a comma and inside a JSON string. The
space between two atoms (a run of letters, up to two digits, one other character) is not a token; where a text departs from what
is usual between two such atoms, a `<space>` or `<glue>` says so:

    "task_123, please"  ->  task _ 12 3 , please
    "Task 12,please"    ->  <cap> task <space> 12 , <glue> please        (where nothing is usual between a word and a digit)

Digits go by twos: a day, a month and most counts are one token then, and less is told apart by its place alone.
A capitalised word is its small form after `<cap>`, a word that is no token is spelled in pieces (`<cap> rey ##kja ##vik`), a
character that is none in its UTF-8 bytes. Copied into a student's folder: imports nothing of callwright.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

_ATOM = re.compile(r"( ?)([^\W\d_]+|\d\d?|\s|.)", re.DOTALL)
CONTINUES = "##"
SPACE, GLUE, CAPITAL = "<space>", "<glue>", "<cap>"
BYTES = tuple(f"<{byte:02x}>" for byte in range(256))
START = ""
"""Kind of what stands before the first atom."""
REMEMBERED = 50_000
"""Texts whose atoms or ids are at hand: names, keys and what was said come again with every turn of a conversation."""


@lru_cache(maxsize=REMEMBERED)
def atoms(text: str) -> tuple[tuple[bool, str], ...]:
    """(spaced, atom) in order: with a space before each spaced one they join to `text` again."""
    return tuple((space == " ", atom) for space, atom in _ATOM.findall(text))


def kind(atom: str) -> str:
    """What decides on the space beside an atom: that it is a word, digits, or this very character."""
    if atom[0].isalpha():
        return "word"
    return "digit" if atom.isdigit() else atom


def is_capitalised(atom: str) -> bool:
    """Whether the small form and `<cap>` say it all: `Oslo`, not `OSLO`, nor where a language's capitals do not come back."""
    return atom != atom.lower() and atom.lower().capitalize() == atom


class Vocabulary:
    def __init__(self, tokens: Sequence[str], phrases: Sequence[str], spaced: Iterable[tuple[str, str]]) -> None:
        """`tokens` in id order; `phrases`, whole stretches of text that are one token, take the ids after them."""
        self.tokens = tuple(tokens)
        self.phrases = tuple(phrases)
        self.spaced = frozenset(spaced)
        self.ids = {token: i for i, token in enumerate((*tokens, *phrases))}
        self._space, self._glue, self._capital = self.ids[SPACE], self.ids[GLUE], self.ids[CAPITAL]
        self._first_byte = self.ids[BYTES[0]]
        self._pieces: dict[str, tuple[int, ...]] = {}
        self._encoded = lru_cache(maxsize=REMEMBERED)(self._ids)

    def __len__(self) -> int:
        return len(self.ids)

    def phrase_id(self, phrase: str) -> int | None:
        i = self.ids.get(phrase)
        return None if i is None or i < len(self.tokens) else i

    def to_json(self) -> dict[str, Any]:
        return {"tokens": self.tokens, "phrases": self.phrases, "spaced": sorted(self.spaced)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Vocabulary":
        return cls(value["tokens"], value["phrases"], [(left, right) for left, right in value["spaced"]])

    def encode(self, text: str) -> list[int]:
        return list(self._encoded(text))

    def _ids(self, text: str) -> tuple[int, ...]:
        ids: list[int] = []
        before = START
        for spaced, atom in atoms(text):
            pieces, now = self._spell(atom), kind(atom)
            if spaced != self._is_spaced(before, now) or self._is_byte(pieces[0]):
                ids.append(self._space if spaced else self._glue)
            ids += pieces
            before = now
        return tuple(ids)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids that `encode` gave; of any other sequence, the text nearest to it."""
        text, before = [], START
        for marker, atom in self._read_atoms(ids):
            now = kind(atom)
            spaced = marker == self._space if marker is not None else self._is_spaced(before, now)
            text.append(f" {atom}" if spaced else atom)
            before = now
        return "".join(text)

    def _read_atoms(self, ids: Sequence[int]) -> Iterator[tuple[int | None, str]]:
        """(the marker before it, atom): pieces and bytes are put together."""
        i = 0
        while i < len(ids):
            marker = ids[i] if ids[i] in (self._space, self._glue) else None
            i += marker is not None
            end = self._atom_end(ids, i)
            if atom := self._join(ids[i:end]):
                yield marker, atom
            i = end

    def _atom_end(self, ids: Sequence[int], start: int) -> int:
        if start < len(ids) and ids[start] == self._capital:
            start += 1
        if start == len(ids) or ids[start] in (self._space, self._glue, self._capital):
            return start
        is_byte = self._is_byte(ids[start])
        end = start + 1
        while end < len(ids) and (self._is_byte(ids[end]) if is_byte else self.token(ids[end]).startswith(CONTINUES)):
            end += 1
        return end

    def _join(self, ids: Sequence[int]) -> str:
        if not ids:
            return ""
        if self._is_byte(ids[0]):
            return bytes(i - self._first_byte for i in ids).decode(errors="replace")
        if ids[0] == self._capital:
            return self._join(ids[1:]).capitalize()
        return self.token(ids[0]).removeprefix(CONTINUES) + "".join(self.token(i)[len(CONTINUES) :] for i in ids[1:])

    def token(self, i: int) -> str:
        return self.tokens[i] if i < len(self.tokens) else self.phrases[i - len(self.tokens)]

    def _is_byte(self, i: int) -> bool:
        return self._first_byte <= i < self._first_byte + 256

    def _is_spaced(self, before: str, now: str) -> bool:
        return (before, now) in self.spaced

    def _spell(self, atom: str) -> tuple[int, ...]:
        pieces = self._pieces.get(atom)
        if pieces is None:
            pieces = self._pieces[atom] = self._in_pieces(atom) or tuple(
                self._first_byte + byte for byte in atom.encode(errors="replace")
            )
        return pieces

    def _in_pieces(self, atom: str) -> tuple[int, ...]:
        if is_capitalised(atom):
            small = self._longest_pieces(atom.lower())
            return small and (self._capital, *small)
        return self._longest_pieces(atom)

    def _longest_pieces(self, atom: str) -> tuple[int, ...]:
        """Greedy from the left; nothing where a character is no token."""
        pieces, start = [], 0
        while start < len(atom):
            prefix = CONTINUES if start else ""
            end = next((end for end in range(len(atom), start, -1) if prefix + atom[start:end] in self.ids), None)
            if end is None:
                return ()
            pieces.append(self.ids[prefix + atom[start:end]])
            start = end
        return tuple(pieces)
