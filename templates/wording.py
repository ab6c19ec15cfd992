"""How a tool is spoken of: by which intent's words, as which thing, and as which action where no intent knows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from callwright.templates.naming import noun_of, plural, singular, words_of
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.phrasebook_files import IntentFile
from callwright.tools.tool import Tool

SENTENCE_END = re.compile(r"(?<=[.!?])\s|[\n;]|\s[-–—]\s")
PARENTHESIS = re.compile(r"\s*\([^)]*\)")
MARKUP = re.compile(r"[`_{}\[\]<>/\\:*#|=\"]")
MOST_WORDS = 12
"""A longer first sentence is documentation, and nobody says it."""


@dataclass(frozen=True)
class Wording:
    intent: IntentFile | None
    """None: the phrasebook does not know what the tool does."""
    object: str
    """What it handles, singular: `task`, `purchase order`."""
    objects: str
    does: str
    """The description's action as an imperative: `add two numbers`; empty where it states none."""

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Carriers that can speak of it, the best first: an intent's, those of a stated action, those of a mere thing."""
        return (*([self.intent.intent] if self.intent else []), *(["fallback"] if self.does else []), "thing")

    @cached_property
    def group(self) -> str:
        return self.groups[0]


def wording_of(tool: Tool, book: Phrasebook) -> Wording:
    return _wording(tool.name, tool.description, book)


@lru_cache(maxsize=8192)
def _wording(name: str, description: str, book: Phrasebook) -> Wording:
    grammar, words = book.grammar, words_of(name)
    head = _head(words, grammar["prepositions"])
    intent = book.intent_of(words, is_plural=singular(head[-1]) != head[-1] and head[-1] not in grammar["singulars"])
    verbs = (
        [*intent.matches.verbs, *intent.matches.plural_verbs] if intent else [word for word in words if word in grammar["verbs"]]
    )
    noun = noun_of(head, verbs, grammar["singulars"])
    return Wording(intent, noun, plural(noun, grammar["plurals"], grammar["vowels"]), _action(description, book))


def _head(words: Sequence[str], prepositions: Sequence[str]) -> list[str]:
    """The name's words up to the second half that a preposition begins: `get book by id` speaks of a book."""
    for place, word in enumerate(words):
        if word in prepositions and place > 1:
            return list(words[:place])
    return [word for word in words if word not in prepositions] or list(words)


def _action(description: str, book: Phrasebook) -> str:
    first = PARENTHESIS.sub("", SENTENCE_END.split(description.strip())[0]).strip().rstrip(".!")
    for cut in book.grammar["cuts"]:
        first = first.split(f" {cut} ")[0].rstrip(",")
    words = first.split()
    while words and words[-1].lower() in (*book.grammar["prepositions"], *book.grammar["determiners"]):
        words.pop()
    word, rest = " ".join(words[:1]), " ".join(words[1:])
    verb = next((form for form in _base_forms(word.lower()) if form in book.grammar["verbs"]), None)
    if verb is None or not rest or MARKUP.search(first) or len(words) > MOST_WORDS:
        return ""
    return f"{verb} {rest}"


def _base_forms(word: str) -> list[str]:
    """A verb as it may stand in an imperative: `gets` is get, `searches` search, `applies` apply."""
    forms = [word, word.removesuffix("s"), word.removesuffix("es")]
    return [*forms, word.removesuffix("ies") + "y"] if word.endswith("ies") else forms
