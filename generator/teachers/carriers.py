"""Which carrier speaks of a call: its slots filled by the call's values, its form that of the style.

All choices that do not depend on chance are made once for each shape of call.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from callwright.generator.teachers.unsaid import words_in
from callwright.templates.foreign import namesakes
from callwright.templates.naming import article, plural, words_of
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import Phrasebook, fits
from callwright.templates.slots import OBJECT_SLOTS, QUALIFIED, fill_slots
from callwright.templates.wording import Wording, wording_of
from callwright.tools.tool import Tool
from callwright.tools.values.value import Value

SAID_OF_TOOLS = OBJECT_SLOTS - {QUALIFIED} | {"does"}
NAMING = frozenset({"object", "an object", "the object", "objects", "things", "does"})
TOTAL = frozenset({"objects"})
"""What "all my tasks" may stand for; it is not what tasks there are."""
PLURALS = frozenset({"objects", "things", QUALIFIED})
"""Where a qualifier goes: "overdue tasks", "anything overdue"."""
NO_SLOTS: frozenset[str] = frozenset()
ONE = frozenset({"an object", "the object"})
"""Slots that the thing's own id takes, where the call gives it."""
Vague = Literal["never", "also", "only"]
"""Whether requests without values are among them: also where a required value is not said, only where all stand elsewhere."""
SYNONYM_SHARE = 0.4
"""Share of requests that call the thing by another word than the tool's name does, where the phrasebook knows one."""
AtOnce = Literal["no", "any", "usual"]
"""Whether a sentence takes in all that is given of the thing; `usual`: one that most people say, where one does."""
Fill = Literal["most", "any", "least"]
"""How much of the call the carrier itself says."""


class Fit(NamedTuple):
    """What a carrier has to be like beside the call's values."""

    places: frozenset[str] = frozenset()
    """Slots of which it has to have one."""
    barred: tuple[tuple[str, ...], ...] = ()
    """Texts it must not hold, group by group: where every carrier holds one, the group does not count."""
    unsaid: frozenset[str] = frozenset()
    """Words it must not hold, where there is another."""


@dataclass(frozen=True)
class Objects:
    words: Mapping[str, str]
    qualifier: Value | None
    """The value that was put into the plural noun phrase: "overdue tasks"."""
    places: frozenset[str]
    """Slots that say the qualifier."""

    def telling(self, which: Value | None) -> frozenset[str]:
        """The slots that say a value: the qualifier, or the id `which` of the thing that is meant."""
        return self.places | ONE if which else self.places


def objects_of(
    wording: Wording, values: Sequence[Value], book: Phrasebook, rng: random.Random, is_taken: Callable[[str], bool]
) -> Objects:
    """How the thing is spoken of; never by a word that another tool has taken."""
    said = _noun_phrases(_called(wording.object, book, rng, is_taken), book)
    many = said["things"]
    bare = fill_slots(rng.choice(book.grammar["bare"]), {"objects": many})
    for value in values:
        if value.form in ("enum:before", "enum:after"):
            which = f"{value.surface} {many}" if value.form == "enum:before" else f"{many} {value.surface}"
            phrases = {**said, "objects": which, "things": which, QUALIFIED: value.surface}
            return Objects(phrases, value, _places(value.surface.split(" ")[0], book))
    return Objects({**said, "objects": bare}, None, NO_SLOTS)


@lru_cache(maxsize=8192)
def _noun_phrases(noun: str, book: Phrasebook) -> dict[str, str]:
    """The slots that a thing fills, whichever of the things is meant."""
    grammar = book.grammar
    return {
        "object": noun,
        "an object": f"{article(noun, grammar)} {noun}",
        "the object": f"{grammar['articles']['definite']} {noun}",
        "things": plural(noun, grammar["plurals"], grammar["vowels"]),
    }


def _places(first: str, book: Phrasebook) -> frozenset[str]:
    """Of a qualifier with this first word: "all my" goes with their name as a whole, "that are due" behind their name alone."""
    if first in book.grammar["totals"]:
        return TOTAL
    return PLURALS - {QUALIFIED} if first in book.grammar["relative"] else PLURALS


def _called(noun: str, book: Phrasebook, rng: random.Random, is_taken: Callable[[str], bool]) -> str:
    """The noun or, in a share of requests, another word for it. Chance is asked alike whatever is taken, for the sake of twins."""
    thing, other = book.things.get(noun), rng.random() < SYNONYM_SHARE
    if thing is None or not thing.called or not (other or thing.is_jargon):
        return noun
    called = rng.choice(thing.called)
    return noun if not thing.is_jargon and any(is_taken(word) for word in words_of(called)) else called


def named_by(wording: Wording, values: Sequence[Value], book: Phrasebook) -> Value | None:
    """The value that says which of the things is meant: `task_id` of a task, `playlist` of a playlist that is there."""
    is_new = wording.group in book.grammar["makes"]
    for value in values:
        if (value.kind == "id" or not is_new) and _names(value.path, value.kind, wording.object):
            return value
    return None


@lru_cache(maxsize=8192)
def _names(path: str, kind: str, noun: str) -> bool:
    words = words_of(path)
    if words[-1:] and words[-1] in ("id", "name", "title", "number"):
        words = words[:-1]
    return set(words) <= set(noun.split(" ")) and bool(words or kind == "id")


def slot_values(values: Sequence[Value], book: Phrasebook) -> dict[str, Value]:
    places = _slot_places(tuple([(value.path, value.kind) for value in values]), book)
    return {slot: values[place] for slot, place, form in places if form in ("", values[place].form)}


@lru_cache(maxsize=8192)
def _slot_places(values: Sequence[tuple[str, str]], book: Phrasebook) -> tuple[tuple[str, int, str], ...]:
    """Slots, which of the values (given by parameter and kind) fills each, and the form this has to have, empty where any does.

    A value fills one slot at most, and beside it the slot of its form.
    """
    places: dict[str, int] = {}
    for slot, patterns in book.grammar["slots"].items():
        able = [place for place, value in enumerate(values) if place not in places.values() and fits(patterns, *value)]
        if able:
            places[slot] = min(able, key=lambda place: _rank(patterns, *values[place]))
    formed = [(other, places[slot], form) for other, (slot, form) in book.grammar["formed"].items() if slot in places]
    return (*((slot, place, "") for slot, place in places.items()), *formed)


def _rank(patterns: Sequence[str], parameter: str, kind: str) -> int:
    """How early among `patterns` the first is that the value fits: a song comes before the playlist it is for."""
    return next(place for place, pattern in enumerate(patterns) if fits([pattern], parameter, kind))


class Wanted(NamedTuple):
    """What a carrier has to say, and how."""

    groups: Sequence[str]
    vague: Vague
    side: str
    slots: frozenset[str]
    forms: Sequence[str]
    fill: Fill
    noun: str
    names: bool = False
    """It has to say what the tool handles."""
    at_once: AtOnce = "no"
    """Where the phrasebook has such sentences."""


@lru_cache(maxsize=8192)
def carriers(wanted: Wanted, fit: Fit, book: Phrasebook) -> tuple[Phrase, ...]:
    """Those that say what is wanted, and of these the ones that fit, where there are any."""
    able = _saying(wanted, book)
    if fit.places:
        able = tuple(carrier for carrier in able if carrier.slots & fit.places) or able
    if fit.unsaid:
        able = tuple(carrier for carrier in able if words_in(carrier.text).isdisjoint(fit.unsaid)) or able
    for texts in fit.barred:
        left = able
        for text in texts:
            left = tuple([carrier for carrier in left if text not in carrier.text])
        able = left or able
    return able


@lru_cache(maxsize=8192)
def _saying(wanted: Wanted, book: Phrasebook) -> tuple[Phrase, ...]:
    """Those that say nothing the call lacks, of the style's forms where there are any.

    Where the intent has none, its requests without values, then those of the description or of the name.
    """
    for group in wanted.groups:
        able = _able(group, wanted.side, wanted.noun, wanted.slots, wanted.vague, wanted.names, wanted.at_once, book)
        able = able or tuple(carrier for carrier in book.vague(group, wanted.side) if carrier.slots & NAMING)
        able = tuple([carrier for carrier in able if carrier.form in wanted.forms]) or able
        if able:
            return _filled(able, wanted.slots, wanted.fill)
    raise ValueError(f"no carriers among {wanted.groups}")


@lru_cache(maxsize=8192)
def _able(
    group: str, side: str, noun: str, slots: frozenset[str], vague: Vague, names: bool, at_once: AtOnce, book: Phrasebook
) -> tuple[Phrase, ...]:
    """Those that say nothing the call lacks, in whatever form; sentences of the thing alone, where it is to be said at once."""
    given = SAID_OF_TOOLS | slots
    if vague == "only":
        return tuple([carrier for carrier in book.vague(group, side) if not names or carrier.slots & NAMING])
    usual = _sentences(book.usual_of(noun, group, side), noun, given, names, book)
    told = _told(slots, book)
    if at_once == "usual" and (full := tuple([carrier for carrier in usual if _told(carrier.slots & slots, book) == told])):
        return full
    sentences = _sentences(book.sentences_of(noun, group, side), noun, given, names, book)
    if at_once != "no" and any(carrier.slots & slots for carrier in sentences):
        return sentences
    known = book.carriers(group, side) + book.of_thing(noun, group, side)
    known += () if vague == "never" else book.vague(group, side)
    said = tuple([carrier for carrier in known if carrier.slots <= given and (not names or carrier.slots & NAMING)])
    return usual + sentences + said


@lru_cache(maxsize=8192)
def _told(slots: frozenset[str], book: Phrasebook) -> frozenset[str]:
    """What these slots tell, by one slot for each value."""
    formed = {slot: base for slot, (base, _) in book.grammar["formed"].items()}
    told = {**formed, **dict.fromkeys(PLURALS, "objects"), **dict.fromkeys(ONE, "object")}
    return frozenset(told.get(slot, slot) for slot in slots)


def _sentences(carriers: Sequence[Phrase], noun: str, given: frozenset[str], names: bool, book: Phrasebook) -> tuple[Phrase, ...]:
    """Those of a thing that say nothing but what is given, and all of it that they can; with `names` those that name it."""
    able = [carrier.saying(given) for carrier in carriers if carrier.needed <= given]
    return tuple([carrier for carrier in able if not names or not words_in(carrier.text).isdisjoint(_called_by(noun, book))])


@lru_cache(maxsize=4096)
def _called_by(noun: str, book: Phrasebook) -> frozenset[str]:
    """The words of a thing's names, of one and of many."""
    thing = book.things.get(noun)
    names = (noun, *thing.nouns, *thing.called) if thing else (noun,)
    many = [plural(name, book.grammar["plurals"], book.grammar["vowels"]) for name in names]
    return frozenset(word for name in (*names, *many) for word in name.split(" "))


def _filled(able: tuple[Phrase, ...], slots: frozenset[str], fill: Fill) -> tuple[Phrase, ...]:
    if fill == "any":
        return able
    counted = slots - PLURALS - ONE if fill == "least" else slots  # what is meant is named even where little is said of it
    counts = [len(carrier.slots & counted) for carrier in able]
    wanted = max(counts) if fill == "most" else min(counts)
    return tuple([carrier for carrier, count in zip(able, counts, strict=True) if count == wanted])


def rivals(tool: Tool, offered: Iterable[Tool], book: Phrasebook) -> list[Wording]:
    """Other offered tools of the same intent: a request has to say which is meant."""
    wording = wording_of(tool, book)
    if wording.intent is None:
        return []
    alike = [(other, said) for other in offered if (said := wording_of(other, book)).intent is wording.intent]
    return [said for other, said in alike if said is not wording and _is_rival(other, tool, book)]


@lru_cache(maxsize=65536)
def _is_rival(other: Tool, tool: Tool, book: Phrasebook) -> bool:
    is_meant = wording_of(other, book) != wording_of(tool, book) and not is_same(other, tool)
    return is_meant and other.name not in _namesakes(tool)


def is_same(tool: Tool, asked_for: Tool) -> bool:
    """The tool itself; in a renamed twin it is offered under another name."""
    return tool.name == asked_for.name or (bool(tool.description) and tool.description == asked_for.description)


@lru_cache(maxsize=4096)
def _namesakes(tool: Tool) -> frozenset[str]:
    """They look at the tool from outside: nobody who asks for it could mean one of them."""
    return frozenset(other.name for other in namesakes(tool, ()))
