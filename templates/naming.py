"""Words from identifiers: `create_task` is create, task; `listOpenIssues` is list, open, issues."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[A-Z]+[0-9]*(?![a-z])|[A-Z]?[a-z0-9]+")
"""Digits belong to the letters beside them: `k8s`, `9to5mac`, `SP500`."""


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name) or filter(None, (name,)))


def spoken_name(name: str, grammar: Mapping[str, Any]) -> str:
    """A parameter or a result's field as people say it: `distance_km` is distance, `max_results` maximum results."""
    words = words_of(name)
    if len(words) > 1 and words[-1] in grammar["unit_words"]:
        words = words[:-1]
    said = " ".join(grammar["spoken_words"].get(word, word) for word in words)
    return str(grammar["spoken_names"].get(said, said))


def noun_of(words: Sequence[str], verbs: Sequence[str], singulars: Sequence[str] = ()) -> str:
    """What a tool handles, singular: its name's words less the verb; the last word where nothing is left.

    `singulars` are nouns that end like a plural and are none.
    """
    rest = [word for word in words if word not in verbs] or list(words[-1:])
    last = rest[-1] if rest[-1] in singulars else singular(rest[-1])
    return " ".join([*rest[:-1], last])


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def plural(noun: str, irregular: Mapping[str, str], vowels: str) -> str:
    *before, last = noun.split(" ")
    if last in irregular:
        last = irregular[last]
    elif last.endswith("y") and last[-2:-1] not in vowels:
        last = last[:-1] + "ies"
    elif last.endswith(("s", "x", "ch", "sh")):
        last += "es"
    else:
        last += "s"
    return " ".join([*before, last])


def is_plural(noun: str, singulars: Sequence[str]) -> bool:
    last = noun.split(" ")[-1].lower()
    return last not in singulars and singular(last) != last


def article(noun: str, grammar: Mapping[str, Any]) -> str:
    """By how the first word sounds; a thing that nobody counts gets none of its own."""
    articles, first = grammar["articles"], noun.split(" ")[0].lower()
    if noun.split(" ")[-1] in grammar["uncounted"]:
        return str(articles["uncounted"])
    sounds_like_vowel = first in grammar["like_vowels"] or (
        first[0] in grammar["vowels"] and first not in grammar["like_consonants"]
    )
    return str(articles["vowel" if sounds_like_vowel else "other"])
