"""What the offline teacher's users say: requests from carriers, clauses and joints, and the other speech acts."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from callwright.generator.plan import PlanRow
from callwright.generator.teachers import exchange
from callwright.generator.teachers.spoken import Spoken
from callwright.templates.naming import imperative, noun_of, plural, words_of
from callwright.templates.phrasebook import IntentFile, Phrase, Phrasebook, fits
from callwright.templates.scenario import PlannedCall, Turn
from callwright.templates.slots import OBJECT_SLOTS, fill_slots
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.value import Value
from callwright.tools.values.words import words

FULLEST_SHARE = 0.75
"""Share of requests whose carrier holds as many of the values as any does; the rest put more into clauses."""
QUOTED_AMONG = frozenset({"body", "message", "note", "comment", "description", "text", "prompt", "code", "sql"})
"""Kinds of texts that may end with any word."""
NAMING = frozenset({"object", "an object", "the object", "objects"})
"""Slots of a carrier that say what the tool handles."""
ENDED = re.compile(r"[.!?][\"'”’]?$")
"""A text that needs no full stop, also where its end is quoted."""
POLITE = 5
"""Letters of a word that a lead does not repeat: no "kindly kindly", no "could you could"."""
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
            intent = book.intent_of(words_of(turn.calls[0].tool.name))
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
    return _styled(said, row, book, rng) if turn is row.scenario.turns[0] else _going_on(said, row, book, rng)


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
    return Spoken(_upper_first(fill_slots(line.text, drawn)), line.id)


def _request(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    calls = turn.calls
    if len(calls) == 1 and turn.condition is None:
        said = _ask_for(calls[0], row, book, rng, book.grammar["styles"][row.style]["forms"], turn.shape)
        if turn.shape != "background":
            return said
        line = rng.choice(book.lines("background", row.side))
        return Spoken(f"{line.text} {_upper_first(said.text)}", f"{line.id}+{said.phrasing}")
    asked = [_ask_for(call, row, book, rng, ["imperative"], "clauses") for call in calls]
    joints = [*turn.joints[: len(calls) - 1 - bool(turn.condition)], *([f"if_{turn.condition.kind}"] if turn.condition else [])]
    text, phrasing, used = asked[0].text, asked[0].phrasing, set[str]()
    about = {"name": " ".join(words_of(turn.condition.name)), "value": turn.condition.surface} if turn.condition else {}
    for place, group in enumerate(joints, start=1):
        lines = book.lines(group, row.side)
        joint = rng.choice([line for line in lines if place == 1 or (line.text.startswith("{first}") and line.id not in used)])
        used.add(joint.id)
        second = asked[place] if place < len(asked) else Spoken("", joint.id)
        text = _joined_by(joint.text, {"first": text, "second": second.text, **about}, book)
        phrasing += f"+{second.phrasing}"
    return Spoken(text, phrasing)


def _joined_by(joint: str, slots: Mapping[str, str], book: Phrasebook) -> str:
    """Two requests in one; each begins a sentence, or does not, as the joint has it."""
    first = slots["first"].removesuffix(".")
    if ENDED.search(first):
        joint = joint.replace("{first}.", "{first}")
    starts = ". {second}" in joint or "? {second}" in joint
    second = _upper_first(slots["second"]) if starts else _lower_first(slots["second"], book)
    if not joint.startswith("{first}"):
        first = _lower_first(first, book)
    return fill_slots(joint, {**slots, "first": first, "second": second})


def _going_on(said: Spoken, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A later request of the same conversation: nobody greets twice."""
    if rng.random() < GOING_ON_SHARE:
        line = rng.choice(book.lines("next_openers", row.side))
        ends = line.text.endswith((".", "!", "?"))
        said = Spoken(
            f"{line.text} {_upper_first(said.text) if ends else _lower_first(said.text, book)}", f"{line.id}+{said.phrasing}"
        )
    text = _upper_first(said.text)
    return Spoken(_sentence(text) if rng.random() < 0.7 else text, said.phrasing)


def _ask_for(
    call: PlannedCall, row: PlanRow, book: Phrasebook, rng: random.Random, forms: Sequence[str], shape: str = "plain"
) -> Spoken:
    named = words_of(call.tool.name)
    intent = book.intent_of(named)
    values = [*call.values, *([_reference(call.reference, book, rng)] if call.reference else [])]
    filled = _objects(named, intent, values, book, rng)
    slots = _slot_values(values, book)
    shape = "sentences" if shape == "values_first" and (intent is None or not intent.vague) else shape
    held = {} if shape == "values_first" else slots
    carrier = _carrier(_able(call, intent, shape, held, row, book), held, forms, rng, shape)
    used = [slots[slot] for slot in sorted(carrier.slots) if slot in slots]
    said = {slot: _marked(slots[slot], f'"{{{slot}}}' in carrier.text, shape, rng) for slot in carrier.slots if slot in slots}
    if filled.qualifier is not None and "objects" in carrier.slots:
        used.append(filled.qualifier)
    left = [value for value in values if value not in used]
    name = intent.intent if intent and not carrier.id.startswith("fallback/") else "fallback"
    inline, sentences = _clauses(left, name, carrier.form, book, rng, shape)
    text = _with_rest(carrier.text, inline)
    does = _lower_first(_does(call.tool.description) or " ".join(named), book)
    text = DOUBLED.sub(r"\1", fill_slots(text, {**filled.words, **said, "rest": inline, "does": does}))
    if shape == "values_first" and sentences:
        return Spoken(" ".join([*sentences, _upper_first(text)]), carrier.id)
    return Spoken(" ".join([text, *sentences]) if not sentences else _sentence(text) + " " + " ".join(sentences), carrier.id)


def _marked(value: Value, is_quoted: bool, shape: str, rng: random.Random) -> str:
    """As it is said; a text of whole sentences is quoted where another request follows, which would read like a part of it."""
    if shape != "clauses" or value.kind not in QUOTED_AMONG or is_quoted or value.form == "text:quoted":
        return value.surface
    quotes = [mark for mark in words("joining")["quotes"] if mark[0] not in value.surface]
    return str(rng.choice(quotes).format(text=value.surface)) if quotes else value.surface


def _reference(reference: Value, book: Phrasebook, rng: random.Random) -> Value:
    said = rng.choice(book.grammar["references"][reference.form.removeprefix("reference:")])
    return Value(reference.path, None, said, reference.form, reference.kind)


@dataclass(frozen=True)
class _Objects:
    words: Mapping[str, str]
    qualifier: Value | None
    """The value that was put into the plural noun phrase: "overdue tasks"."""


def _objects(
    named: Sequence[str], intent: IntentFile | None, values: Sequence[Value], book: Phrasebook, rng: random.Random
) -> _Objects:
    grammar = book.grammar
    verbs = intent.matches.verbs if intent else named[:1]
    noun = noun_of(named, verbs)
    many = plural(noun, grammar["plurals"], grammar["vowels"])
    qualifier = next((value for value in values if value.form in ("enum:before", "enum:after")), None)
    if qualifier is None:
        many = fill_slots(rng.choice(grammar["bare"]), {"objects": many})
    else:
        many = f"{qualifier.surface} {many}" if qualifier.form == "enum:before" else f"{many} {qualifier.surface}"
    article = grammar["articles"]["vowel" if noun[0] in grammar["vowels"] else "other"]
    return _Objects(
        {
            "object": noun,
            "an object": f"{article} {noun}",
            "the object": f"{grammar['articles']['definite']} {noun}",
            "objects": many,
        },
        qualifier,
    )


def _slot_values(values: Sequence[Value], book: Phrasebook) -> dict[str, Value]:
    slots: dict[str, Value] = {}
    for slot, patterns in book.grammar["slots"].items():
        for value in values:
            if value not in slots.values() and fits(patterns, value.path, value.kind):
                slots[slot] = value
                break
    return slots


def _does(description: str) -> str:
    """The first sentence of a description, as far as its first line goes, as something to do: `Returns all` is `Return all`."""
    first, *rest = description.strip().split("\n")[0].split(". ")[0].strip().rstrip(".:").split(" ")
    return " ".join([imperative(first), *rest])


def _able(
    call: PlannedCall, intent: IntentFile | None, shape: str, slots: Mapping[str, Value], row: PlanRow, book: Phrasebook
) -> list[Phrase]:
    """Carriers that say nothing the call lacks: those of the intent, and without values where these stand elsewhere or a required
    one is not said; where the intent has none for such values, those made of the tool's description."""
    said = {value.path for value in call.values} | ({call.reference.path} if call.reference else set())
    carriers = () if shape == "values_first" else book.carriers(intent, row.side)
    if shape == "values_first" or not said >= set(call.tool.required):
        carriers = (*carriers, *book.vague(intent, row.side))
    holds = OBJECT_SLOTS | {"does"} | set(slots)
    rivals = _rivals(call, intent, row, book)
    able = [carrier for carrier in carriers if carrier.slots <= holds and (not rivals or carrier.slots & NAMING)]
    return able if able and not _says_the_same(call, rivals, intent) else list(book.carriers(None, row.side))


def _rivals(call: PlannedCall, intent: IntentFile | None, row: PlanRow, book: Phrasebook) -> list[Sequence[str]]:
    """The names of other offered tools of the same intent: a request has to say which is meant."""
    if intent is None:
        return []
    others = (words_of(tool.name) for tool in row.scenario.offered if not _is_same(tool, call.tool))
    return [named for named in others if book.intent_of(named) is intent]


def _is_same(tool: Tool, asked_for: Tool) -> bool:
    """The tool itself; in a renamed twin it is offered under another name."""
    return tool.name == asked_for.name or (bool(tool.description) and tool.description == asked_for.description)


def _says_the_same(call: PlannedCall, rivals: Sequence[Sequence[str]], intent: IntentFile | None) -> bool:
    """Whether a rival handles the same things by its name: then only the description tells the tools apart."""
    verbs = intent.matches.verbs if intent else ()
    noun = noun_of(words_of(call.tool.name), verbs)
    return any(noun_of(named, verbs) == noun for named in rivals)


def _carrier(able: Sequence[Phrase], slots: Mapping[str, Value], forms: Sequence[str], rng: random.Random, shape: str) -> Phrase:
    """Mostly one of those that say the most of the call."""
    able = [carrier for carrier in able if carrier.form in forms] or able
    if shape == "sentences":
        least = min(len(carrier.slots & set(slots)) for carrier in able)
        able = [carrier for carrier in able if len(carrier.slots & set(slots)) == least]
    elif rng.random() < FULLEST_SHARE:
        most = max(len(carrier.slots & set(slots)) for carrier in able)
        able = [carrier for carrier in able if len(carrier.slots & set(slots)) == most]
    return rng.choice(able)


def _clauses(
    left: Sequence[Value], intent: str, form: str, book: Phrasebook, rng: random.Random, shape: str
) -> tuple[str, list[str]]:
    """What the carrier does not hold: text for the carrier's own end, and sentences after it."""
    if not left:
        return "", []
    as_sentences = rng.random() < SENTENCE_SHARE or (intent == "update" and form != "imperative")
    as_sentences = shape in ("sentences", "values_first") or (as_sentences and shape != "clauses")
    texts = []
    for value in left:
        clause = book.clause(intent, value.path, value.kind)
        phrase = rng.choice(clause.sentence if as_sentences else clause.inline)
        texts.append(fill_slots(phrase, {"v": _marked(value, False, shape, rng), "name": " ".join(words_of(value.path))}))
    if as_sentences:
        return "", [_upper_first(text) for text in texts]
    if intent == "update":
        return fill_slots(book.grammar["and_clause"], {"clause": texts[0]}) if len(texts) == 1 else f", {_listed(texts, rng)}", []
    return _joined(texts, rng), []


def _joined(texts: Sequence[str], rng: random.Random) -> str:
    if len(texts) == 1:
        return texts[0]
    last = texts[-1].removeprefix(", ").removeprefix("and ")
    return _listed([texts[0], *(text.removeprefix(", ") for text in texts[1:-1]), last], rng)


def _listed(texts: Sequence[str], rng: random.Random) -> str:
    return ", ".join(texts[:-1]) + rng.choice(words("joining")["last"]) + texts[-1]


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


def _styled(said: Spoken, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    style = book.grammar["styles"][row.style]
    text, phrasing = said.text, said.phrasing
    if style.get("lower"):
        return Spoken(text, phrasing)
    if rng.random() < style["lead"] and text[:1].islower() and "?" not in text:
        text = _upper_first(fill_slots(rng.choice(_leads(text, book)), {"request": text}))
    if rng.random() < style["opener"]:
        opener = rng.choice(book.lines("openers", row.side))
        ends = opener.text.rstrip().endswith((".", "!", "?"))
        goes_on = text if _begins_with_a_value(text, row) else _lower_first(text, book)
        text = f"{opener.text.rstrip()} {_upper_first(text) if ends else goes_on}"
        phrasing += f"+{opener.id}"
    text = _upper_first(text)
    if rng.random() < style["closer"]:
        text = f"{_sentence(text)} {rng.choice(book.lines('closers', row.side)).text}"
    elif rng.random() < 0.5:
        text = _sentence(text)
    return Spoken(text, phrasing)


def _begins_with_a_value(text: str, row: PlanRow) -> bool:
    said = (value.surface for turn in row.scenario.turns for call in turn.calls for value in call.values)
    return any(surface and text.startswith(surface) for surface in said)


def _leads(text: str, book: Phrasebook) -> list[str]:
    """Around a single clause any lead; before a text with sentences or quoted words only one that adds nothing to its end."""
    said = set(text.lower().replace(",", " ").split())
    leads = [lead for lead in book.grammar["leads"] if not said & {word for word in lead.split() if len(word) >= POLITE}]
    is_clause = not text.endswith((".", "!")) and not any(mark in text for mark in (". ", ": ", '"', "? ", "! "))
    return leads if is_clause else [lead for lead in leads if lead.endswith("{request}")]


def _sentence(text: str) -> str:
    return _upper_first(text if ENDED.search(text) else text + ".")


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str, book: Phrasebook) -> str:
    return text if text.split(" ")[0] in book.grammar["keep_case"] else text[:1].lower() + text[1:]
