"""One call asked for: a carrier with its slots filled, what it does not hold in clauses or sentences behind it."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.addressee import addressee
from callwright.generator.teachers.carriers import (
    ONE,
    PLURALS,
    AtOnce,
    Fill,
    Fit,
    Objects,
    Vague,
    Wanted,
    carriers,
    is_same,
    named_by,
    objects_of,
    rivals,
    slot_values,
)
from callwright.generator.teachers.company import said_of
from callwright.generator.teachers.fitting import agreeing, clashes, said_with, unled
from callwright.generator.teachers.spoken import Spoken
from callwright.generator.teachers.styles import sentence, upper_first
from callwright.generator.teachers.unsaid import unsaid, words_in
from callwright.templates.foreign import subject_words
from callwright.templates.naming import spoken_name
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import PlannedCall
from callwright.templates.slots import fill_slots
from callwright.templates.wording import Wording, wording_of
from callwright.tools.tool import Tool
from callwright.tools.values.value import Value
from callwright.tools.values.words import words

FULLEST_SHARE = 0.6
"""Share of requests whose carrier holds as many of the values as any does; the rest put more into clauses."""
AT_ONCE_SHARE = 0.85
"""Share of requests said by a whole sentence for the thing, where the phrasebook has any; the fullest ones are among them."""
USUAL_SHARE = 0.5
"""Share of requests said as most people say it, where the phrasebook knows how. With all its words taken alike, "remind me to"
began 12 of 9,604 conversations. Where nothing but the tool is asked for ("show me my list") the same few would come again."""
QUOTED_AMONG = frozenset({"body", "message", "note", "comment", "description", "text", "prompt", "code", "sql"})
"""Kinds of texts that may end with any word."""
DOUBLED = re.compile(r"\b([a-z]{4,}) \1\b")
"""What a carrier and a value both say: "in degrees {unit}" and "degrees Celsius"."""
SPOKEN_LAST = re.compile(r": (?P<quote>[\"']?)\{(?:body|text)\}(?P=quote)$")
"""Words to be passed on, at a carrier's end: what else is to be said goes before them, or it would read like a part of them."""
DRAWN = 2
"""Carriers of which the shortest is taken: most of what people ask is short."""
SHORT = 4
"""Letters of a word that may come twice in a request."""
SENTENCE_SHARE = 0.2
"""Share of requests that put what the carrier does not hold into sentences of their own."""


def asked_for(
    call: PlannedCall,
    row: PlanRow,
    book: Phrasebook,
    rng: random.Random,
    forms: tuple[str, ...],
    shape: str = "plain",
    like: str = "",
) -> Spoken:
    """`forms` of the carrier, where one of them does; `shape`: of a turn's, or `clauses` where others are asked for beside it.

    `like`: the id of the carrier to be taken, where it can be.
    """
    wording = wording_of(call.tool, book)
    named = addressee(call, row, book, rng)
    values = [*call.values, *([_reference(call.reference, book, rng)] if call.reference else []), *([named] if named else [])]
    filled = objects_of(wording, values, book, rng, partial(_is_taken, call.tool, row))
    slots = slot_values(values, book)
    shape = "sentences" if shape == "values_first" and not book.vague(wording.group, row.side) else shape
    which = named_by(wording, values, book)
    fit = _fit(call, wording, filled, slots, book)
    able = _carriers(call, wording, shape, frozenset(slots) | filled.telling(which), forms, fit, row, book, rng)
    carrier = _brief([one for one in able if one.id == like] or able if like else able, rng)
    used = [slots[slot] for slot in sorted(carrier.slots) if slot in slots]
    text = _unquoted(carrier.text, slots)
    said = {slot: _marked(slots[slot], f'"{{{slot}}}' in text, shape, rng) for slot in carrier.slots if slot in slots}
    if filled.qualifier is not None and carrier.slots & PLURALS:
        used.append(filled.qualifier)
    if which is not None and which not in used and carrier.slots & ONE:
        is_told_before = shape == "values_first" and rng.random() < 0.5
        said |= dict.fromkeys(ONE, filled.words["the object"] if is_told_before else _which(which, filled, book))
        used += [] if is_told_before else [which]
    left = [value for value in values if value not in used]
    inline, sentences = _clauses(left, carrier, book, rng, shape)
    spoken = {**filled.words, **said, "rest": inline, "does": wording.does}
    text = agreeing(DOUBLED.sub(_once, said_with(_with_rest(text, inline[:1]), spoken, book)), book)
    if carrier.form != "imperative" and not carrier.text.startswith("{"):
        text = upper_first(text)  # what begins with a small letter is an order, and gets an order's "could you"
    if shape == "values_first" and sentences:
        return Spoken(" ".join([*sentences, upper_first(text)]), carrier.id)
    return Spoken(" ".join([sentence(text), *sentences]) if sentences else text, carrier.id)


def _brief(able: Sequence[Phrase], rng: random.Random) -> Phrase:
    return min((rng.choice(able) for _ in range(DRAWN)), key=lambda drawn: len(drawn.text))


def _once(doubled: re.Match[str]) -> str:
    return doubled[1]


def _carriers(
    call: PlannedCall,
    wording: Wording,
    shape: str,
    slots: frozenset[str],
    forms: tuple[str, ...],
    fit: Fit,
    row: PlanRow,
    book: Phrasebook,
    rng: random.Random,
) -> tuple[Phrase, ...]:
    others = rivals(call.tool, row.scenario.offered, book)
    alike = any(other.object == wording.object for other in others)  # then only the description tells them apart
    groups, names = wording.groups[1 if alike else 0 :], bool(others)
    if shape == "values_first" and not alike:
        return carriers(Wanted(groups, "only", row.side, frozenset(), forms, "any", wording.object), fit, book)
    vague: Vague = "never" if said_of(call).issuperset(call.tool.required) else "also"
    draw = rng.random()
    fill: Fill = "least" if shape in ("sentences", "values_first") else "most" if draw < FULLEST_SHARE else "any"
    is_usual = bool(slots) and rng.random() < USUAL_SHARE
    at_once: AtOnce = "no" if fill == "least" else "usual" if is_usual else "any" if draw < AT_ONCE_SHARE else "no"
    return carriers(Wanted(groups, vague, row.side, slots, forms, fill, wording.object, names, at_once), fit, book)


def _fit(call: PlannedCall, wording: Wording, filled: Objects, slots: Mapping[str, Value], book: Phrasebook) -> Fit:
    """What the words around the values must be like: none of them a value that the call lacks."""
    qualifier, barred = filled.qualifier, clashes(slots, book)
    not_said = unsaid(call.tool, frozenset(call.arguments)) | _ruled_out(frozenset(slots), book)
    saying = {**filled.words, "does": wording.does} if not_said else {}
    telling = tuple(f"{{{slot}}}" for slot, text in saying.items() if not words_in(text).isdisjoint(not_said))
    if qualifier is None:
        return Fit(barred=(telling, barred), unsaid=not_said)
    behind = ("{things} ",) if qualifier.form == "enum:after" else ()  # nothing goes on behind "tasks that are overdue"
    return Fit(filled.places, (behind, telling, barred), not_said)


@lru_cache(maxsize=4096)
def _ruled_out(slots: frozenset[str], book: Phrasebook) -> frozenset[str]:
    return frozenset(word for slot, barred in book.grammar["rules_out"].items() if slot in slots for word in barred)


def _is_taken(tool: Tool, row: PlanRow, word: str) -> bool:
    """Another offered tool speaks of it; by their names, which is all a brief tells of them."""
    return any(word in _subject(other.name) and not is_same(other, tool) for other in row.scenario.offered)


@lru_cache(maxsize=4096)
def _subject(name: str) -> frozenset[str]:
    return subject_words(name)


def _which(value: Value, filled: Objects, book: Phrasebook) -> str:
    """ "task 12", "the first one": where the value is a bare number, behind the thing's name."""
    if value.form.startswith("reference"):  # "it" is too little to stand wherever the thing's name may stand
        return value.surface if " " in value.surface else str(book.grammar["references"]["it"][1])
    if value.kind != "id" or value.surface.startswith("#") or value.surface[:1].isalpha():
        return value.surface
    return fill_slots(book.grammar["numbered"], {"object": filled.words["object"], "v": value.surface})


def _unquoted(text: str, slots: Mapping[str, Value]) -> str:
    """The carrier without quotes around values that bring their own."""
    for slot, value in slots.items():
        if value.form == "text:quoted":
            text = text.replace(f'"{{{slot}}}"', f"{{{slot}}}").replace(f"'{{{slot}}}'", f"{{{slot}}}")
    return text


def _marked(value: Value, is_quoted: bool, shape: str, rng: random.Random) -> str:
    """As it is said; a text of whole sentences is quoted where another request follows, which would read like a part of it."""
    if shape != "clauses" or value.kind not in QUOTED_AMONG or is_quoted or value.form == "text:quoted":
        return value.surface
    quotes = [mark for mark in words("joining")["quotes"] if mark[0] not in value.surface]
    return str(rng.choice(quotes).format(text=value.surface)) if quotes else value.surface


def _reference(reference: Value, book: Phrasebook, rng: random.Random) -> Value:
    said = rng.choice(book.grammar["references"][reference.form.removeprefix("reference:")])
    return Value(reference.path, None, said, reference.form, reference.kind)


def _clauses(left: Sequence[Value], carrier: Phrase, book: Phrasebook, rng: random.Random, shape: str) -> tuple[str, list[str]]:
    """What the carrier does not hold: text for the carrier's own end, and sentences after it."""
    if not left:
        return "", []
    is_change = carrier.group == "update"
    as_sentences = rng.random() < SENTENCE_SHARE or (is_change and carrier.form != "imperative")
    as_sentences = as_sentences or (carrier.form == "question" and len(left) > 1)
    as_sentences = shape in ("sentences", "values_first") or (as_sentences and shape != "clauses")
    texts = []
    for value in left:
        clause = book.clause(carrier.group, value.path, value.kind)
        phrase = rng.choice(_fresh(unled(clause.sentence if as_sentences else clause.inline, value, book), carrier))
        texts.append(fill_slots(phrase, {"v": _marked(value, False, shape, rng), "name": spoken_name(value.path, book.grammar)}))
    if as_sentences:
        return "", [upper_first(text) for text in texts]
    if is_change:
        if len(texts) == 1:
            return texts[0] if texts[0][0] in ",:" else fill_slots(book.grammar["and_clause"], {"clause": texts[0]}), []
        return f", {_listed([text.lstrip(',: ') for text in texts], rng)}", []
    return _joined(texts, rng), []


def _fresh(phrases: Sequence[str], carrier: Phrase) -> Sequence[str]:
    """Those that say no longer word of the carrier again, where there are any: "a message with the message"."""
    said = {word for word in words_in(carrier.text) if len(word) > SHORT}
    return [phrase for phrase in phrases if said.isdisjoint(words_in(phrase))] or phrases


def _joined(texts: Sequence[str], rng: random.Random) -> str:
    if len(texts) == 1:
        return texts[0]
    last = texts[-1].removeprefix(", ").removeprefix("and ")
    return _listed([texts[0], *(text.removeprefix(", ") for text in texts[1:-1]), last], rng)


def _listed(texts: Sequence[str], rng: random.Random) -> str:
    last: str = rng.choice(words("joining")["last"])
    return ", ".join(texts[:-1]) + last + texts[-1]


@lru_cache(maxsize=65536)
def _with_rest(text: str, first: str) -> str:
    """The carrier with a place for the rest: its own, or its end (before a closing question mark). `first`: the rest's first
    character, empty where there is nothing left to say."""
    if not first:
        return text.replace(", {rest}", "").replace(" {rest}", "").replace("{rest}", "")
    if "{rest}" not in text:
        text = SPOKEN_LAST.sub(r" {rest}\g<0>", text)
    if first in ",:":
        text = text.replace(", {rest}", "{rest}").replace(" {rest}", "{rest}")
        return text if "{rest}" in text else text[:-1] + "{rest}?" if text.endswith("?") else text + "{rest}"
    if "{rest}" in text:
        return text
    return text[:-1] + " {rest}?" if text.endswith("?") else text + " {rest}"
