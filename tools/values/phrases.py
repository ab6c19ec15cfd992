"""Templates that work both ways: filled they are a surface form, compiled they find the same form in a text.

>>> phrases = Phrases({"in_days": ["in {count} days"]}, {"count": Slot.of({"two": 2, "three": 3})})
>>> [(mention.form, mention.slots) for mention in phrases.find("Due in Three days, please")]
[('in_days', {'count': 3})]
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Self

SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Slot:
    pattern: str
    """Regular expression of its text, without groups that capture."""
    read: Callable[[str], int]
    """The number behind the text, which comes in lower case."""

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> Self:
        """A slot that holds one of these words; longer words are tried first."""
        return cls("|".join(re.escape(word) for word in sorted(numbers, key=len, reverse=True)), numbers.__getitem__)

    @classmethod
    def digits(cls, pattern: str) -> Self:
        return cls(pattern, int)


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
        alternatives = "|".join(f"(?P<t{i}>{self._pattern(i, template)})" for i, (_, template) in enumerate(self._pairs))
        heads = "|".join(sorted({self._head(template) for _, template in self._pairs}, key=len, reverse=True))
        self._regex = re.compile(rf"(?<![\w.,/-])(?={heads})(?:{alternatives})(?!\w|[./:-]\d)")

    def _head(self, template: str) -> str:
        """Pattern of the template's first word: most words of a text fail there, before a hundred templates are tried."""
        literal, *rest = SLOT.split(template.lower())
        return rf"{re.escape(literal.split(' ')[0])}(?!\w)" if literal else self._slots[rest[0]].pattern

    def _pattern(self, i: int, template: str) -> str:
        literals = SLOT.split(template.lower())
        texts = [re.escape(text).replace(r"\ ", r"\s+") for text in literals[::2]]
        slots = [f"(?P<s{i}_{name}>{self._slots[name].pattern})" for name in literals[1::2]]
        return "".join(text for pair in zip(texts, [*slots, ""], strict=True) for text in pair)

    def say(self, form: str, slots: Mapping[str, str], rng: Random) -> str:
        return rng.choice(self.templates[form]).format_map(slots)

    def find(self, text: str) -> Iterator[Mention]:
        """Mentions from left to right, none within another."""
        for match in self._regex.finditer(text.lower()):
            i = int((match.lastgroup or "t0")[1:])
            slots = {name: self._slots[name].read(match[f"s{i}_{name}"]) for name in self._names[i]}
            yield Mention(self._pairs[i][0], slots, match.start(), match.end())
