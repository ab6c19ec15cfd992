"""Reading what people and assistants say, by the word lists of `speech.yaml`."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

import yaml


@cache
def word_lists() -> dict[str, dict[str, list[str]]]:
    text = resources.files("callwright.generator.rules").joinpath("speech.yaml").read_text(encoding="utf-8")
    lists: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return lists


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the phrases as whole words, longest first, in any case."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in longest_first) + r")(?!\w)", re.IGNORECASE)


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
