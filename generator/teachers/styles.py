"""The manner of a request: polite, indirect, wordy, explained, halting, mistyped, with an opener or a closing word.

What a style does stands in `grammar.yaml`; the words come from the phrasebook, each group dealt to the sides of the split. Values
are never touched: they are the ground truth.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.spoken import Spoken
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.phrasebook_files import Style
from callwright.templates.slots import fill_slots

FULL_STOP_SHARE = 0.5
"""Share of requests without a closing word that end in a full stop all the same."""
UNMARKED_SHARE = 0.6
"""Share of what is typed without capitals that ends without its mark too."""
REASON_FIRST_SHARE = 0.4
WORD = re.compile(r"[A-Za-z]{4,}")
GAP = re.compile(r"(?<=[a-z]) (?=[a-z])")
ENDED = re.compile(r"[.!?][\"'”’]?$")
"""A text that needs no full stop, also where its end is quoted."""
MARKS_OF_NAMES = frozenset("@_/")
POLITE = 5
"""Letters of a word that a lead does not repeat: no "kindly kindly", no "could you could"."""


def styled(said: Spoken, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """`said` in the row's style."""
    style, values = book.styles[row.style], _values(row)
    if style.lower:
        return Spoken(_as_typed(said.text, values, book, rng), said.phrasing)
    text = said.text if said.text.startswith(tuple(values)) else _led(said.text, style, row, book, rng)
    if rng.random() < style.reason:
        text = _explained(text, row, book, rng)
    text, opener = _opened(text, style, values, row, book, rng)
    text = _closed(upper_first(text), style, values, row, book, rng)
    kept = _spans(text, [*values, *_places(row, book)]) if style.slips or style.hesitations else []
    if style.slips:
        text = _mistyped(text, kept, rng.randint(1, style.slips), book.grammar["keyboard"], rng)
    if style.hesitations:
        text = _halting(text, kept, rng.randint(1, style.hesitations), row, book, rng)
    return Spoken(text, said.phrasing + opener)


def _as_typed(text: str, values: Sequence[str], book: Phrasebook, rng: random.Random) -> str:
    """Without a capital at the start, and in a share without the mark at the end."""
    text = text if text.startswith(tuple(values)) else lower_first(text, book)
    ends = text.endswith(("?", ".")) and not text.endswith(tuple(values))
    return text[:-1] if ends and rng.random() < UNMARKED_SHARE else text


def _values(row: PlanRow) -> list[str]:
    """The surface forms of everything the row's users state."""
    return [value.surface for turn in row.scenario.turns for call in turn.calls for value in call.values if value.surface]


def _places(row: PlanRow, book: Phrasebook) -> list[str]:
    """What may be said for the elements of lists that the row's users refer to: "the last one"."""
    references = (call.reference for turn in row.scenario.turns for call in turn.calls)
    forms = {reference.form.removeprefix("reference:") for reference in references if reference}
    return [phrase for form in sorted(forms) for phrase in book.grammar["references"].get(form, ())]


def _led(text: str, style: Style, row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    """With polite, indirect or long-winded words before an imperative."""
    if rng.random() >= style.lead or not text[:1].islower() or "?" in text:
        return text
    said = set(text.lower().replace(",", " ").split())
    groups = [style.leads] if not said.isdisjoint(book.grammar["spoken_to"]) else [style.leads, f"own_{style.leads}"]
    leads = [lead for group in groups for lead in _leads(group, row.side, book)]
    lines = [lead for lead, long_words in leads if said.isdisjoint(long_words)]
    # Around a single clause any lead; before a text with sentences or quoted words only one that adds nothing to its end.
    is_clause = not text.endswith((".", "!")) and not any(mark in text for mark in (". ", ": ", '"', "? ", "! "))
    able = [line for line in lines if is_clause or line.endswith("{request}")]
    return upper_first(fill_slots(rng.choice(able), {"request": text})) if able else text


@lru_cache(maxsize=1024)
def _leads(group: str, side: str, book: Phrasebook) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each with its long words."""
    texts = [line.text for line in book.lines(group, side)]
    return tuple((text, frozenset(word for word in text.lower().split() if len(word) >= POLITE)) for text in texts)


def _explained(text: str, row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    reason = rng.choice(book.lines("reasons", row.side)).text
    if rng.random() < REASON_FIRST_SHARE:
        return f"{reason} {upper_first(text)}"
    return f"{sentence(text)} {reason}"


def _opened(text: str, style: Style, values: Sequence[str], row: PlanRow, book: Phrasebook, rng: random.Random) -> tuple[str, str]:
    """With a greeting or the like; and its id."""
    if rng.random() >= style.opener:
        return text, ""
    opener = rng.choice(book.lines("openers", row.side))
    ends = opener.text.rstrip().endswith((".", "!", "?"))
    goes_on = text if text.startswith(tuple(values)) else lower_first(text, book)
    return f"{opener.text.rstrip()} {upper_first(text) if ends else goes_on}", f"+{opener.id}"


def _closed(text: str, style: Style, values: Sequence[str], row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    if rng.random() < style.closer:
        return f"{sentence(text)} {rng.choice(book.lines('closers', row.side)).text}"
    if rng.random() < FULL_STOP_SHARE:
        return sentence(text)
    return text if text.endswith(tuple(values)) else text.removesuffix(".")


def typed(said: Spoken, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """Talk that asks for nothing in the row's way of typing; no politeness or reason belongs to it."""
    style, text = book.styles[row.style], said.text
    if style.lower:
        text = _as_typed(text, (), book, rng)
    elif rng.random() >= FULL_STOP_SHARE:
        text = text.removesuffix(".")
    if style.slips:
        text = _mistyped(text, (), rng.randint(1, style.slips), book.grammar["keyboard"], rng)
    return Spoken(text, said.phrasing)


def _spans(text: str, values: Sequence[str]) -> list[tuple[int, int]]:
    """Where the values stand, whatever the case of their first letter."""
    lowered, spans = text.lower(), []
    for value in filter(None, values):
        start = lowered.find(value.lower())
        while start >= 0:
            spans.append((start, start + len(value)))
            start = lowered.find(value.lower(), start + 1)
    return spans


def _free(matches: Iterator[re.Match[str]], kept: Sequence[tuple[int, int]]) -> list[re.Match[str]]:
    found = ((match, *match.span()) for match in matches)
    return [match for match, first, last in found if not any(start < last and first < end for start, end in kept)]


def _mistyped(text: str, kept: Sequence[tuple[int, int]], slips: int, keyboard: Sequence[str], rng: random.Random) -> str:
    words = _free(WORD.finditer(text), kept)
    for match in sorted(rng.sample(words, min(slips, len(words))), key=lambda match: -match.start()):
        text = text[: match.start()] + _slipped(match.group(), keyboard, rng) + text[match.end() :]
    return text


def _slipped(word: str, keyboard: Sequence[str], rng: random.Random) -> str:
    """One slip of the fingers: two letters swapped, one left out, doubled, or taken for its neighbour on the keyboard."""
    place = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    row = next((keys for keys in keyboard if letter in keys), letter)
    neighbour = row[max(0, row.index(letter) - 1) : row.index(letter) + 2].replace(letter, "") or letter
    return rng.choice(
        (
            before + after[:1] + letter + after[1:],
            before + after,
            before + letter * 2 + after,
            before + rng.choice(neighbour) + after,
        )
    )


def _halting(text: str, kept: Sequence[tuple[int, int]], times: int, row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    """With hesitations where a speaker searches for words: before a noun or a value rather than between "can" and "you"."""
    held = tuple(f"{word} " for word in book.grammar["halts_never_before"])
    gaps = _free(GAP.finditer(text), [(start - 1, end + 1) for start, end in kept])
    gaps = [gap for gap in gaps if not text.startswith(held, gap.end())]
    likely = [gap for gap in gaps if text[: gap.start()].rsplit(" ", 1)[-1].lower() in book.grammar["halts_after"]]
    gaps = likely if len(likely) >= times else gaps
    fillers = [line.text for line in book.lines("hesitations", row.side)]
    for match in sorted(rng.sample(gaps, min(times, len(gaps))), key=lambda match: -match.start()):
        filler = rng.choice(fillers)
        marks = (f", {filler}, ", f"... {filler}, ") if " " in filler else (f", {filler}, ", f" {filler} ", f"... {filler}, ")
        text = f"{text[: match.start()]}{rng.choice(marks)}{text[match.end() :]}"
    return text


def sentence(text: str) -> str:
    return upper_first(text if ENDED.search(text) else text + ".")


def upper_first(text: str) -> str:
    """With a capital, unless an address or an identifier begins it."""
    return text if not MARKS_OF_NAMES.isdisjoint(text.split(" ", 1)[0]) else text[:1].upper() + text[1:]


def lower_first(text: str, book: Phrasebook) -> str:
    return text if text.split(" ", 1)[0] in book.grammar["keep_case"] else text[:1].lower() + text[1:]
