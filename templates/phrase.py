"""One line of the phrasebook: its text, and the id by which traces name it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from callwright.templates.slots import PART, slots_of, with_parts


@dataclass(frozen=True)
class Phrase:
    id: str
    """`create/1f0c9a3b`: group and hash of the text; it does not change when others are added."""
    text: str
    form: str = ""

    @cached_property
    def slots(self) -> frozenset[str]:
        return slots_of(self.text)

    @cached_property
    def has_parts(self) -> bool:
        return PART.search(self.text) is not None

    @cached_property
    def needed(self) -> frozenset[str]:
        """The slots that stand in no optional part."""
        return slots_of(PART.sub("", self.text))

    def saying(self, given: frozenset[str]) -> "Phrase":
        """With those of its optional parts that say what is given."""
        return _saying(self, given & self.slots) if self.has_parts else self

    @property
    def group(self) -> str:
        """The intent, or `fallback` or `thing`, that its carrier speaks for."""
        return self.id.split("/")[0].split(".")[0]


@lru_cache(maxsize=65536)
def _saying(phrase: Phrase, given: frozenset[str]) -> Phrase:
    return Phrase(phrase.id, with_parts(phrase.text, given), phrase.form)


def phrases(group: str, texts: Sequence[str], form: str = "") -> list[Phrase]:
    return [Phrase(f"{group}/{hashlib.sha256(text.encode()).hexdigest()[:8]}", text, form) for text in texts]
