"""What a call's values may rest on: everything said and returned before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from callwright.generator.rules.nesting import json_or_text
from callwright.generator.rules.once import once
from callwright.generator.rules.text import fold, split, stem
from callwright.generator.trace import Message
from callwright.tools.call import Role
from callwright.tools.tool import canonical_json

ANY_DAY = date(2000, 1, 1)
"""Stands in where no today is stated, so that verdicts never depend on the clock."""
TODAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
FIGURE = re.compile(r"\d(?:[\d.,:/-]*\d)?")
CLOSING = ".,?!)%"
NESTED = (dict, list)
JOINED = 6
"""Most words that one value may be written apart in: `+47 912 34 567`."""


@dataclass(eq=False)
class Source:
    """One message as evidence. Not frozen: seven are made a trace, and to freeze them takes as long as to index the trace."""

    where: str
    """`request`, `result`, `history` (the assistant's words) or `system`."""
    turn: int
    text: str

    @property
    def path(self) -> str:
        return f"messages[{self.turn}]"

    @once
    def folded(self) -> str:
        return fold(self.text)

    @once
    def words(self) -> list[str]:
        return split(self.folded)

    @once
    def word_set(self) -> frozenset[str]:
        return frozenset(self.words)

    @once
    def stem_of(self) -> list[str]:
        """The stem of each word."""
        return list(map(stem, self.words))

    @once
    def stems(self) -> frozenset[str]:
        return frozenset(self.stem_of)

    @once
    def line(self) -> str:
        """Stems between blanks, so that a run of words is a substring."""
        return f" {' '.join(self.stem_of)} "

    @once
    def figures(self) -> frozenset[str]:
        """Numbers, dates and times as they are written."""
        return frozenset(FIGURE.findall(self.text))

    @once
    def standing(self) -> frozenset[str]:
        """What stands between blanks, less the signs that end a sentence or a bracket: `5` of "the top 5."."""
        return frozenset([word.rstrip(CLOSING) for word in self.text.split()])

    @once
    def compact(self) -> str:
        return "".join(self.words)

    def holds_joined(self, value: str) -> bool:
        """Whether neighbouring words make up the compact value; the look at the whole text is for speed."""
        return value in self.compact and value in self.joined

    @once
    def joined(self) -> frozenset[str]:
        """Runs of up to six neighbouring words, written together."""
        texts = self.words
        return frozenset("".join(texts[start : start + length]) for start in range(len(texts)) for length in range(1, JOINED + 1))

    @once
    def stated_date(self) -> date | None:
        """The first one written as 2026-11-20."""
        stated = TODAY.search(self.text)
        try:
            return date(*map(int, stated.groups())) if stated else None
        except ValueError:
            return None

    @once
    def content(self) -> Any:
        """A result decoded; its text where it is no JSON."""
        return json_or_text(self.text)

    @once
    def failed(self) -> bool:
        """An error result."""
        return self.where == "result" and bool(self.error)

    @property
    def error(self) -> Any:
        """The `error` member of a result; most results are not even decoded to see that they have none."""
        return self.content.get("error") if "error" in self.text and isinstance(self.content, dict) else None

    @once
    def leaves(self) -> frozenset[tuple[str, Any]]:
        """The scalars of a result, each with the name of the member that holds it; empty for what people say."""
        return frozenset(leaves(self.content)) if self.where == "result" else frozenset()


class PassedArguments(Source):
    """The arguments of a call as something said; written out only where they are looked at."""

    def __init__(self, turn: int, position: int, arguments: Any) -> None:
        self.where, self.turn, self.position, self.arguments = "request", turn, position, arguments

    @property
    def path(self) -> str:
        return f"{super().path}.tool_calls[{self.position}]"

    @once
    def text(self) -> str:
        return canonical_json(self.arguments)


def leaves(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """The scalars of a value, each with the name of the member that holds it."""
    if not isinstance(value, NESTED):
        return [(name, value)]
    found = []
    for key, inner in value.items() if isinstance(value, dict) else ((name, inner) for inner in value):
        if isinstance(inner, NESTED):
            found += leaves(inner, key)
        else:
            found.append((key, inner))
    return found


@dataclass(eq=False)
class Evidence:
    sources: tuple[Source, ...]
    """Requests first, then results, the assistant's words, the system text."""
    today: date | None = None
    _parts: "dict[tuple[str, ...], Evidence]" = field(default_factory=dict, repr=False)

    def of(self, *where: str) -> list[Source]:
        return [source for source in self.sources if source.where in where]

    def without(self, *where: str) -> "Evidence":
        if where not in self._parts:
            kept = tuple([source for source in self.sources if source.where not in where])
            self._parts[where] = Evidence(kept, self.today)
        return self._parts[where]

    @once
    def requests(self) -> list[Source]:
        return self.of("request")

    @once
    def results(self) -> list[Source]:
        return self.of("result")

    @once
    def spoken(self) -> str:
        """What the user said and what was said to him; he may agree to it."""
        return "\n".join(source.text for source in self.of("request", "history"))

    @once
    def stems(self) -> frozenset[str]:
        return frozenset().union(*[source.stems for source in self.sources])

    @once
    def spoken_lines(self) -> list[str]:
        """Of what was said and of the system text."""
        return [source.line for source in self.of("request", "history", "system")]

    @once
    def spoken_stems(self) -> frozenset[str]:
        return frozenset().union(*(source.stems for source in self.of("request", "history", "system")))

    @once
    def leaves(self) -> frozenset[tuple[str, Any]]:
        return frozenset().union(*(source.leaves for source in self.sources))


ORDER = {"request": 0, "result": 1, "history": 2, "system": 3}
WHERE = {"user": "request", "tool": "result", "assistant": "history", "system": "system"}


def sources_of(messages: Sequence[Message]) -> list[Source]:
    """A source a message, in the messages' order."""
    return [_source(message.role, turn, message.content or "") for turn, message in enumerate(messages)]


def _source(role: Role, turn: int, text: str) -> Source:
    return _shared(role, turn, text) if role == "system" else Source(WHERE[role], turn, text)


@lru_cache(maxsize=4096)
def _shared(role: Role, turn: int, text: str) -> Source:
    """Traces have their system text in common, and with it what was read from it; for its date, 4,000 of ours have 1,441."""
    return Source(WHERE[role], turn, text)


def evidence_of(sources: Sequence[Source]) -> Evidence:
    return Evidence(tuple(ranked(sources)), stated_today(sources))


def ranked(sources: Sequence[Source]) -> list[Source]:
    """Those that say something, in the order of `Evidence.sources`."""
    stated = [source for source in sources if source.text]
    stated.sort(key=_rank)
    return stated


def _rank(source: Source) -> int:
    return ORDER[source.where]


def stated_today(sources: Sequence[Source]) -> date | None:
    """The date in the system text, which is how a trace states today."""
    return sources[0].stated_date if sources and sources[0].where == "system" else None
