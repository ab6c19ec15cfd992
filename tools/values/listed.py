"""What a description lists: "one of 'day', 'week'", "(e.g. CA, NY)", "as said (song, album)"."""

import re
from functools import lru_cache

from callwright.tools.values.words import words

WORD = r"[A-Za-z0-9][\w./:@+-]*[A-Za-z0-9]|[A-Za-z0-9]"
LISTED = re.compile(r"['\"`]([\w./ -]{1,30})['\"`](?=\s*(?:,|or\b|\||/|and\b|\)|;|\(|$|:|-|=))")
PARENTHESISED = re.compile(r"\(([\w.-]{1,24}(?:\s*[,|/]\s*[\w. -]{1,24}){2,}?)(?:,?\s+etc\.?|,?\s*\.\.\.)?\)")
PARTS = re.compile(r"\s*(?:,\s*or\b|,|;|\bor\b)\s*")


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
def listed(description: str) -> tuple[str, ...]:
    """Two or more in quotes, or three or more between parentheses: "(Q1, Q2, Q3)"."""
    quoted = tuple(dict.fromkeys(LISTED.findall(description)))
    if len(quoted) > 1:
        return quoted
    match = PARENTHESISED.search(description)
    parts = (part.strip() for part in re.split(r"[,|/]", match[1])) if match else ()
    return tuple(part for part in parts if part.lower() not in words("kinds")["introduced_noise"])


@lru_cache(maxsize=1)
def _verbatim() -> re.Pattern[str]:
    phrases = "|".join(re.escape(phrase) for phrase in words("kinds")["verbatim"])
    return re.compile(rf"(?:^|(?<=[,.( ]))(?:{phrases})(?!\w)(?:\s*\(([^()]{{2,80}})\))?", re.IGNORECASE)


@lru_cache(maxsize=8192)
def is_verbatim(description: str) -> bool:
    """Whether the user's own words are passed: "as said", "in natural language"."""
    return _verbatim().search(description) is not None


@lru_cache(maxsize=8192)
def said_examples(description: str) -> tuple[str, ...]:
    """Of what is passed as said: "as said (song, album)"."""
    match = _verbatim().search(description)
    return _parts(match[1]) if match and match[1] else ()


@lru_cache(maxsize=8192)
def said_alternatives(description: str) -> tuple[str, ...]:
    """Values or what they are: "stars or points, as said", "year or decade, as said"."""
    match = _verbatim().search(description)
    before = description[: match.start()].rstrip(" ,") if match else ""
    return _parts(before) if re.search(r"\bor\b", before) else ()


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in PARTS.split(text.strip()) if part)
