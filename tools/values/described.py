"""Values that a description gives: "one of 'day', 'week'", "(e.g. CA, NY)"."""

import re
from functools import lru_cache

from callwright.tools.values.parameter import Parameter
from callwright.tools.values.words import words

WORD = r"[A-Za-z0-9][\w./:@+-]*[A-Za-z0-9]|[A-Za-z0-9]"
LISTED = re.compile(r"['\"`]([\w./ -]{1,30})['\"`](?=\s*(?:,|or\b|\||/|and\b|\)|;|\(|$|:|-|=))")
PARENTHESISED = re.compile(r"\(([\w.-]{1,24}(?:\s*[,|/]\s*[\w. -]{1,24}){2,}?)(?:,?\s+etc\.?|,?\s*\.\.\.)?\)")
DEFAULT = re.compile(r"[\w./-]{1,24}")


@lru_cache(maxsize=1)
def _introduced() -> re.Pattern[str]:
    """What follows "e.g.": up to four words or quoted texts in a row."""
    introductions = "|".join(re.escape(text) for text in words("kinds")["introductions"])
    quoted = r"'[^']{1,40}'|\"[^\"]{1,40}\"|`[^`]{1,40}`"
    more = rf"(?:\s*(?:,|/|\bor\b|,\s*or\b)\s*(?:{quoted}|{WORD}(?=\s*(?:[,/)]|$|\.)))){{0,6}}"
    return re.compile(rf"(?:{introductions})\s*,?:?\s*((?:{quoted}|{WORD}){more})", re.IGNORECASE)


@lru_cache(maxsize=8192)
def examples(description: str) -> tuple[str, ...]:
    match = _introduced().search(description)
    if not match:
        return ()
    parts = re.findall(rf"'([^']+)'|\"([^\"]+)\"|`([^`]+)`|({WORD})", match[1])
    found = ["".join(part) for part in parts]
    return tuple(text for text in found if text.lower() not in words("kinds")["introduced_noise"])


@lru_cache(maxsize=8192)
def first_example(parameter: Parameter) -> str:
    """The first example of the description, else a default that is text."""
    default = parameter.schema.get("default")
    return next(iter(examples(parameter.description)), default if isinstance(default, str) else "")


@lru_cache(maxsize=8192)
def _listed(description: str) -> tuple[str, ...]:
    """Two or more in quotes, or three or more between parentheses: "(Q1, Q2, Q3)"."""
    quoted = tuple(dict.fromkeys(LISTED.findall(description)))
    if len(quoted) > 1:
        return quoted
    match = PARENTHESISED.search(description)
    parts = (part.strip() for part in re.split(r"[,|/]", match[1])) if match else ()
    return tuple(part for part in parts if part.lower() not in words("kinds")["introduced_noise"])


@lru_cache(maxsize=8192)
def described_values(parameter: Parameter) -> tuple[str, ...]:
    """Every value the description lists or the default gives, for kinds whose own word lists would only guess."""
    if parameter.kind.name not in words("kinds")["listed"]:
        return ()
    found = list(_listed(parameter.description)) or list(examples(parameter.description))
    default = parameter.schema.get("default")
    if not found and isinstance(default, str) and DEFAULT.fullmatch(default):
        found = [default]
    return tuple(value for value in found if parameter.allows(value))
