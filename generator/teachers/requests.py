"""What the offline teacher's users say: requests from carriers, clauses and joints, and the other speech acts."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from callwright.generator.plan import PlanRow
from callwright.generator.teachers import exchange
from callwright.generator.teachers.carriers import (
    PLURALS,
    Fill,
    Objects,
    Vague,
    carriers,
    named_by,
    objects_of,
    rivals,
    slot_values,
)
from callwright.generator.teachers.spoken import Spoken
from callwright.generator.teachers.styles import ENDED, lower_first, sentence, styled, typed, upper_first
from callwright.templates.foreign import namesakes, subject_words
from callwright.templates.naming import spoken_name, words_of
from callwright.templates.phrasebook import Phrase, Phrasebook
from callwright.templates.scenario import PlannedCall, Turn
from callwright.templates.slots import fill_slots
from callwright.templates.wording import wording_of
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.value import Value
from callwright.tools.values.words import words

TOTAL = frozenset({"objects"})
"""What "all my tasks" may stand for; it is not what tasks there are."""
ONE = frozenset({"an object", "the object"})
"""Slots that the thing's own id takes, where the call gives it."""
FULLEST_SHARE = 0.6
"""Share of requests whose carrier holds as many of the values as any does; the rest put more into clauses."""
QUOTED_AMONG = frozenset({"body", "message", "note", "comment", "description", "text", "prompt", "code", "sql"})
"""Kinds of texts that may end with any word."""
DOUBLED = re.compile(r"\b([a-z]{4,}) \1\b")
"""What a carrier and a value both say: "in degrees {unit}" and "degrees Celsius"."""
SPOKEN_LAST = re.compile(r": (?P<quote>[\"']?)\{(?:body|text)\}(?P=quote)$")
"""Words to be passed on, at a carrier's end: what else is to be said goes before them, or it would read like a part of them."""
WITH_NUMBER = tuple(f"{{{slot}}}" for slot in ("object", "an object", "the object"))
"""Before an id; before "that one" they are too much."""
AFTER_ONE = re.compile(r"(?<![\w.,/:#-])(1|one) ([a-z]+s|people)\b")
GOING_ON_SHARE = 0.4
"""Share of later requests that begin with a word that leads on."""
COMPANY_SHARE, TWICE_SHARE, COMPANY_OF_COMPLETE_SHARE = 0.75, 0.5, 0.15
"""Share of requests that state less than a call needs which stand beside a sentence of context, of these beside two; and of the rest."""
COMMA_SHARE = 0.55
INNER_MARK = re.compile(r"[.!?:,\"'“]\S*\s|[!?\"'”]$")
"""Of a text that has an end of its own, or too many parts to be the first of another."""
GREETED_SHARE, CHATTED_ON_SHARE = 0.4, 0.7
"""Shares of small talk that begin with a greeting, and that go on with a remark."""
LED_UP_SHARE = 0.4
"""Share of questions of knowledge that do not come out with the question at once."""
TWO_THINGS_SHARE = 0.5
"""Share of requests nobody can meet that ask for two things, and of these for three."""
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
            return typed(_chat(row, book, rng), row, book, rng)
        case "near_miss":
            return _led_in(_near_miss(turn, row, book, rng), turn, row, book, rng)
        case "unrelated":
            return _led_in(_unrelated(row, book, rng), turn, row, book, rng)
        case "knowledge":
            return _led_in(_question(row, book, rng), turn, row, book, rng)
    raise ValueError(f"no words for the speech act {turn.says!r}")


def _led_in(said: Spoken, turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """In the row's style where the conversation begins, else as one goes on."""
    if turn is not row.scenario.turns[0]:
        return _going_on(said, row, book, rng)
    return styled(_in_company(said, turn, row, book, rng), row, book, rng)


def _in_company(said: Spoken, turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """Beside a sentence or two of context, mostly where little is said: what is declined or asked back would be told by its length."""
    is_complete = turn.says == "request" and all(_said_of(call) >= set(call.tool.required) for call in turn.calls)
    if rng.random() >= (COMPANY_OF_COMPLETE_SHARE if is_complete else COMPANY_SHARE) or book.styles[row.style].reason == 1:
        return said
    groups = (
        ("background", "reasons") if not is_complete and rng.random() < TWICE_SHARE else (rng.choice(("background", "reasons")),)
    )
    for group in groups:
        line = rng.choice(book.lines(group, row.side))
        first, last = (line.text, said.text) if rng.random() < 0.5 else (said.text, line.text)
        said = Spoken(_beside(first, last, book, rng), f"{said.phrasing}+{line.id}")
    return said


def _beside(first: str, last: str, book: Phrasebook, rng: random.Random) -> str:
    """Two sentences, or now and then one with a comma, as people type."""
    if INNER_MARK.search(first) or rng.random() >= COMMA_SHARE:
        return f"{sentence(first)} {upper_first(last)}"
    return f"{first.removesuffix('.')}, {lower_first(last, book)}"


def _said_of(call: PlannedCall) -> set[str]:
    """The parameters the user speaks of."""
    return {value.path for value in call.values} | ({call.reference.path} if call.reference else set())


def _chat(row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A line of small talk, alone or with a greeting before it or another remark behind it."""
    said = _line(rng.choice(book.lines("small_talk", row.side)), row, book, rng)
    if rng.random() < GREETED_SHARE:
        greeting = rng.choice(book.lines("greetings", row.side))
        said = Spoken(f"{greeting.text} {said.text}", f"{greeting.id}+{said.phrasing}")
    if rng.random() < CHATTED_ON_SHARE:
        remark = _line(rng.choice(book.lines("remarks", row.side)), row, book, rng)
        said = Spoken(f"{sentence(said.text)} {remark.text}", f"{said.phrasing}+{remark.phrasing}")
    return said


def _question(row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """Something to know, asked outright or led up to."""
    said = _line(rng.choice(book.lines("knowledge", row.side)), row, book, rng)
    if rng.random() >= LED_UP_SHARE:
        return said
    return _behind(rng.choice(book.lines("wondering", row.side)), said, book)


def _behind(line: Phrase, said: Spoken, book: Phrasebook) -> Spoken:
    """A sentence of its own behind a line that has ended, else its continuation."""
    ends = line.text.endswith((".", "!", "?"))
    text = upper_first(said.text) if ends else lower_first(said.text, book)
    return Spoken(f"{line.text} {text}", f"{line.id}+{said.phrasing}")


def _unrelated(row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """One or two things to be done of one topic."""
    topic = _topic(row, book, rng)
    lines = book.lines(f"unrelated.{topic}", row.side, book.unrelated[topic])
    first = rng.choice(lines)
    said = _line(first, row, book, rng)
    return _and_another(said, [line for line in lines if line != first], row, book, rng)


def _near_miss(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """One or two things in the neighbourhood of a tool that it cannot do."""
    intent = wording_of(turn.calls[0].tool, book).intent
    misses = () if intent is None else intent.near_misses
    lines = book.lines(f"near_miss.{turn.calls[0].tool.name if intent is None else intent.intent}", row.side, misses)
    first = rng.choice(lines)
    return _and_another(_line(first, row, book, rng), [line for line in lines if line != first], row, book, rng)


def _and_another(said: Spoken, others: Sequence[Phrase], row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """Now and then one thing more is asked for in the same breath, or two."""
    for line in rng.sample(others, min(2, len(others))):
        if rng.random() >= TWO_THINGS_SHARE:
            return said
        second = _line(line, row, book, rng)
        if second.text.endswith("?") or ENDED.search(said.text.removesuffix(".")) or rng.random() < 0.4:
            said = Spoken(f"{sentence(said.text)} {second.text}", f"{said.phrasing}+{second.phrasing}")
        else:
            joint = rng.choice(book.lines("also", row.side))
            text = _joined_by(joint.text, {"first": said.text, "second": second.text}, (), book)
            said = Spoken(text, f"{said.phrasing}+{joint.id}+{second.phrasing}")
    return said


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
    about = {"name": spoken_name(turn.condition.name, book.grammar), "value": turn.condition.surface} if turn.condition else {}
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
        is_order = said.text[:1].islower()  # "great, now" leads on to nothing else
        lines = [line for line in book.lines("next_openers", row.side) if is_order or line.text.endswith(".")]
        said = _behind(rng.choice(lines), said, book) if lines else said
    text = upper_first(said.text)
    return Spoken(sentence(text) if rng.random() < 0.7 else text, said.phrasing)


def _ask_for(
    call: PlannedCall, row: PlanRow, book: Phrasebook, rng: random.Random, forms: tuple[str, ...], shape: str = "plain"
) -> Spoken:
    wording = wording_of(call.tool, book)
    values = [*call.values, *([_reference(call.reference, book, rng)] if call.reference else [])]
    filled = objects_of(wording, values, book, rng, _taken(call.tool, row))
    slots = slot_values(values, book)
    shape = "sentences" if shape == "values_first" and not book.vague(wording.group, row.side) else shape
    able = _carriers(call, shape, slots, forms, row, book, rng)
    if filled.qualifier is not None:
        is_total = filled.qualifier.surface.split(" ")[0] in book.grammar["totals"]
        able = tuple(carrier for carrier in able if carrier.slots & (TOTAL if is_total else PLURALS)) or able
        if filled.qualifier.form == "enum:after":  # nothing goes on behind "tasks that are overdue"
            able = tuple(carrier for carrier in able if "{things} " not in carrier.text) or able
    able = _fitting(able, slots, book)
    carrier = rng.choice(able)
    used = [slots[slot] for slot in sorted(carrier.slots) if slot in slots]
    text = _unquoted(carrier.text, slots)
    said = {slot: _marked(slots[slot], f'"{{{slot}}}' in text, shape, rng) for slot in carrier.slots if slot in slots}
    if filled.qualifier is not None and carrier.slots & PLURALS:
        used.append(filled.qualifier)
    which = named_by(wording, values, book)
    if which is not None and which not in used and carrier.slots & ONE:
        is_told_before = shape == "values_first" and rng.random() < 0.5
        said |= dict.fromkeys(ONE, filled.words["the object"] if is_told_before else _which(which, filled, book))
        used += [] if is_told_before else [which]
    left = [value for value in values if value not in used]
    inline, sentences = _clauses(left, carrier.group, carrier.form, book, rng, shape)
    text = _with_rest(text, inline)
    text = DOUBLED.sub(r"\1", fill_slots(text, {**filled.words, **said, "rest": inline, "does": wording.does}))
    text = _agreeing(text, book)
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
    unlike = [tool for tool in row.scenario.offered if not _is_same(tool, call.tool) and tool.name not in _namesakes(call.tool)]
    others = rivals(wording, [wording_of(tool, book) for tool in unlike])
    alike = any(other.object == wording.object for other in others)  # then only the description tells them apart
    groups, names = wording.groups[1 if alike else 0 :], bool(others)
    if shape == "values_first" and not alike:
        return carriers(groups, "only", row.side, frozenset(), forms, "any", book, wording.object)
    vague: Vague = "never" if _said_of(call) >= set(call.tool.required) else "also"
    fill: Fill = "least" if shape in ("sentences", "values_first") else "most" if rng.random() < FULLEST_SHARE else "any"
    return carriers(groups, vague, row.side, frozenset(slots), forms, fill, book, wording.object, names)


@lru_cache(maxsize=4096)
def _namesakes(tool: Tool) -> frozenset[str]:
    """They look at the tool from outside: nobody who asks for it could mean one of them."""
    return frozenset(other.name for other in namesakes(tool, ()))


def _fitting(able: tuple[Phrase, ...], slots: Mapping[str, Value], book: Phrasebook) -> tuple[Phrase, ...]:
    """Without those whose words before a value clash with those it begins with: "until in two weeks", "the ticket that one"."""
    clashes = tuple(f"{before} {{{slot}}}" for slot, value in slots.items() for before in _clashing(value, book))
    return tuple(carrier for carrier in able if not any(clash in carrier.text for clash in clashes)) or able


def _clashing(value: Value, book: Phrasebook) -> Sequence[str]:
    """What cannot stand right before the value."""
    if value.form.startswith("reference"):
        return WITH_NUMBER
    first = value.surface.split(" ", 1)[0]
    found: Sequence[str] = next((entry["before"] for entry in book.grammar["clashes"] if first in entry["first"]), ())
    return found


def _agreeing(text: str, book: Phrasebook) -> str:
    """One of a thing: "one stars" is one star."""
    plurals = book.grammar["after_one"]
    return AFTER_ONE.sub(lambda match: f"{match[1]} {plurals.get(match[2], match[2])}", text)


def _taken(tool: Tool, row: PlanRow) -> frozenset[str]:
    """What other offered tools speak of."""
    return frozenset[str]().union(
        *(_subject(other.name, other.description) for other in row.scenario.offered if not _is_same(other, tool))
    )


@lru_cache(maxsize=4096)
def _subject(name: str, description: str) -> frozenset[str]:
    return subject_words(f"{name} {description}")


def _which(value: Value, filled: Objects, book: Phrasebook) -> str:
    """ "task 12", "the first one": where the value is a bare number, behind the thing's name."""
    if value.form.startswith("reference"):  # "it" is too little to stand wherever the thing's name may stand
        return value.surface if " " in value.surface else str(book.grammar["references"]["it"][1])
    if value.kind != "id" or value.surface.startswith("#") or value.surface[:1].isalpha():
        return value.surface
    return fill_slots(book.grammar["numbered"], {"object": filled.words["object"], "v": value.surface})


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
    as_sentences = as_sentences or (form == "question" and len(left) > 1)
    as_sentences = shape in ("sentences", "values_first") or (as_sentences and shape != "clauses")
    texts = []
    for value in left:
        clause = book.clause(group, value.path, value.kind)
        phrase = rng.choice(_unled(clause.sentence if as_sentences else clause.inline, value, book))
        texts.append(fill_slots(phrase, {"v": _marked(value, False, shape, rng), "name": spoken_name(value.path, book.grammar)}))
    if as_sentences:
        return "", [upper_first(text) for text in texts]
    if group == "update":
        return fill_slots(book.grammar["and_clause"], {"clause": texts[0]}) if len(texts) == 1 else f", {_listed(texts, rng)}", []
    return _joined(texts, rng), []


def _unled(phrases: Sequence[str], value: Value, book: Phrasebook) -> Sequence[str]:
    clashes = tuple(f"{before} {{v}}" for before in _clashing(value, book))
    return [phrase for phrase in phrases if not any(clash in phrase.lower() for clash in clashes)] or phrases


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
    if "{rest}" not in text:
        text = SPOKEN_LAST.sub(r" {rest}\g<0>", text)
    if rest.startswith(","):
        text = text.replace(", {rest}", "{rest}").replace(" {rest}", "{rest}")
        return text if "{rest}" in text else text[:-1] + "{rest}?" if text.endswith("?") else text + "{rest}"
    if "{rest}" in text:
        return text
    return text[:-1] + " {rest}?" if text.endswith("?") else text + " {rest}"
