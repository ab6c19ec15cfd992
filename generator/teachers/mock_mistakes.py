"""Mistakes of meaning that real teachers make, done on purpose to good words, so that it is known what the validator should find.

Each is a function of the brief, the good words and a seed drawn from the row: it does not depend on when a row is asked for.
None of them looks at the rules, and their words (`mock_mistakes.yaml`) were written before those of the rules were read.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from itertools import combinations
from typing import Any

import yaml

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.brief import Brief, row_of
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.templates.naming import words_of
from callwright.templates.phrasebook import Phrasebook, fits, load_phrasebook
from callwright.templates.scenario import Turn
from callwright.templates.slots import fill_slots
from callwright.tools.tool import Tool
from callwright.tools.values.dates import mentions
from callwright.tools.values.draw import draw
from callwright.tools.values.enums import sayings
from callwright.tools.values.value import Value

ATTEMPTS = 8
"""Draws before a value counts as one that no other can take the place of."""
MISREAD_SHARE = 0.5
"""Share of wrong values with a digit in them that are one digit off; the others are altogether different."""
NO_DAY = date(2026, 1, 1)
"""Stands in where a brief states no today."""


@dataclass(frozen=True)
class Case:
    """Good words on their way to being spoilt."""

    brief: Brief
    row: PlanRow
    texts: Mapping[int, str]
    """Index of an open turn -> its text."""
    rng: random.Random

    def open_turns(self, role: str) -> Iterator[tuple[int, Turn]]:
        return ((index, turn) for index in self.texts if (turn := self.row.scenario.turns[index]).role == role)

    @property
    def requests(self) -> list[tuple[int, Turn]]:
        return [(index, turn) for index, turn in self.open_turns("user") if turn.says == "request"]

    @property
    def acted_on(self) -> list[tuple[int, Turn]]:
        """Requests whose values are passed on; what is asked of a missing tool may be anything."""
        return [] if self.row.category == "no_call" else self.requests

    def with_text(self, index: int, text: str, detail: str) -> "Mistake":
        return Mistake({**self.texts, index: text}, detail)


@dataclass(frozen=True)
class Mistake:
    texts: Mapping[int, str]
    detail: str
    """Where or how, and what was done: `due_date: 'next Monday' became 'on Friday'`, `changed: 14 became 44`."""


def make_mistake(kind: str, brief: Brief, texts: Mapping[int, str], seed: int = 0) -> Mistake | None:
    """The words with the mistake in them; None where the row has no place for it."""
    rng = random.Random(f"{kind} {seed} {brief['row']['plan_id']}")
    return MISTAKES[kind](Case(brief, row_of(brief), texts, rng))


def wrong_value(case: Case) -> Mistake | None:
    """The user states another value than the planned one."""
    stated = [
        (index, value)
        for index, turn in case.acted_on
        for call in turn.calls
        for value in call.values
        if _find(value.surface, case.texts[index])
    ]
    case.rng.shuffle(stated)
    for index, value in stated:
        other = _another(value, case)
        if other is not None:
            text = _replaced(case.texts[index], {value.surface: other})
            return case.with_text(index, text, f"{value.path}: {value.surface!r} became {other!r}")
    return None


def swap(case: Case) -> Mistake | None:
    """Two values that could be taken for one another change places: of one kind, or said in one manner (texts, dates, numbers)."""
    pairs = [
        (index, one, other)
        for index, turn in case.acted_on
        for one, other in combinations([value for call in turn.calls for value in call.values], 2)
        if _alike(one, other) and _apart(one.surface, other.surface, case.texts[index])
    ]
    if not pairs:
        return None
    index, one, other = min(pairs, key=lambda pair: (pair[1].kind != pair[2].kind, case.rng.random()))
    text = _replaced(case.texts[index], {one.surface: other.surface, other.surface: one.surface})
    return case.with_text(index, text, f"{one.path} and {other.path}: {one.surface!r} and {other.surface!r} changed places")


def extra_optional(case: Case) -> Mistake | None:
    """The user states a value for a parameter that the call leaves out."""
    for index, _ in case.acted_on:
        turn = case.brief["turns"][index]
        left_out = [(place, name) for place in turn["about"] for name in case.brief["calls"][place].get("leaves_out", ())]
        case.rng.shuffle(left_out)
        for place, name in left_out:
            value = _value_for(name, "", case)
            text = _said_with(case.brief, index, place, value) if value else None
            if value and text and _find(value.surface, text):
                return case.with_text(index, text, f"{name}: {value.surface!r} was added")
    return None


def narrate(case: Case) -> Mistake | None:
    """The assistant announces or claims an action instead of, or beside, doing what it should."""
    spoken = [(index, turn) for index, turn in case.open_turns("assistant") if turn.says in _words()["narrate"]]
    if not spoken:
        return None
    index, turn = case.rng.choice(spoken)
    tools = [call.tool for call in turn.calls] or list(case.row.scenario.offered)
    able = [line for line in _words()["narrate"][turn.says] if tools or "{text}" in line or "{" not in line]
    return _worded(case, index, case.rng.choice(able), tools[0] if tools else None, turn.says)


def names_tool(case: Case) -> Mistake | None:
    """The user names the tool, as no user would."""
    requests = [(index, turn) for index, turn in case.requests if turn.calls]
    if not requests:
        return None
    index, turn = case.rng.choice(requests)
    line = case.rng.choice(_words()["names_tool"])
    return _worded(case, index, line, case.rng.choice(turn.calls).tool, "as words" if "{spoken}" in line else "as a name")


def same_opener(case: Case) -> Mistake | None:
    """Every request begins alike; seen only over many rows."""
    users = [index for index, turn in case.open_turns("user") if turn.says != "agree" and turn.says != "refuse"]
    return _worded(case, users[0], _words()["same_opener"][0], None, "opener") if users else None


def invented_result(case: Case) -> Mistake | None:
    """The answer states what no tool returned: a number changed, something added, or success after a failure."""
    answers = [index for index, turn in case.open_turns("assistant") if turn.says == "answer"]
    if not answers:
        return None
    index = case.rng.choice(answers)
    lines = _words()["invented_result"]
    failed = f"report_{case.row.fault}" in load_phrasebook().dialogue
    kinds = ["changed", *(kind for kind in lines if kind != "claim" or failed)]
    case.rng.shuffle(kinds)
    if kinds[0] == "changed" and (changed := _changed_number(case, index)):
        return changed
    kind = next(kind for kind in kinds if kind != "changed")
    text = fill_slots(case.rng.choice(lines[kind]), {"text": case.texts[index], **_inventions(case)})
    return case.with_text(index, text, f"{kind}: {text.replace(case.texts[index], '').strip()!r}")


MISTAKES: Mapping[str, Callable[[Case], Mistake | None]] = {
    mistake.__name__: mistake for mistake in (wrong_value, swap, extra_optional, narrate, names_tool, same_opener, invented_result)
}


@lru_cache
def _words() -> dict[str, Any]:
    text = resources.files("callwright.generator.teachers").joinpath("mock_mistakes.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return document


def _worded(case: Case, index: int, line: str, tool: Tool | None, how: str) -> Mistake:
    named = {"tool": tool.name, "spoken": " ".join(words_of(tool.name)), "does": _does(tool.description)} if tool else {}
    text = fill_slots(line, {"text": case.texts[index], **named})
    return case.with_text(index, text, f"{how}: {line!r}")


def _does(description: str) -> str:
    first = description.split(". ")[0].strip().rstrip(".")
    return first[:1].lower() + first[1:]


def _another(value: Value, case: Case) -> str | None:
    digits = [place.start() for place in re.finditer(r"\d", value.surface)]
    if digits and not value.form.startswith("date") and case.rng.random() < MISREAD_SHARE:
        return _misread(value.surface, case.rng.choice(digits), case.rng)
    other = _value_for(value.path, value.kind, case, value.surface)
    if other is None and digits:
        return _misread(value.surface, case.rng.choice(digits), case.rng)
    return other.surface if other else None


def _misread(text: str, place: int, rng: random.Random) -> str:
    digit = rng.choice([digit for digit in "123456789" if digit != text[place]])
    return text[:place] + digit + text[place + 1 :]


def _value_for(parameter: str, kind: str, case: Case, instead_of: str = "") -> Value | None:
    """A value that the phrasebook can make for a parameter of this name or kind, other than the one given."""
    book, today = load_phrasebook(), case.row.scenario.today or NO_DAY
    sample = _sample(book, parameter, kind)
    for _ in range(ATTEMPTS if sample else 0):
        drawn = draw(sample["name"], sample["schema"], case.rng, today, side=case.row.side)
        if drawn is not None and not _same(drawn, instead_of, tuple(sample["schema"].get("enum", ())), today):
            return Value(parameter, None, drawn.surface, drawn.form, kind or drawn.kind)
    return None


def _sample(book: Phrasebook, parameter: str, kind: str) -> dict[str, Any]:
    slots = (slot for slot, patterns in book.grammar["slots"].items() if slot in book.grammar["samples"])
    found: dict[str, Any] = next(
        (book.grammar["samples"][slot] for slot in slots if fits(book.grammar["slots"][slot], parameter, kind)), {}
    )
    return found


def _same(drawn: Value, said: str, members: tuple[Any, ...], today: date) -> bool:
    if drawn.surface.casefold() == said.casefold():
        return True
    if drawn.form.startswith("enum"):
        return said.casefold() in {saying.casefold() for saying, _ in sayings(drawn.canonical, members, drawn.path, "")}
    days = {day for _, meant in mentions(said, today) for day in meant}
    return drawn.form.startswith("date") and date.fromisoformat(str(drawn.canonical)[:10]) in days


def _said_with(brief: Brief, index: int, place: int, value: Value) -> str | None:
    """The request as the offline teacher says it with one more value."""
    state = {"parameter": value.path, "say": value.surface, "form": value.form, "kind": value.kind}
    calls = [
        {**call, "states": [*call.get("states", ()), state]} if number == place else call
        for number, call in enumerate(brief["calls"])
    ]
    row = row_of({**brief, "calls": calls})
    return next(OfflineTeacher(load_phrasebook()).write([row]))[1].texts.get(index)


def _changed_number(case: Case, index: int) -> Mistake | None:
    text, known = case.texts[index], json.dumps(case.brief)
    for figure in re.finditer(r"\d+", text):
        other = _misread(figure[0], case.rng.randrange(len(figure[0])), case.rng)
        if other not in known:
            changed = text[: figure.start()] + other + text[figure.end() :]
            return case.with_text(index, changed, f"changed: {figure[0]} became {other}")
    return None


def _inventions(case: Case) -> dict[str, str]:
    known = json.dumps(case.brief)
    day = (case.row.scenario.today or NO_DAY) + timedelta(days=case.rng.randint(60, 300))
    return {
        "number": next(str(number) for number in case.rng.sample(range(11, 98), 80) if str(number) not in known),
        "date": f"{day.day} {day:%B}",
        "reference": f"REF-{case.rng.randint(10000, 99999)}",
        "person": str(getattr(draw("person", {"type": "string"}, case.rng, day), "surface", "Ms Roe")),
    }


def _find(surface: str, text: str) -> bool:
    return _mention(surface).search(text) is not None


def _mention(*surfaces: str) -> re.Pattern[str]:
    """Any of them as whole words, in any case: a sentence may begin with one."""
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(surface) for surface in surfaces) + r")(?!\w)", re.IGNORECASE)


def _alike(one: Value, other: Value) -> bool:
    return one.kind == other.kind or one.form.partition(":")[0] == other.form.partition(":")[0]


def _apart(one: str, other: str, text: str) -> bool:
    """Both are said, and neither is a part of the other."""
    alike = one.casefold() in other.casefold() or other.casefold() in one.casefold()
    return not alike and _find(one, text) and _find(other, text)


def _replaced(text: str, others: Mapping[str, str]) -> str:
    by_folded = {surface.casefold(): other for surface, other in others.items()}
    return _mention(*others).sub(lambda found: by_folded[found[0].casefold()], text, count=len(others))
