"""What the offline teacher's users say: requests from carriers, clauses and joints, and the other speech acts."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.styles import Spoken, lower_first, sentence, styled, upper_first
from callwright.templates.naming import words_of
from callwright.templates.phrasebook import Phrase, Phrasebook, fits
from callwright.templates.scenario import PlannedCall, Turn
from callwright.templates.slots import OBJECT_SLOTS, fill_slots
from callwright.templates.wording import Wording, wording_of
from callwright.tools.values.draw import draw
from callwright.tools.values.value import Value

SAID_OF_TOOLS = OBJECT_SLOTS | {"does"}
FULLEST_SHARE = 0.75
"""Share of requests whose carrier holds as many of the values as any does; the rest put more into clauses."""
SENTENCE_SHARE = 0.35
"""Share of requests that put what the carrier does not hold into sentences of their own."""


def speak(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    match turn.says:
        case "request":
            surfaces = [value.surface for call in turn.calls for value in call.values]
            return styled(_request(turn.calls, row, book, rng), row, book, rng, surfaces)
        case "agree" | "refuse":
            line = rng.choice(book.lines(turn.says, row.side))
            return Spoken(line.text, line.id)
        case "small_talk":
            return _line(rng.choice(book.lines("small_talk", row.side)), row, book, rng)
        case "near_miss":
            intent = wording_of(turn.calls[0].tool, book).intent
            misses = () if intent is None else intent.near_misses
            name = turn.calls[0].tool.name if intent is None else intent.intent
            return styled(_line(rng.choice(book.lines(f"near_miss.{name}", row.side, misses)), row, book, rng), row, book, rng)
        case "unrelated":
            topic = _topic(row, book, rng)
            lines = book.lines(f"unrelated.{topic}", row.side, book.unrelated[topic])
            return styled(_line(rng.choice(lines), row, book, rng), row, book, rng)
        case "knowledge":
            return styled(_line(rng.choice(book.lines("knowledge", row.side)), row, book, rng), row, book, rng)
    raise ValueError(f"no words for the speech act {turn.says!r}")


def _topic(row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    """A topic no offered tool has in its name."""
    offered = {word for tool in row.scenario.offered for word in words_of(tool.name)}
    return rng.choice([topic for topic in book.unrelated if not offered & set(words_of(topic))])


def _line(line: Phrase, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A ready line; its slots get values drawn for the occasion."""
    words = {}
    for slot in sorted(line.slots):
        sample = book.grammar["samples"][slot]
        value = draw(sample["name"], sample["schema"], rng, row.scenario.today or date(2026, 1, 1), side=row.side)
        words[slot] = "" if value is None else value.surface
    return Spoken(upper_first(fill_slots(line.text, words)), line.id)


def _request(calls: Sequence[PlannedCall], row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    if len(calls) == 1:
        return _ask_for(calls[0], row, book, rng, book.styles[row.style].forms)
    first, second = (_ask_for(call, row, book, rng, ["imperative"]) for call in calls)
    joint = rng.choice(book.grammar["joints"])
    lower = {"first": first.text, "second": lower_first(second.text, book)}
    if first.text.endswith("."):
        joint = joint.replace("{first}.", "{first}")
    text = fill_slots(joint, lower)
    return Spoken(text if not joint.startswith("{first}. ") else _upper_sentences(text), f"{first.phrasing}+{second.phrasing}")


def _ask_for(call: PlannedCall, row: PlanRow, book: Phrasebook, rng: random.Random, forms: Sequence[str]) -> Spoken:
    wording = wording_of(call.tool, book)
    values = [*call.values, *([_reference(call.reference, book, rng)] if call.reference else [])]
    filled = _objects(wording, values, book, rng)
    slots = _slot_values(values, book)
    able = _able(wording.groups, row.side, frozenset(slots), tuple(forms), book)
    carrier = rng.choice(_fullest(able, frozenset(slots)) if rng.random() < FULLEST_SHARE else able)
    used = [slots[slot] for slot in sorted(carrier.slots) if slot in slots]
    said = {slot: slots[slot].surface for slot in carrier.slots if slot in slots}
    if filled.qualifier is not None and "objects" in carrier.slots:
        used.append(filled.qualifier)
    left = [value for value in values if value not in used]
    inline, sentences = _clauses(left, wording.group, carrier.form, book, rng)
    text = _with_rest(carrier.text, inline)
    text = fill_slots(text, {**filled.words, **said, "rest": inline, "does": wording.does})
    return Spoken(" ".join([sentence(text), *sentences]) if sentences else text, carrier.id)


def _reference(reference: Value, book: Phrasebook, rng: random.Random) -> Value:
    said = rng.choice(book.grammar["references"][reference.form.removeprefix("reference:")])
    return Value(reference.path, None, said, reference.form, reference.kind)


@dataclass(frozen=True)
class _Objects:
    words: Mapping[str, str]
    qualifier: Value | None
    """The value that was put into the plural noun phrase: "overdue tasks"."""


def _objects(wording: Wording, values: Sequence[Value], book: Phrasebook, rng: random.Random) -> _Objects:
    grammar, noun, many = book.grammar, wording.object, wording.objects
    qualifier = next((value for value in values if value.form in ("enum:before", "enum:after")), None)
    if qualifier is None:
        many = fill_slots(rng.choice(grammar["bare"]), {"objects": many})
    else:
        many = f"{qualifier.surface} {many}" if qualifier.form == "enum:before" else f"{many} {qualifier.surface}"
    article = "an" if noun[0] in grammar["vowels"] else "a"
    return _Objects({"object": noun, "an object": f"{article} {noun}", "the object": f"the {noun}", "objects": many}, qualifier)


def _slot_values(values: Sequence[Value], book: Phrasebook) -> dict[str, Value]:
    places = _slot_places(tuple((value.path, value.kind) for value in values), book)
    return {slot: values[place] for slot, place in places.items()}


@lru_cache(maxsize=8192)
def _slot_places(values: Sequence[tuple[str, str]], book: Phrasebook) -> dict[str, int]:
    """Slot -> which of the values, given by parameter and kind, fills it; each fills one at most."""
    places: dict[str, int] = {}
    for slot, patterns in book.grammar["slots"].items():
        for place, (parameter, kind) in enumerate(values):
            if place not in places.values() and fits(tuple(patterns), parameter, kind):
                places[slot] = place
                break
    return places


@lru_cache(maxsize=8192)
def _able(groups: Sequence[str], side: str, slots: frozenset[str], forms: Sequence[str], book: Phrasebook) -> tuple[Phrase, ...]:
    """Carriers that say nothing the call lacks, of the style's forms where there are any.

    Where the intent has none, those of the description or of the name.
    """
    for group in groups:
        able = tuple(carrier for carrier in book.carriers(group, side) if carrier.slots <= SAID_OF_TOOLS | slots)
        if able:
            return tuple(carrier for carrier in able if carrier.form in forms) or able
    raise ValueError(f"no carriers among {groups}")


@lru_cache(maxsize=8192)
def _fullest(able: tuple[Phrase, ...], slots: frozenset[str]) -> tuple[Phrase, ...]:
    most = max(len(carrier.slots & slots) for carrier in able)
    return tuple(carrier for carrier in able if len(carrier.slots & slots) == most)


def _clauses(left: Sequence[Value], intent: str, form: str, book: Phrasebook, rng: random.Random) -> tuple[str, list[str]]:
    """What the carrier does not hold: text for the carrier's own end, and sentences after it."""
    if not left:
        return "", []
    as_sentences = rng.random() < SENTENCE_SHARE or (intent == "update" and form != "imperative")
    texts = []
    for value in left:
        clause = book.clause(intent, value.path, value.kind)
        phrase = rng.choice(clause.sentence if as_sentences else clause.inline)
        texts.append(fill_slots(phrase, {"v": value.surface, "name": " ".join(words_of(value.path))}))
    if as_sentences:
        return "", [upper_first(text) for text in texts]
    if intent == "update":
        return " ".join(f"and {text}" for text in texts), []
    return _joined(texts, rng), []


def _joined(texts: Sequence[str], rng: random.Random) -> str:
    if len(texts) == 1:
        return texts[0]
    last = texts[-1].removeprefix(", ").removeprefix("and ")
    return ", ".join([texts[0], *(text.removeprefix(", ") for text in texts[1:-1])]) + rng.choice((", ", " and ", ", and ")) + last


def _with_rest(text: str, rest: str) -> str:
    """The carrier with a place for the rest: its own, or its end (before a closing question mark)."""
    if not rest:
        return text.replace(", {rest}", "").replace(" {rest}", "").replace("{rest}", "")
    if rest.startswith(","):
        text = text.replace(", {rest}", "{rest}").replace(" {rest}", "{rest}")
        return text if "{rest}" in text else text[:-1] + "{rest}?" if text.endswith("?") else text + "{rest}"
    if "{rest}" in text:
        return text
    return text[:-1] + " {rest}?" if text.endswith("?") else text + " {rest}"


def _upper_sentences(text: str) -> str:
    first, _, second = text.partition(". ")
    return f"{first}. {upper_first(second)}"
