"""What the offline teacher's assistant says in words: ask, confirm, decline, answer."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.asks import ask
from callwright.generator.teachers.exchange import about
from callwright.templates.naming import spoken_name, words_of
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.records import has_failed, is_empty, label
from callwright.templates.scenario import PlannedCall, Turn
from callwright.templates.slots import fill_slots, slots_of
from callwright.templates.wording import wording_of

DIGIT = re.compile(r"\d")
NAMED = 3
"""Elements of a list that an answer names one by one."""
GONE = "not_found"
"""What a call met that fails though no fault is planned: one before it took away what both act on."""
SUMMED_UP = 4
"""Fields of a result that an answer lists where no answer of the intent says them better."""


def reply(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    match turn.says, turn.to:
        case "ask", _:
            text = ask(turn, book, rng)
        case "confirm", _:
            text = fill_slots(rng.choice(book.dialogue[about("confirm", turn, book)]), {"what": _together(turn.calls, book)})
        case "decline", "refuse":
            text = fill_slots(rng.choice(book.dialogue[about("kept", turn, book)]), {"what": _together(turn.calls, book)})
        case "decline", "small_talk" | "withhold" | "thanks":
            text = rng.choice(book.dialogue[f"{turn.to}_replies"])
        case "decline", _:
            text = rng.choice(book.dialogue["decline"])
        case "answer", _:
            text = _answer(turn, row, book, rng)
        case _:
            raise ValueError(f"no words for the act {turn.says!r}")
    return _opened(text)


def _opened(text: str) -> str:
    """With a capital, unless it begins with an id or an address."""
    return text[:1].upper() + text[1:] if text.split(" ", 1)[0].strip(".,:;!").isalpha() else text


def _together(calls: Sequence[PlannedCall], book: Phrasebook) -> str:
    """What one destructive call acts on, or several."""
    *others, last = [_what(call) for call in calls]
    return fill_slots(book.grammar["both"], {"first": ", ".join(others), "second": last}) if others else last


def _what(call: PlannedCall) -> str:
    """What a destructive call acts on, as the user says it: its id, else its first value."""
    if call.reference:
        return str(call.arguments[call.reference.path])
    named = [value for value in call.values if value.kind == "id"] or list(call.values)
    return named[0].surface if named else " ".join(words_of(call.tool.name))


def _answer(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    """What came of each call, and what did not: a failure, a list cut short, a condition that was not met."""
    sentences = []
    for call, result in zip(turn.calls, turn.results, strict=True):
        if has_failed(result) or (row.fault == "empty_result" and is_empty(result)):
            fault = row.fault if row.fault != "-" else GONE
            sentences.append(fill_slots(rng.choice(book.dialogue[f"report_{fault}"]), {"message": _message(result).rstrip(".")}))
        else:
            sentences.append(_report(call, result, book, rng))
    if row.fault == "partial_result":
        sentences.append(rng.choice(book.dialogue["report_partial_result"]))
    if turn.condition and not turn.condition.holds:
        sentences.append(rng.choice(book.dialogue["unmet"]))
    return " ".join(dict.fromkeys(_opened(sentence) for sentence in sentences))


def _message(error: Any) -> str:
    """The human part of an error result."""
    inner = error.get("error", error) if isinstance(error, dict) else error
    return str(inner.get("message", inner)) if isinstance(inner, dict) else str(inner)


def _report(call: PlannedCall, result: Any, book: Phrasebook, rng: random.Random) -> str:
    wording = wording_of(call.tool, book)
    intent, returned = wording.intent, _facts(result, book)
    facts = {name: _said(value) for name, value in call.given.items()} | call.surfaces | returned
    facts |= {"object": wording.object, "the object": f"{book.grammar['articles']['definite']} {wording.object}"}
    answers = () if intent is None else intent.nothing_found if is_empty(result) else intent.answers
    known = frozenset((*facts, "summary") if returned else facts)
    answer = rng.choice(_able(answers, known) or book.grammar["fallback_answers"])
    if "summary" in slots_of(answer):
        facts["summary"] = _summary(returned, book) if returned else facts.get("summary", wording.object)
    return fill_slots(answer, facts)


@lru_cache(maxsize=8192)
def _able(answers: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    """Those that say nothing but what is known."""
    return tuple(answer for answer in answers if slots_of(answer) <= known)


def _summary(returned: Mapping[str, str], book: Phrasebook) -> str:
    """The first fields one after another, a sum of money with its currency."""
    currency = returned.get("currency", "")
    sums = [name for name, value in returned.items() if value[-1:].isdecimal() and words_of(name)[-1:] == (book.grammar["sum"],)]
    if not currency or len(sums) != 1:
        return ", ".join(_named(name, value, book) for name, value in list(returned.items())[:SUMMED_UP])
    others = [_named(name, value, book) for name, value in returned.items() if name not in (*sums, "currency")]
    return ", ".join([f"{returned[sums[0]]} {currency}", *others][:SUMMED_UP])


def _facts(result: Any, book: Phrasebook) -> dict[str, str]:
    """What can be said of a result: its plain fields, and of a list how long it is and its first names."""
    if isinstance(result, list):
        result = {"items": result}
    if not isinstance(result, dict):
        return {"result": _said(result)}
    facts = {name: _said(value) for name, value in result.items() if isinstance(value, str | int | float)}
    for elements in (value for value in result.values() if isinstance(value, list)):
        facts.setdefault("total", str(len(elements)))
        names = [name for element in elements if (name := label(element))]
        if names:
            facts["names"] = ", ".join(names[:NAMED])
            if len(names) > NAMED:
                facts["names"] = fill_slots(book.grammar["more"], {"names": facts["names"], "rest": str(len(names) - NAMED)})
    return facts


def _named(name: str, value: str, book: Phrasebook) -> str:
    """A field of a result with its unit where a unit belongs: `distance_km` 12 is "distance 12 km", `minutes` 90 "90 minutes"."""
    words = words_of(name)
    unit = book.grammar["unit_words"].get(words[-1], "") if words and value[-1:].isdecimal() else ""
    named = "" if unit and len(words) == 1 else spoken_name(name, book.grammar)
    return f"{named} {value} {unit}".strip()


def _said(value: Any) -> str:
    """An identifier of words as words: `due_today` is due today, but `task_12` stays."""
    text = str(value)
    is_of_words = "_" in text and isinstance(value, str) and text.islower() and "@" not in text and DIGIT.search(text) is None
    return text.replace("_", " ") if is_of_words else text
