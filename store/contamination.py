"""Rows whose request is, or resembles, one of a benchmark: they would make its score say nothing.

Two measures, either is enough: thirteen words in a row in common (the field's standard since GPT-3), or a Jaccard similarity of
character 5-grams of 0.7, the store's own measure of near-duplicates, for requests are mostly shorter than thirteen words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rensa import RMinHash

from callwright.store.benchmark_files import benchmark_texts
from callwright.store.duplicates import MINHASH_SEED, NEAR, PERMUTATIONS

WORDS = 13
REQUEST_WORDS = 4
"""A later turn of fewer is an answer to a question rather than a request."""
BANDS, WIDTH = 32, 4
SKETCHED = 20_000
"""Texts whose MinHash values are in memory at a time."""

Band = tuple[int, ...]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Contaminated:
    trace_id: str
    request: str
    """Or the turn of it that is near."""
    file: str
    record: int
    """Of the file, from 1."""
    text: str
    """The benchmark's."""
    kind: str
    """`13 words` or `near`."""
    similarity: float
    """Jaccard similarity of character 5-grams, also where thirteen words decide."""


@dataclass(frozen=True)
class _Text:
    file: str
    record: int
    text: str
    grams: frozenset[str]


def contaminated(requests: Mapping[str, str], files: Sequence[Path]) -> list[Contaminated]:
    """Those of `requests` (trace id -> the user's turns, a line each) that are near a text of `files`, each with the nearest."""
    texts = [_Text(str(path), record, text, grams(text)) for path in files for record, text in benchmark_texts(path)]
    runs = {run: text for text in reversed(texts) for run in _runs(text.text)}
    buckets: dict[Band, list[_Text]] = {}
    for text, bands in _banded(texts, [text.grams for text in texts]):
        for band in bands:
            buckets.setdefault(band, []).append(text)
    mine = [(trace_id, part, grams(part)) for trace_id, request in requests.items() for part in _parts(request)]
    found: dict[str, Contaminated] = {}
    for (trace_id, request, own), bands in _banded(mine, [own for _, _, own in mine]):
        near = _nearest(own, {id(text): text for band in bands for text in buckets.get(band, ())}.values())
        same = near or next((runs[run] for run in _runs(request) if run in runs), None)
        if same:
            kind, alike = "near" if near else f"{WORDS} words", similarity(own, same.grams)
            one = Contaminated(trace_id, request, same.file, same.record, same.text, kind, alike)
            found[trace_id] = max(found.get(trace_id, one), one, key=lambda found: found.similarity)
    return list(found.values())


def grams(text: str) -> frozenset[str]:
    """Character 5-grams, case and runs of spaces aside; a shorter text is its own."""
    plain = " ".join(text.lower().split())
    return frozenset(plain[start : start + 5] for start in range(max(len(plain) - 4, 1)))


def similarity(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return len(ours & theirs) / len(ours | theirs)


def _parts(request: str) -> list[str]:
    """All that the user says, and each turn that could be a benchmark's: the first, and those longer than "yes, go ahead"."""
    first, *others = request.splitlines() or [""]
    return list(dict.fromkeys([request, first, *(turn for turn in others if len(turn.split()) >= REQUEST_WORDS)]))


def _runs(text: str) -> Iterator[str]:
    """Every thirteen words in a row, punctuation and case aside."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    for start in range(len(words) - WORDS + 1):
        yield " ".join(words[start : start + WORDS])


def _nearest(own: frozenset[str], texts: Iterable[_Text]) -> _Text | None:
    best = max(texts, key=lambda text: similarity(own, text.grams), default=None)
    return best if best is not None and similarity(own, best.grams) >= NEAR else None


def _banded(items: Sequence[Item], gram_sets: Sequence[frozenset[str]]) -> Iterator[tuple[Item, list[Band]]]:
    """Each item with its bands: texts at the threshold share one with probability 0.9998."""
    for start in range(0, len(items), SKETCHED):
        sets = [sorted(found) for found in gram_sets[start : start + SKETCHED]]
        digests = RMinHash.digest_matrix_from_token_sets(sets, PERMUTATIONS, MINHASH_SEED).to_rows()
        for item, digest in zip(items[start:], digests, strict=False):
            yield item, [(band, *digest[WIDTH * band : WIDTH * band + WIDTH]) for band in range(BANDS)]
