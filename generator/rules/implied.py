"""Values that words imply: enum members by synonym, booleans by mention, codes and units by place or sign."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from callwright.generator.rules.context import context
from callwright.generator.rules.evidence import Evidence
from callwright.generator.rules.literals import content_stems, listed_stems
from callwright.generator.rules.speech import any_of
from callwright.generator.rules.text import fold, stems
from callwright.tools.tool import JsonSchema
from callwright.tools.values import enums

ALIKE = 4
"""Letters that the forms of a word begin with."""
NEAR = 3
"""A negation this many words before the mention, or right after it, turns it around."""


def implied_boolean(value: bool, name: str, schema: JsonSchema, evidence: Evidence) -> str | None:
    """True where the parameter's subject is mentioned, False where it is mentioned and negated."""
    subjects = _subjects(name) or _subjects(schema.get("description", ""))
    for source in evidence.of("request", "history", "system"):
        for place, said in enumerate(source.stem_of):
            if any(_akin(said, subject) for subject in subjects):
                around = source.words[max(0, place - NEAR) : place + NEAR]
                if value is not _negated(around):
                    return f"{source.words[place]!r} in {source.path}"
    return None


def _subjects(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return [each for each in stems(spaced) if each not in listed_stems("hollow")]


def _akin(one: str, other: str) -> bool:
    """Whether two stems are forms of one word: one begins with the other, or they share five letters."""
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return (
        longer == shorter or (len(shorter) >= 4 and longer.startswith(shorter)) or (len(shorter) >= 5 and longer[:5] == shorter[:5])
    )


def _negated(around: Sequence[str]) -> bool:
    return any(word in _negations() for word in around)


@cache
def _negations() -> frozenset[str]:
    return frozenset(part for word in context("negations") for part in (word, word.replace("'t", "")))


def implied_member(value: str, members: Sequence[Any], name: str, description: str, evidence: Evidence) -> str | None:
    """A member whose own words, which other members lack, are all mentioned in some form, or that a synonym means."""
    needed = _own_stems(value, tuple(members))
    if needed and all(_said_in_some_form(each, evidence) for each in needed):
        return "its words in other forms"
    return synonym(value, members, name, description, evidence)


def _said_in_some_form(needed: str, evidence: Evidence) -> bool:
    beginning = needed[:ALIKE]
    if not any(f" {beginning}" in line for line in evidence.spoken_lines):
        return False
    return any(said.startswith(beginning) and _akin(needed, said) for said in evidence.spoken_stems)


@lru_cache(maxsize=4096)
def _own_stems(value: str, members: tuple[Any, ...]) -> list[str]:
    """`today` of `due_today` beside `due_this_week`."""
    others = [content_stems(member) for member in members if isinstance(member, str) and member != value]
    return [each for each in content_stems(value) if not any(each in other for other in others)]


def synonym(value: str, members: Sequence[Any], name: str, description: str, evidence: Evidence) -> str | None:
    """A saying of the member that is said; one that other members share is none of its own."""
    for needle, said in _sayings(value, tuple(members), name, description):
        if any(needle in line for line in evidence.spoken_lines):
            return f"{said!r} means it"
    return None


@lru_cache(maxsize=4096)
def _sayings(value: str, members: tuple[Any, ...], name: str, description: str) -> list[tuple[str, str]]:
    """What is said for the member, as runs of stems."""
    said = [saying for saying, _ in enums.sayings(value, members, name, description)] if value in members else []
    return [(f" {' '.join(stems(saying))} ", saying) for saying in (*said, *context("also_said").get(fold(value), ()))]


def implied_text(value: str, evidence: Evidence) -> str | None:
    """A currency by its sign or name, a unit system by the place."""
    if (signs := context("currencies").get(value.upper())) and (found := _mention(tuple(signs), evidence)):
        return f"the currency of {found!r}"
    unit = fold(value)
    if unit in context("customary") and (found := _american(evidence)):
        return f"what {found} uses"
    if unit in context("metric") and not _american(evidence):
        return "metric, as everywhere but in the US"
    return None


def _mention(phrases: tuple[str, ...], evidence: Evidence) -> str | None:
    for source in evidence.of("request", "history", "result", "system"):
        for phrase in phrases:
            if phrase in source.folded if not phrase.isalpha() else any_of([phrase]).search(source.folded):
                return phrase
    return None


@cache
def _american_places() -> re.Pattern[str]:
    return any_of([*context("us_cities"), *context("states").values()])


def _american(evidence: Evidence) -> str | None:
    for source in evidence.of("request", "history", "result", "system"):
        if found := _american_places().search(source.folded):
            return found.group()
        if state := re.search(r"[A-Za-z], ([A-Z]{2})\b", source.text):
            return state[1] if state[1].lower() in context("states") else None
    return None
