"""Words from identifiers: `create_task` is create, task; `listOpenIssues` is list, open, issues."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[A-Z]+[0-9]*(?![a-z])|[A-Z]?[a-z0-9]+")
"""Digits belong to the letters beside them: `k8s`, `9to5mac`, `SP500`."""


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


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
