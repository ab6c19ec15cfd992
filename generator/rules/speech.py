"""Reading what people and assistants say, by the word lists of `speech.yaml`."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Self

import yaml

from callwright.generator.rules.text import spoken


@cache
def word_lists() -> dict[str, dict[str, list[str]]]:
    text = resources.files("callwright.generator.rules").joinpath("speech.yaml").read_text(encoding="utf-8")
    lists: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return lists


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the phrases as whole words, longest first, in any case."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in longest_first) + r")(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Wording:
    """What is looked for in a text, and words that hold one of each of its branches: a text without any of them is not searched,
    which is nearly every text."""

    pattern: re.Pattern[str]
    telling: frozenset[str]
    phrases: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    """The words of each phrase, by the telling one; empty where it is more than phrases that is looked for."""

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Self:
        """Any of the phrases; the longest word of a phrase tells best."""
        listed, by_telling = list(phrases), dict[str, tuple[frozenset[str], ...]]()
        for phrase in listed:
            said = spoken(phrase)
            telling = max(said, key=len)
            by_telling[telling] = (*by_telling.get(telling, ()), frozenset(said))
        return cls(any_of(listed), frozenset(by_telling), by_telling)

    def search(self, text: str, words: Set[str]) -> re.Match[str] | None:
        """`words` are those of the text, folded; more than those do no harm."""
        return self.pattern.search(text) if self.may_stand(text, words) else None

    def all(self, text: str, words: Set[str]) -> Iterable[re.Match[str]]:
        return self.pattern.finditer(text) if self.may_stand(text, words) else ()

    def may_stand(self, text: str, words: Set[str]) -> bool:
        """Whether the words of some phrase are there; letters beyond ASCII have cases that folding does not know."""
        if self.telling.isdisjoint(words):
            return False
        if not self.phrases or not text.isascii():
            return True
        return any(phrase <= words for telling in self.telling.intersection(words) for phrase in self.phrases[telling])


@cache
def wording(subject: str, name: str) -> Wording:
    return Wording.of(word_lists()[subject][name])


@cache
def pattern(subject: str, name: str) -> re.Pattern[str]:
    return any_of(word_lists()[subject][name])


def consents(reply: str) -> bool:
    """Whether a reply to "may I?" is a yes; what is neither yes nor no is not."""
    reply = reply.replace("’", "'")
    plain, reassured = pattern("consent", "reassures").subn(" ", reply)
    if pattern("consent", "refuses").search(plain):
        return False
    return bool(reassured) or pattern("consent", "agrees").search(plain) is not None
