"""Values that stand in the conversation as they are passed, but for case, accents, punctuation, plural and spacing."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from callwright.generator.rules.context import context
from callwright.generator.rules.evidence import Evidence
from callwright.generator.rules.text import fold, spoken, stem, stems

SHORTEST_ALONE = 0.6
"""Share of a free text's words that has to be said; the rest may be wording ("ring the plumber" as the title "Call the
plumber")."""


class _Needle(NamedTuple):
    line: str
    """The stems between blanks."""
    longest: str
    """Of the stems; they begin words, so that no text is without it that holds them all."""
    joined: str
    """Letters and digits only."""


@lru_cache(maxsize=8192)
def _needle(value: str) -> _Needle:
    said = spoken(value)
    found = list(map(stem, said))
    return _Needle(f" {' '.join(found)} ", max(found, key=len, default=""), "".join(said))


def stands(value: str, evidence: Evidence) -> str | None:
    """Where the value stands, as a run of words or written apart. An error's wording is no source of plain words, its ids and
    dates are."""
    if where := stands_verbatim(value, evidence):
        return where
    needle, longest, joined = _needle(value)
    if not longest:
        return _symbol(value, evidence)
    quoted = f'"{value}"'
    plain = joined.isalpha()
    for source in evidence.sources:
        if longest in source.folded and (quoted in source.text or needle in source.line) and not (plain and source.failed):
            return f"{source.where} {source.path}"
    if (len(joined) > 2 and any(letter.isdigit() for letter in joined)) or "_" in value or "-" in value:
        return next((f"{source.where} {source.path}" for source in evidence.sources if source.holds_joined(joined)), None)
    return None


def stands_verbatim(value: str, evidence: Evidence) -> str | None:
    """The cheap look first: nearly all values of planned data stand in the request letter by letter."""
    wanted = fold(value)
    if not wanted.isspace():
        for source in evidence.requests:
            if _stands_apart(wanted, source.folded):
                return f"{source.where} {source.path}"
    return None


def _stands_apart(wanted: str, text: str) -> bool:
    """Whether the first place where the text has it is one of whole words."""
    start = text.find(wanted)
    if start < 0 or not wanted:
        return False
    end = start + len(wanted)
    begins = start == 0 or not (wanted[0].isalnum() and text[start - 1].isalnum())
    return begins and not (text[end : end + 1].isalnum() and wanted[-1].isalnum())


def _symbol(value: str, evidence: Evidence) -> str | None:
    """A value without letters and digits, such as `*`, or an empty one, which states nothing."""
    plain = value.strip()
    if not plain:
        return "an empty value"
    return next((f"{source.where} {source.path}" for source in evidence.sources if plain in source.folded), None)


@cache
def listed_stems(name: str) -> frozenset[str]:
    return frozenset(each for entry in context(name) for each in stems(entry))


def content_stems(value: str) -> list[str]:
    found = stems(value)
    return [each for each in found if each not in listed_stems("function_words")] or found


def all_words_stand(value: str, evidence: Evidence) -> str | None:
    """Where one message holds every content word of the value, in any order."""
    needed = set(content_stems(value))
    sources = (source for source in evidence.sources if not source.failed)
    return next((f"words of {source.where} {source.path}" for source in sources if needed <= source.stems), None)


def most_words_stand(value: str, evidence: Evidence) -> str | None:
    """Whether a free text is mostly said, and what is not said is neither a name nor holds a digit."""
    needed = content_stems(value)
    missing = [each for each in needed if each not in evidence.stems]
    if len(needed) - len(missing) < SHORTEST_ALONE * len(needed) or any(not each.isalpha() for each in missing):
        return None
    named = {stem(name) for name in _names_in(value)}
    return None if named & set(missing) else f"{len(needed) - len(missing)} of {len(needed)} words"


def _names_in(value: str) -> Iterator[str]:
    """Capitalised words but the first; where every word is capitalised, capitals say nothing."""
    written = value.split()
    if all(word[:1].isupper() for word in written):
        return iter(())
    return (part for word in written[1:] if word[:1].isupper() for part in spoken(word))


def abbreviated(value: str, evidence: Evidence) -> str | None:
    """Where the value stands with its abbreviations written out, or the other way round: `Austin, TX` for Austin, Texas."""
    said = spoken(value)
    for table in ("states", "countries", "languages"):
        for short, long in context(table).items():
            written_out = " ".join(long if word == short else word for word in said)
            cut = f" {' '.join(said)} ".replace(f" {long} ", f" {short} ")
            for other in (written_out, cut):
                if other.split() != said and (where := stands(other, evidence)):
                    return f"{short} is {long}, {where}"
    return None
