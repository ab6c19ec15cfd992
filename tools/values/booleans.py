"""Switches as people say them: "include the archive", "don't notify", "not urgent", "without images"."""

import re
from collections.abc import Iterable
from functools import lru_cache
from random import Random

from callwright.tools.values.kinds import snake
from callwright.tools.values.words import words

Surface = tuple[str, str]


@lru_cache(maxsize=4096)
def _class(name: str) -> tuple[str, str, str]:
    """How the name reads, as (verb, adjective or noun; first word; the rest)."""
    lists = words("booleans")
    parts = snake(name).split("_")
    if parts[0] in lists["heads"] and len(parts) > 1:
        return "adjective" if parts[0] == "is" or " ".join(parts[1:]) in lists["adjectives"] else "noun", "", " ".join(parts[1:])
    if parts[0] in lists["verbs"] and len(parts) > 1:
        return "verb", parts[0], " ".join(parts[1:])
    text = " ".join(parts)
    return "adjective" if text in lists["adjectives"] else "noun", "", text


def surfaces(canonical: bool, name: str, rng: Random) -> list[Surface]:
    lists = words("booleans")
    reads, verb, text = _class(name)
    said = rng.choice(lists["true" if canonical else "false"][reads]).format(verb=verb, rest=text, words=text)
    return [(said, "boolean:named" if canonical else "boolean:negated"), (lists["yes" if canonical else "no"][0], "boolean:answer")]


def readings(text: str, name: str) -> set[bool]:
    """What the text may say of this switch: its words without a denial mean true, with one false; both where the text has both."""
    lists = words("booleans")
    folded = text.lower()
    denial = re.compile(rf"{_any(lists['read_false'])}(?:\s+\w+)?")
    denied = denial.search(folded) is not None
    affirmed = re.search(_any(lists["read_true"]), denial.sub("", folded)) is not None
    named = _class(name)[2] in folded
    return {value for value, meant in ((False, denied), (True, affirmed or (named and not denied))) if meant}


def _any(texts: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, texts))})(?!\w)"
