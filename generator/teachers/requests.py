"""What the offline teacher's users say: requests from carriers, clauses and joints, and the other speech acts."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date

from callwright.generator.plan import PlanRow
from callwright.generator.teachers import exchange
from callwright.generator.teachers.carriers import Fill, Vague, carriers, objects_of, rivals, slot_values
from callwright.generator.teachers.spoken import Spoken
from callwright.generator.teachers.styles import ENDED, lower_first, sentence, styled, upper_first
from callwright.templates.naming import words_of
from callwright.templates.phrasebook import Phrase, Phrasebook
from callwright.templates.scenario import PlannedCall, Turn
from callwright.templates.slots import fill_slots
from callwright.templates.wording import wording_of
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.value import Value
from callwright.tools.values.words import words

FULLEST_SHARE = 0.75
"""Share of requests whose carrier holds as many of the values as any does; the rest put more into clauses."""
QUOTED_AMONG = frozenset({"body", "message", "note", "comment", "description", "text", "prompt", "code", "sql"})
"""Kinds of texts that may end with any word."""
DOUBLED = re.compile(r"\b([a-z]{4,}) \1\b")
"""What a carrier and a value both say: "in degrees {unit}" and "degrees Celsius"."""
GOING_ON_SHARE = 0.4
"""Share of later requests that begin with a word that leads on."""
SENTENCE_SHARE = 0.35
"""Share of requests that put what the carrier does not hold into sentences of their own."""


def speak(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    match turn.says:
        case "request":
            return _led_in(_request(turn, row, book, rng), turn, row, book, rng)
        case "follow_up" if turn.joints or turn.calls[0].reference:
            return _going_on(_request(turn, row, book, rng), row, book, rng)
        case "follow_up" | "supply" | "choose" | "correct":
            return exchange.speak(turn, row, book, rng)
        case "agree" | "refuse":
            line = rng.choice(book.lines(exchange.about(turn.says, turn, book), row.side))
            return Spoken(line.text, line.id)
        case "withhold" | "thanks":
            line = rng.choice(book.lines(turn.says, row.side))
            return Spoken(line.text, line.id)
        case "small_talk":
            return _line(rng.choice(book.lines("small_talk", row.side)), row, book, rng)
        case "near_miss":
            intent = wording_of(turn.calls[0].tool, book).intent
            misses = () if intent is None else intent.near_misses
            name = turn.calls[0].tool.name if intent is None else intent.intent
            said = _line(rng.choice(book.lines(f"near_miss.{name}", row.side, misses)), row, book, rng)
            return _led_in(said, turn, row, book, rng)
        case "unrelated":
            topic = _topic(row, book, rng)
            lines = book.lines(f"unrelated.{topic}", row.side, book.unrelated[topic])
            return _led_in(_line(rng.choice(lines), row, book, rng), turn, row, book, rng)
        case "knowledge":
            return _led_in(_line(rng.choice(book.lines("knowledge", row.side)), row, book, rng), turn, row, book, rng)
    raise ValueError(f"no words for the speech act {turn.says!r}")


def _led_in(said: Spoken, turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """In the row's style where the conversation begins, else as one goes on."""
    return styled(said, row, book, rng) if turn is row.scenario.turns[0] else _going_on(said, row, book, rng)


def _topic(row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    """A topic no offered tool has in its name."""
    offered = {word for tool in row.scenario.offered for word in words_of(tool.name)}
    return rng.choice([topic for topic in book.unrelated if not offered & set(words_of(topic))])


def _line(line: Phrase, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A ready line; its slots get values drawn for the occasion."""
    drawn = {}
    for slot in sorted(line.slots):
        sample = book.grammar["samples"][slot]
        value = draw(sample["name"], sample["schema"], rng, row.scenario.today or date(2026, 1, 1), side=row.side)
        drawn[slot] = "" if value is None else value.surface
    return Spoken(upper_first(fill_slots(line.text, drawn)), line.id)


def _request(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    calls = turn.calls
    if len(calls) == 1 and turn.condition is None:
        said = _ask_for(calls[0], row, book, rng, book.styles[row.style].forms, turn.shape)
        if turn.shape != "background":
            return said
        line = rng.choice(book.lines("background", row.side))
        return Spoken(f"{line.text} {upper_first(said.text)}", f"{line.id}+{said.phrasing}")
    asked = [_ask_for(call, row, book, rng, ("imperative",), "clauses") for call in calls]
    joints = [*turn.joints[: len(calls) - 1 - bool(turn.condition)], *([f"if_{turn.condition.kind}"] if turn.condition else [])]
    text, phrasing, used = asked[0].text, asked[0].phrasing, set[str]()
    stops = tuple(value.surface for call in calls for value in call.values if value.surface.endswith("."))
    about = {"name": " ".join(words_of(turn.condition.name)), "value": turn.condition.surface} if turn.condition else {}
    for place, group in enumerate(joints, start=1):
        lines = book.lines(group, row.side)
        joint = rng.choice([line for line in lines if place == 1 or (line.text.startswith("{first}") and line.id not in used)])
        used.add(joint.id)
        second = asked[place] if place < len(asked) else Spoken("", joint.id)
        text = _joined_by(joint.text, {"first": text, "second": second.text, **about}, stops, book)
        phrasing += f"+{second.phrasing}"
    return Spoken(text, phrasing)


def _joined_by(joint: str, slots: Mapping[str, str], stops: tuple[str, ...], book: Phrasebook) -> str:
    """Two requests in one; each begins a sentence, or does not, as the joint has it. `stops`: values that end in a full stop."""
    first = slots["first"] if slots["first"].endswith(stops) else slots["first"].removesuffix(".")
    if ENDED.search(first):
        joint = joint.replace("{first}.", "{first}")
    starts = ". {second}" in joint or "? {second}" in joint
    second = upper_first(slots["second"]) if starts else lower_first(slots["second"], book)
    if not joint.startswith("{first}"):
        first = lower_first(first, book)
    return fill_slots(joint, {**slots, "first": first, "second": second})


def _going_on(said: Spoken, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A later request of the same conversation: nobody greets twice."""
    if rng.random() < GOING_ON_SHARE:
        line = rng.choice(book.lines("next_openers", row.side))
        ends = line.text.endswith((".", "!", "?"))
        said = Spoken(
            f"{line.text} {upper_first(said.text) if ends else lower_first(said.text, book)}", f"{line.id}+{said.phrasing}"
        )
    text = upper_first(said.text)
    return Spoken(sentence(text) if rng.random() < 0.7 else text, said.phrasing)


def _ask_for(
    call: PlannedCall, row: PlanRow, book: Phrasebook, rng: random.Random, forms: tuple[str, ...], shape: str = "plain"
) -> Spoken:
    wording = wording_of(call.tool, book)
    values = [*call.values, *([_reference(call.reference, book, rng)] if call.reference else [])]
    filled = objects_of(wording, values, book, rng)
    slots = slot_values(values, book)
    shape = "sentences" if shape == "values_first" and not book.vague(wording.group, row.side) else shape
    carrier = rng.choice(_carriers(call, shape, slots, forms, row, book, rng))
    used = [slots[slot] for slot in sorted(carrier.slots) if slot in slots]
    text = _unquoted(carrier.text, slots)
    said = {slot: _marked(slots[slot], f'"{{{slot}}}' in text, shape, rng) for slot in carrier.slots if slot in slots}
    if filled.qualifier is not None and "objects" in carrier.slots:
        used.append(filled.qualifier)
    left = [value for value in values if value not in used]
    inline, sentences = _clauses(left, carrier.group, carrier.form, book, rng, shape)
    text = _with_rest(text, inline)
    text = DOUBLED.sub(r"\1", fill_slots(text, {**filled.words, **said, "rest": inline, "does": wording.does}))
    if shape == "values_first" and sentences:
        return Spoken(" ".join([*sentences, upper_first(text)]), carrier.id)
    return Spoken(" ".join([sentence(text), *sentences]) if sentences else text, carrier.id)


def _carriers(
    call: PlannedCall,
    shape: str,
    slots: Mapping[str, Value],
    forms: tuple[str, ...],
    row: PlanRow,
    book: Phrasebook,
    rng: random.Random,
) -> tuple[Phrase, ...]:
    wording = wording_of(call.tool, book)
    others = rivals(wording, [wording_of(tool, book) for tool in row.scenario.offered if not _is_same(tool, call.tool)])
    alike = any(other.object == wording.object for other in others)  # then only the description tells them apart
    groups, names = wording.groups[1 if alike else 0 :], bool(others)
    if shape == "values_first" and not alike:
        return carriers(groups, "only", row.side, frozenset(), forms, "any", book)
    said = {value.path for value in call.values} | ({call.reference.path} if call.reference else set())
    vague: Vague = "never" if said >= set(call.tool.required) else "also"
    fill: Fill = "least" if shape in ("sentences", "values_first") else "most" if rng.random() < FULLEST_SHARE else "any"
    return carriers(groups, vague, row.side, frozenset(slots), forms, fill, book, names)


def _is_same(tool: Tool, asked_for: Tool) -> bool:
    """The tool itself; in a renamed twin it is offered under another name."""
    return tool.name == asked_for.name or (bool(tool.description) and tool.description == asked_for.description)


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


def _clauses(
    left: Sequence[Value], group: str, form: str, book: Phrasebook, rng: random.Random, shape: str
) -> tuple[str, list[str]]:
    """What the carrier does not hold: text for the carrier's own end, and sentences after it."""
    if not left:
        return "", []
    as_sentences = rng.random() < SENTENCE_SHARE or (group == "update" and form != "imperative")
    as_sentences = shape in ("sentences", "values_first") or (as_sentences and shape != "clauses")
    texts = []
    for value in left:
        clause = book.clause(group, value.path, value.kind)
        phrase = rng.choice(clause.sentence if as_sentences else clause.inline)
        texts.append(fill_slots(phrase, {"v": _marked(value, False, shape, rng), "name": " ".join(words_of(value.path))}))
    if as_sentences:
        return "", [upper_first(text) for text in texts]
    if group == "update":
        return fill_slots(book.grammar["and_clause"], {"clause": texts[0]}) if len(texts) == 1 else f", {_listed(texts, rng)}", []
    return _joined(texts, rng), []


def _joined(texts: Sequence[str], rng: random.Random) -> str:
    if len(texts) == 1:
        return texts[0]
    last = texts[-1].removeprefix(", ").removeprefix("and ")
    return _listed([texts[0], *(text.removeprefix(", ") for text in texts[1:-1]), last], rng)


def _listed(texts: Sequence[str], rng: random.Random) -> str:
    last: str = rng.choice(words("joining")["last"])
    return ", ".join(texts[:-1]) + last + texts[-1]


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
