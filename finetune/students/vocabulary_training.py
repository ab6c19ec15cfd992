"""A student's vocabulary from the traces it is trained on, and from nothing else."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from callwright.finetune.students.dialect import SPECIALS, phrases, read_json
from callwright.finetune.students.vocabulary import (
    BYTES,
    CAPITAL,
    CONTINUES,
    GLUE,
    SPACE,
    START,
    Vocabulary,
    atoms,
    is_capitalised,
    kind,
)
from callwright.generator.trace import Trace

SIZE = 4096
"""With 1,024 an unseen request took 2.0 tokens a word, with 2,048 1.7. In pieces a word says little, and is copied less surely."""
PHRASE_SHARE = 0.02
"""A stretch of system text that so many traces share is one token; one that holds a digit or a tool's name stays readable."""
WORD_SHARE = 0.7
"""Share of the free places that goes to whole words; the rest to pieces of words."""
MAX_PIECE = 6


def train_vocabulary(traces: Sequence[Trace], size: int = SIZE) -> Vocabulary:
    """The words around the values by frequency, then pieces of the values' words.

    A value's words are no tokens of their own, however often the traces repeat it: unseen values are spelled, so seen ones are too.
    """
    words, values = _count_words(traces)
    fixed = [*SPECIALS, SPACE, GLUE, CAPITAL, *BYTES]
    common = _common_phrases(traces)
    alphabet = _alphabet([*words, *values])
    places = size - len(fixed) - len(common) - len(alphabet)
    whole = [word for word in _by_count(words) if word not in alphabet][: int(places * WORD_SHARE)]
    taken = {*alphabet, *whole}
    pieces = [piece for piece in _pieces((values | words.keys()) - taken) if piece not in taken][: places - len(whole)]
    return Vocabulary([*fixed, *alphabet, *whole, *pieces], common, _usually_spaced(traces))


def _by_count(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda key: (-counts[key], key))


def _count_words(traces: Iterable[Trace]) -> tuple[Counter[str], set[str]]:
    """Words outside of values with their counts, and the words of values."""
    words: Counter[str] = Counter()
    values: set[str] = set()
    for trace in traces:
        held = set(_words(_value_texts(trace))) - set(_words(_schema_texts(trace)))
        words.update(word for word in _words(_texts(trace)) if word not in held)
        values |= held
    return words, values


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for _, atom in atoms(text):
            yield atom.lower() if is_capitalised(atom) else atom


def _usually_spaced(traces: Iterable[Trace]) -> list[tuple[str, str]]:
    """Pairs of kinds more often with a space between than without."""
    surplus: Counter[tuple[str, str]] = Counter()
    for trace in traces:
        for text in (*_texts(trace), *_value_texts(trace)):
            before = START
            for spaced, atom in atoms(text):
                now = kind(atom)
                surplus[before, now] += 1 if spaced else -1
                before = now
    return sorted(pair for pair, count in surplus.items() if count > 0)


def _alphabet(words: Iterable[str]) -> list[str]:
    """Digits, alone and by twos, single characters, and each letter as it goes on in a word."""
    letters = sorted({letter for word in words for letter in word if letter not in "0123456789"})
    digits = [*(str(digit) for digit in range(10)), *(f"{pair:02}" for pair in range(100))]
    return [*digits, *letters, *(CONTINUES + letter for letter in letters if letter.isalpha())]


def _pieces(words: Iterable[str]) -> list[str]:
    """Beginnings and continuations of words by the tokens they save."""
    saved: Counter[str] = Counter()
    for word in words:
        for start in range(len(word)):
            for end in range(start + 2, min(len(word), start + MAX_PIECE) + 1):
                saved[CONTINUES * (start > 0) + word[start:end]] += end - start - 1
    return _by_count(saved)


def _texts(trace: Trace) -> Iterator[str]:
    """What is said, results, and the names of tools and keys, as the dialect encodes them."""
    for message in trace.messages:
        content = message.content or ""
        yield from _scalars(read_json(content)) if message.role == "tool" else [content]
        for call in message.tool_calls:
            yield _as_words(call.name)
            yield from (_as_words(key) for key in call.arguments) if isinstance(call.arguments, dict) else ()
    yield from _schema_texts(trace)


def _schema_texts(trace: Trace) -> Iterator[str]:
    """Names and closed values: the tools' own words."""
    for tool in trace.tools:
        yield _as_words(tool.name)
        for key, schema in tool.properties.items():
            yield _as_words(key)
            yield from (str(value) for value in schema.get("enum", ()))


def _value_texts(trace: Trace) -> Iterator[str]:
    for message in trace.messages:
        for call in message.tool_calls:
            yield from _scalars(call.arguments, keys=False)


def _scalars(value: Any, *, keys: bool = True) -> Iterator[str]:
    match value:
        case dict():
            for key, member in value.items():
                yield from [_as_words(key)] if keys else ()
                yield from _scalars(member, keys=keys)
        case list():
            for member in value:
                yield from _scalars(member, keys=keys)
        case _:
            yield value if isinstance(value, str) else json.dumps(value)


def _as_words(name: str) -> str:
    return name.replace("_", " ")


def _common_phrases(traces: Sequence[Trace]) -> list[str]:
    names = {tool.name for trace in traces for tool in trace.tools}
    seen = Counter(phrase.strip() for trace in traces for text in _system_texts(trace) for phrase in phrases(text))
    often = [phrase for phrase, count in seen.items() if count >= PHRASE_SHARE * len(traces)]
    return sorted(phrase for phrase in often if not any(c.isdigit() for c in phrase) and not any(name in phrase for name in names))


def _system_texts(trace: Trace) -> list[str]:
    return [message.content or "" for message in trace.messages if message.role == "system"]
