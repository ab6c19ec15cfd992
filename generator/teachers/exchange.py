"""What the offline teacher's users say when they answer a question, put something right, or ask for the same again."""

import random
from collections.abc import Sequence

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.spoken import Spoken
from callwright.templates.naming import spoken_name
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import Turn
from callwright.templates.slots import fill_slots
from callwright.templates.wording import wording_of
from callwright.tools.values.value import Value

ONE_LINE = frozenset(
    {"title", "subject", "query", "body", "message", "note", "text", "comment", "description", "expression", "prompt"}
)
"""Kinds whose words stand for themselves: "it's" before them would become a part of them."""
FEW = 5
"""Elements of a list that people number off; further down they name them."""


def speak(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    match turn.says:
        case "choose":
            return _choose(turn, row, book, rng)
        case "follow_up":
            return _joined([_again(turn, value, row, book, rng) for value in turn.calls[0].values])
        case "correct":
            return _joined([_said("correct", value, row, book, rng) for value in turn.calls[0].values])
    return _joined([_said(_supply(value), value, row, book, rng) for value in turn.calls[0].values])


def _supply(value: Value) -> str:
    return "supply_text" if value.kind in ONE_LINE else "supply"


def _joined(said: Sequence[Spoken]) -> Spoken:
    """One sentence after another; a single reply keeps its own end."""
    if len(said) == 1:
        return said[0]
    texts = [one.text if one.text.endswith((".", "!", "?")) else f"{one.text}." for one in said]
    return Spoken(" ".join(text[:1].upper() + text[1:] for text in texts), "+".join(one.phrasing for one in said))


def _said(group: str, value: Value, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    return _line(rng.choice(book.lines(group, row.side)), value, value.surface, book)


def _line(line: Phrase, value: Value, surface: str, book: Phrasebook) -> Spoken:
    return Spoken(fill_slots(line.text, {"v": surface, "name": spoken_name(value.path, book.grammar)}), line.id)


def _again(turn: Turn, value: Value, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """The same again, but for one value: a line of its own, or its clause in one that fits any clause."""
    if value.form in book.grammar["ones"]:
        ones = book.grammar["quantities"].get(value.surface) or fill_slots(book.grammar["ones"][value.form], {"v": value.surface})
        line = rng.choice(book.lines("follow_up_ones", row.side))
        return Spoken(fill_slots(line.text, {"v": ones}), line.id)
    name = wording_of(turn.calls[0].tool, book).group
    line = rng.choice(book.follow_up(name, value.path, value.kind, row.side))
    if "clause" not in line.slots:
        return _line(line, value, value.surface, book)
    clause = book.clause(name, value.path, value.kind)
    inline = fill_slots(rng.choice(clause.inline), {"v": value.surface, "name": spoken_name(value.path, book.grammar)})
    return Spoken(fill_slots(line.text, {"clause": inline.removeprefix(", ").removeprefix("and ")}), line.id)


def _choose(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """By its place, its name, or both; of two readings by the words for the one meant."""
    surface = turn.options[turn.chosen]
    group = "choose_place" if turn.chosen < FEW and rng.random() < 0.5 else "choose_label"
    line = rng.choice(book.lines(group, row.side))
    place = rng.choice(book.grammar["places"][min(turn.chosen, FEW - 1)])
    if len(turn.options) > 1 and turn.chosen == len(turn.options) - 1 and rng.random() < 0.3:
        place = rng.choice(book.grammar["places"][-1])
    return Spoken(fill_slots(line.text, {"v": surface, "place": place}), line.id)


def about(group: str, turn: Turn, book: Phrasebook) -> str:
    """The group of lines around a confirmation: those for deletions, or those for whatever else cannot be undone."""
    intent = wording_of(turn.calls[0].tool, book).intent if turn.calls else None
    return group if intent is not None and intent.intent in book.grammar["deletes"] else f"{group}_other"
