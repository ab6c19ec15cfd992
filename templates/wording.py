"""How a tool is spoken of: by which intent's words, as which thing, and as which action where no intent knows it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

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
    grammar = book.grammar
    words = _telling(words_of(name), grammar)
    head = _head(words, grammar["prepositions"])
    intent = book.intent_of(words, is_plural=singular(head[-1]) != head[-1] and head[-1] not in grammar["singulars"])
    verbs = (
        [*intent.matches.verbs, *intent.matches.plural_verbs] if intent else [word for word in words if word in grammar["verbs"]]
    )
    noun, does = noun_of(head, verbs, grammar["singulars"]), _action(description, book)
    if intent and does and intent.intent in grammar["of_things"] and set(head) <= set(verbs):
        intent = None
    return Wording(intent, noun, plural(noun, grammar["plurals"], grammar["vowels"]), does)


def _telling(words: Sequence[str], grammar: Mapping[str, Any]) -> Sequence[str]:
    """Less what only says that it is a tool, or which of several: `api_list_coins`, `validate_address_tool`, `search_v2`."""
    while len(words) > 1 and (words[-1] in grammar["variants"] or (words[-1] == "tool" and words[-2] not in grammar["verbs"])):
        words = words[:-1]
    return words[1:] if words[0] in grammar["served_by"] and len(words) > 2 and words[1] not in grammar["of_apis"] else words


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
    return f"{verb} {rest if verb == word.lower() else _first_action(rest, book)}"


def _first_action(rest: str, book: Phrasebook) -> str:
    """Of "(retrieves) a page and extracts its text" the page: the other verb would keep its ending."""
    first, _, second = rest.partition(" and ")
    word = second.split(" ")[0]
    return first if any(base != word and base in book.grammar["verbs"] for base in _base_forms(word)) else rest


def _base_forms(word: str) -> list[str]:
    """A verb as it may stand in an imperative: `gets` is get, `searches` search, `applies` apply."""
    forms = [word, word.removesuffix("s"), word.removesuffix("es")]
    return [*forms, word.removesuffix("ies") + "y"] if word.endswith("ies") else forms
