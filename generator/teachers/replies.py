"""What the offline teacher's assistant says in words: confirm, decline, answer."""

import random
from collections.abc import Mapping
from typing import Any

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.requests import Spoken
from callwright.templates.naming import words_of
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import PlannedCall, Turn
from callwright.templates.slots import fill_slots, slots_of

NAMED = 3
"""Elements of a list that an answer names one by one."""


def reply(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    match turn.says, turn.to:
        case "confirm", _:
            text = fill_slots(rng.choice(book.dialogue["confirm"]), {"what": _what(turn.calls[0])})
        case "decline", "refuse":
            text = fill_slots(rng.choice(book.dialogue["kept"]), {"what": _what(turn.calls[0])})
        case "decline", "small_talk":
            text = rng.choice(book.dialogue["small_talk_replies"])
        case "decline", _:
            text = rng.choice(book.dialogue["decline"])
        case "answer", _:
            text = _answer(turn, row, book, rng)
        case _:
            raise ValueError(f"no words for the act {turn.says!r}")
    return Spoken(_opened(text), "")


def _opened(text: str) -> str:
    """With a capital, unless it begins with an id or an address."""
    return text[:1].upper() + text[1:] if text.split(" ")[0].strip(".,:;!").isalpha() else text


def _what(call: PlannedCall) -> str:
    """What a destructive call acts on, as the user says it: its id, else its first value."""
    named = [value for value in call.values if value.kind == "id"] or list(call.values)
    return named[0].surface if named else " ".join(words_of(call.tool.name))


def _answer(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    failed = row.fault in book.grammar["reports"]
    if failed:
        return fill_slots(rng.choice(book.grammar["reports"][row.fault]), {"message": _message(turn.results[-1]).rstrip(".")})
    sentences = []
    for call, result in zip(turn.calls, turn.results, strict=True):
        sentences.append(_report(call, result, book, rng))
    return " ".join(dict.fromkeys(sentences))


def _message(error: Any) -> str:
    """The human part of an error result."""
    inner = error.get("error", error) if isinstance(error, dict) else error
    return str(inner.get("message", inner)) if isinstance(inner, dict) else str(inner)


def _report(call: PlannedCall, result: Any, book: Phrasebook, rng: random.Random) -> str:
    intent = book.intent_of(words_of(call.tool.name))
    returned = _facts(result, book)
    facts = {**{name: _said(value) for name, value in call.given.items()}, **call.surfaces, **returned}
    answers = () if intent is None else intent.nothing_found if _is_empty(result) else intent.answers
    able = [answer for answer in answers if slots_of(answer) <= set(facts)]
    if able:
        return fill_slots(rng.choice(able), facts)
    summary = ", ".join(f"{' '.join(words_of(name))} {value}" for name, value in returned.items())
    return fill_slots(rng.choice(book.grammar["fallback_answers"]), {"summary": summary or call.tool.name})


def _is_empty(result: Any) -> bool:
    return isinstance(result, dict) and any(value == [] for value in result.values())


def _facts(result: Any, book: Phrasebook) -> Mapping[str, str]:
    """What can be said of a result: its plain fields, and of a list how long it is and its first names."""
    if not isinstance(result, dict):
        return {"result": _said(result)}
    facts = {name: _said(value) for name, value in result.items() if isinstance(value, str | int | float)}
    for elements in (value for value in result.values() if isinstance(value, list)):
        facts.setdefault("total", str(len(elements)))
        names = [name for element in elements if (name := _name(element))]
        if names:
            facts["names"] = ", ".join(names[:NAMED])
            if len(names) > NAMED:
                facts["names"] = fill_slots(book.grammar["more"], {"names": facts["names"], "rest": str(len(names) - NAMED)})
    return facts


def _name(element: Any) -> str:
    """How an element of a list is called: its title or name, else its first text."""
    if not isinstance(element, dict):
        return str(element)
    return next((str(element[key]) for key in ("title", "name", *element) if isinstance(element.get(key), str)), "")


def _said(value: Any) -> str:
    return (
        value.replace("_", " ")
        if isinstance(value, str) and value.islower() and "@" not in value and not _is_id(value)
        else str(value)
    )


def _is_id(value: str) -> bool:
    return any(letter.isdecimal() for letter in value)
