"""Which carrier speaks of a call: its slots filled by the call's values, its form that of the style.

All choices that do not depend on chance are made once for each shape of call.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from callwright.templates.phrasebook import Phrase, Phrasebook, fits
from callwright.templates.slots import OBJECT_SLOTS, fill_slots
from callwright.templates.wording import Wording
from callwright.tools.values.value import Value

SAID_OF_TOOLS = OBJECT_SLOTS | {"does"}
NAMING = frozenset({"object", "an object", "the object", "objects", "does"})
"""Slots that say what the tool handles or does: needed where another offered tool has the same intent."""
Vague = Literal["never", "also", "only"]
"""Whether requests without values are among them: also where a required value is not said, only where all stand elsewhere."""
Fill = Literal["most", "any", "least"]
"""How much of the call the carrier itself says."""


@dataclass(frozen=True)
class Objects:
    words: Mapping[str, str]
    qualifier: Value | None
    """The value that was put into the plural noun phrase: "overdue tasks"."""


def objects_of(wording: Wording, values: Sequence[Value], book: Phrasebook, rng: random.Random) -> Objects:
    grammar, noun, many = book.grammar, wording.object, wording.objects
    qualifier = next((value for value in values if value.form in ("enum:before", "enum:after")), None)
    if qualifier is None:
        many = fill_slots(rng.choice(grammar["bare"]), {"objects": many})
    else:
        many = f"{qualifier.surface} {many}" if qualifier.form == "enum:before" else f"{many} {qualifier.surface}"
    article = grammar["articles"]["vowel" if noun[0] in grammar["vowels"] else "other"]
    the = grammar["articles"]["definite"]
    return Objects({"object": noun, "an object": f"{article} {noun}", "the object": f"{the} {noun}", "objects": many}, qualifier)


def slot_values(values: Sequence[Value], book: Phrasebook) -> dict[str, Value]:
    places = _slot_places(tuple((value.path, value.kind) for value in values), book)
    return {slot: values[place] for slot, place in places.items()}


@lru_cache(maxsize=8192)
def _slot_places(values: Sequence[tuple[str, str]], book: Phrasebook) -> dict[str, int]:
    """Slot -> which of the values, given by parameter and kind, fills it; each fills one at most."""
    places: dict[str, int] = {}
    for slot, patterns in book.grammar["slots"].items():
        for place, (parameter, kind) in enumerate(values):
            if place not in places.values() and fits(patterns, parameter, kind):
                places[slot] = place
                break
    return places


@lru_cache(maxsize=8192)
def carriers(
    groups: Sequence[str],
    vague: Vague,
    side: str,
    slots: frozenset[str],
    forms: Sequence[str],
    fill: Fill,
    book: Phrasebook,
    names: bool = False,
) -> tuple[Phrase, ...]:
    """Those that say nothing the call lacks, of the style's forms where there are any; `names`: that say what the tool handles.

    Where the intent has none, those of the description or of the name.
    """
    for group in groups:
        known = () if vague == "only" else book.carriers(group, side)
        known += () if vague == "never" else book.vague(group, side)
        able = [carrier for carrier in known if carrier.slots <= SAID_OF_TOOLS | slots and (not names or carrier.slots & NAMING)]
        able = [carrier for carrier in able if carrier.form in forms] or able
        if able:
            return _filled(able, slots, fill)
    raise ValueError(f"no carriers among {groups}")


def _filled(able: Sequence[Phrase], slots: frozenset[str], fill: Fill) -> tuple[Phrase, ...]:
    counts = [len(carrier.slots & slots) for carrier in able]
    wanted = {"most": {max(counts)}, "least": {min(counts)}, "any": set(counts)}[fill]
    return tuple(carrier for carrier, count in zip(able, counts, strict=True) if count in wanted)


def rivals(wording: Wording, offered: Sequence[Wording]) -> list[Wording]:
    """Other offered tools of the same intent: a request has to say which is meant."""
    return [other for other in offered if wording.intent is not None and other.intent is wording.intent and other != wording]
