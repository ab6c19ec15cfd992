"""How the offline teacher's assistant asks: for a value that is missing, for one of a list, for one of two readings."""

import random

from callwright.templates.naming import spoken_name
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import Turn
from callwright.templates.slots import fill_slots
from callwright.templates.wording import wording_of
from callwright.tools.values.value import Value

NAMED = 4
"""Options that a question names one by one."""


def ask(turn: Turn, book: Phrasebook, rng: random.Random) -> str:
    if turn.to == "missing":
        return _joined([_for_value(value, turn, book, rng) for value in turn.calls[0].values], book)
    *others, last = [option.rstrip(".") for option in turn.options]
    listed = fill_slots(book.grammar["either"], {"first": ", ".join(others), "second": last})
    return fill_slots(rng.choice(book.asks[turn.to]), {"options": listed})


def _for_value(value: Value, turn: Turn, book: Phrasebook, rng: random.Random) -> str:
    schema = turn.calls[0].tool.properties[value.path]
    name = spoken_name(value.path, book.grammar)
    members = [str(member).replace("_", " ") for member in schema.get("enum", ()) if member is not None]
    if 1 < len(members) <= NAMED:
        *others, last = members
        listed = fill_slots(book.grammar["either"], {"first": ", ".join(others), "second": last})
        return fill_slots(rng.choice(book.asks["choice"]), {"name": name, "options": listed})
    return fill_slots(rng.choice(book.asks.get(_group(value, turn, book), book.asks["other"])), {"name": name})


def _group(value: Value, turn: Turn, book: Phrasebook) -> str:
    """Questions without the parameter's name fit only where no other parameter of its kind could be meant."""
    intent = wording_of(turn.calls[0].tool, book).intent
    group = next((group for group, kinds in book.grammar["asked_as"].items() if value.kind in kinds), "other")
    wanted = book.grammar["asked_of"].get(group)
    return group if wanted is None or (intent is not None and intent.intent in wanted) else "other"


def _joined(questions: list[str], book: Phrasebook) -> str:
    """The second question goes on where the first ended."""
    text = questions[0]
    for question in questions[1:]:
        second = _lower_first(question, book).removeprefix(book.grammar["going_on"])
        text = fill_slots(book.grammar["and_question"], {"first": text, "second": second})
    return text


def _lower_first(question: str, book: Phrasebook) -> str:
    return question if question.split(" ")[0] in book.grammar["keep_case"] else question[:1].lower() + question[1:]
