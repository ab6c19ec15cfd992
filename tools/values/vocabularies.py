"""Languages, currencies, countries, units, colours: codes in the call, words in the request."""

import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any

from callwright.tools.values.words import words

Surface = tuple[str, str]


@lru_cache(maxsize=1024)
def codes_wanted(vocabulary: str, description: str, longest: int | None, example: str) -> bool:
    """Whether a call passes codes rather than names, by the parameter's description, maxLength and example."""
    codes: Mapping[str, Any] = words("vocabularies")[vocabulary]
    if longest is not None and longest <= 3:
        return True
    if example:
        return example.lower() in {code.lower() for code in codes}
    said = re.findall(r"[a-z]+", description.lower())
    return vocabulary in words("vocabularies")["codes"] or any(word in said for word in words("vocabularies")["code_words"])


@lru_cache(maxsize=1024)
def canonicals(vocabulary: str, as_code: bool, example: str = "") -> tuple[str, ...]:
    entries: Mapping[str, list[str]] = words("vocabularies")[vocabulary]
    if not as_code:
        return tuple(re.sub("^the ", "", names[0]) for names in entries.values())
    return tuple(code.lower() if example.islower() else code for code in entries)


def surfaces(canonical: str, vocabulary: str, rng: Random) -> list[Surface]:
    names = _names(vocabulary).get(canonical.lower())
    return [(rng.choice(names), "vocabulary:name")] if names else [(canonical, "vocabulary:verbatim")]


@lru_cache(maxsize=64)
def _names(vocabulary: str) -> dict[str, list[str]]:
    """Code and canonical name, in lower case, to what people say."""
    entries: Mapping[str, list[str]] = words("vocabularies")[vocabulary]
    by_name = {re.sub("^the ", "", names[0]).lower(): names for names in entries.values()}
    return by_name | {code.lower(): names for code, names in entries.items()}


def readings(text: str, vocabulary: str, as_code: bool) -> set[str]:
    """Every member whose code (in capitals or as written) or name the text holds."""
    entries: Mapping[str, list[str]] = words("vocabularies")[vocabulary]
    found = {code for code, names in entries.items() if _coded(code, text) or any(_held(name, text) for name in names)}
    if as_code:
        return found | {code.lower() for code in found}
    return {re.sub("^the ", "", entries[code][0]) for code in found}


def _coded(code: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text) is not None


def _held(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
