"""Words from identifiers: `create_task` is create, task; `listOpenIssues` is list, open, issues."""

import re
from collections.abc import Mapping, Sequence

from callwright.tools.naming import VERBS

KNOWN_VERBS = frozenset[str]().union(*VERBS.values())

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def words_of(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def noun_of(words: Sequence[str], verbs: Sequence[str]) -> str:
    """What a tool handles, singular: its name's words less the verb; the last word where nothing is left."""
    rest = [word for word in words if word not in verbs] or list(words[-1:])
    return " ".join([*rest[:-1], singular(rest[-1])])


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def imperative(word: str) -> str:
    """A verb in the third person as descriptions begin with, made what one is told to do; any other word as it is.

    >>> imperative("Returns"), imperative("Searches"), imperative("Applies"), imperative("Get"), imperative("This")
    ('Return', 'Search', 'Apply', 'Get', 'This')
    """
    stem = re.sub(r"(?<=[^aeiou])ies$", "y", re.sub(r"(?<=ch|sh|ss)es$", "", word))
    stem = stem[:-1] if stem == word and word.endswith("s") and not word.endswith("ss") else stem
    return stem if len(word) > 4 or stem.lower() in KNOWN_VERBS else word


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
