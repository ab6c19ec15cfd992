"""Templates that work both ways: filled they are a surface form, compiled they find the same form in a text.

>>> phrases = Phrases({"in_days": ["in {count} days"]}, {"count": Slot.of({"two": 2, "three": 3})})
>>> [(mention.form, mention.slots) for mention in phrases.find("Due in Three days, please")]
[('in_days', {'count': 3})]
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Self

from callwright.tools.values.word_places import FIGURE, first_words, places

SLOT = re.compile(r"\{(\w+)\}")
GLUED = frozenset("./-,")
"""Right before a word: it is within a figure, an address or a path, and begins no phrase."""


@dataclass(frozen=True)
class Slot:
    pattern: str
    """Regular expression of its text, without groups that capture."""
    read: Callable[[str], int]
    """The number behind the text, which comes in lower case."""
    first: frozenset[str] = frozenset({FIGURE})
    """The words its text may begin with; what follows one in a template is no letter."""

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> Self:
        """A slot that holds one of these words; longer words are tried first."""
        longest_first = sorted(numbers, key=len, reverse=True)
        return cls("|".join(map(re.escape, longest_first)), numbers.__getitem__, first_words(numbers))

    @classmethod
    def digits(cls, pattern: str) -> Self:
        return cls(pattern, int)

    def or_digits(self, pattern: str) -> Self:
        """The same numbers in digits too: a pattern, for as many alternatives take milliseconds to compile in each expression."""
        return replace(
            self,
            pattern=f"{pattern}|{self.pattern}",
            read=lambda text: int(text) if text.isdecimal() else self.read(text),
            first=self.first | {FIGURE},
        )


@dataclass(frozen=True)
class Mention:
    form: str
    slots: Mapping[str, int]
    start: int
    end: int


class Phrases:
    """The templates of each form. Where several fit at one place of a text, the one with the most words wins."""

    def __init__(self, templates: Mapping[str, Sequence[str]], slots: Mapping[str, Slot]) -> None:
        self.templates = templates
        self._slots = slots
        pairs = [(form, template) for form, texts in templates.items() for template in texts]
        self._pairs = sorted(pairs, key=lambda pair: (-len(pair[1].split()), -len(pair[1])))
        self._names = [SLOT.findall(template) for _, template in self._pairs]
        fitting: dict[str, list[int]] = {}
        for i, (_, template) in enumerate(self._pairs):
            for word in self._beginnings(template):
                fitting.setdefault(word, []).append(i)
        self._fitting = {word: tuple(found) for word, found in fitting.items()}
        self._first_words = frozenset(fitting)
        self._compiled = cache(self._regex)
        self._beginning_with = cache(lambda word: self._compiled(self._fitting[word]))

    def _beginnings(self, template: str) -> frozenset[str]:
        """The words a text of the template may begin with."""
        literal, *rest = SLOT.split(template.lower())
        return first_words([literal]) if literal else self._slots[rest[0]].first

    def _regex(self, fitting: tuple[int, ...]) -> re.Pattern[str]:
        """Of the templates that begin with the same words: with all of them in one expression a text took half a millisecond.

        The group that tells which one it was stands at its end, so that what the templates begin with in common is read once.
        """
        alternatives = "|".join(f"{self._pattern(i, self._pairs[i][1])}(?P<t{i}>)" for i in fitting)
        return re.compile(rf"(?:{alternatives})(?!\w|[./:-]\d)")

    def _pattern(self, i: int, template: str) -> str:
        literals = SLOT.split(template.lower())
        texts = [re.escape(text).replace(r"\ ", r"\s+") for text in literals[::2]]
        slots = [f"(?P<s{i}_{name}>{self._slots[name].pattern})" for name in literals[1::2]]
        return "".join(text for pair in zip(texts, [*slots, ""], strict=True) for text in pair)

    def say(self, form: str, slots: Mapping[str, str], rng: Random) -> str:
        return rng.choice(self.templates[form]).format_map(slots)

    def find(self, text: str) -> Iterator[Mention]:
        """Mentions from left to right, none within another."""
        lower, end = text.lower(), 0
        for start, word in places(lower, self._first_words):
            if start < end or lower[start - 1 : start] in GLUED:
                continue
            if match := self._beginning_with(word).match(lower, start):
                end = match.end()
                yield self._mention(match)

    def _mention(self, match: re.Match[str]) -> Mention:
        i = int((match.lastgroup or "t0")[1:])
        slots = {name: self._slots[name].read(match[f"s{i}_{name}"]) for name in self._names[i]}
        return Mention(self._pairs[i][0], slots, match.start(), match.end())
