"""What the offline teacher's users say: requests, alone and several in one breath, and the other speech acts."""

import random
from collections.abc import Collection, Sequence
from functools import partial

from callwright.generator.plan import PlanRow
from callwright.generator.teachers import exchange
from callwright.generator.teachers.company import in_company
from callwright.generator.teachers.gapping import are_alike, gapped
from callwright.generator.teachers.joints import behind, joined_by, stops_of
from callwright.generator.teachers.spoken import Spoken
from callwright.generator.teachers.styles import sentence, styled, typed, upper_first
from callwright.generator.teachers.unmet import chat, near_miss, question, unrelated
from callwright.generator.teachers.wishes import asked_for
from callwright.templates.naming import spoken_name
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import PlannedCall, Turn

PLAIN_JOINT_SHARE = 0.6
"""Share of two requests in one that are joined by hardly more than an "and"."""
GAPPED_SHARE = 0.5
"""Share of requests for several calls of one tool that say its verb once."""
GOING_ON_SHARE = 0.4
"""Share of later requests that begin with a word that leads on."""


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
            return typed(chat(row, book, rng), row, book, rng)
        case "near_miss":
            return _led_in(near_miss(turn, row, book, rng), turn, row, book, rng)
        case "unrelated":
            return _led_in(unrelated(row, book, rng), turn, row, book, rng)
        case "knowledge":
            return _led_in(question(row, book, rng), turn, row, book, rng)
    raise ValueError(f"no words for the speech act {turn.says!r}")


def _led_in(said: Spoken, turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """In the row's style where the conversation begins, else as one goes on."""
    if turn is not row.scenario.turns[0]:
        return _going_on(said, row, book, rng)
    return styled(in_company(said, turn, row, book, rng), row, book, rng)


def _request(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    calls = turn.calls
    if len(calls) == 1 and turn.condition is None:
        said = asked_for(calls[0], row, book, rng, book.styles[row.style].forms, turn.shape)
        if turn.shape != "background":
            return said
        line = rng.choice(book.lines("background", row.side))
        return Spoken(f"{line.text} {upper_first(said.text)}", f"{line.id}+{said.phrasing}")
    is_gapped = turn.condition is None and are_alike(calls) and rng.random() < GAPPED_SHARE
    if is_gapped and (together := _gapped(calls, row, book, rng)):
        return together
    asked = [asked_for(call, row, book, rng, ("imperative",), "clauses") for call in calls]
    joints = [*turn.joints[: len(calls) - 1 - bool(turn.condition)], *([f"if_{turn.condition.kind}"] if turn.condition else [])]
    text, phrasing = asked[0].text, asked[0].phrasing
    used: set[str] = set()
    stops = stops_of(calls)
    about = {"name": spoken_name(turn.condition.name, book.grammar), "value": turn.condition.surface} if turn.condition else {}
    for place, group in enumerate(joints, start=1):
        joint = _joint(group, used, row, book, rng)
        used.add(joint.id)
        second = asked[place] if place < len(asked) else Spoken("", joint.id)
        text = joined_by(joint.text, {"first": text, "second": second.text, **about}, stops, book)
        phrasing += f"+{second.phrasing}"
    return Spoken(text, phrasing)


def _gapped(calls: Sequence[PlannedCall], row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken | None:
    """The verb said once for all of them; None where that cannot be."""
    ask = partial(asked_for, row=row, book=book, rng=rng, forms=("imperative",), shape="clauses")
    first = ask(calls[0])
    return gapped([first, *(ask(call, like=first.phrasing) for call in calls[1:])], calls, rng)


def _joint(group: str, used: Collection[str], row: PlanRow, book: Phrasebook, rng: random.Random) -> Phrase:
    """Words between two requests; behind the first joint one that goes on from what was said, and none twice."""
    plain = book.lines("and", row.side) if group == "also" and rng.random() < PLAIN_JOINT_SHARE else ()
    for lines in (plain, book.lines(group, row.side)):
        if able := [line for line in lines if not used or (line.text.startswith("{first}") and line.id not in used)]:
            return rng.choice(able)
    raise ValueError(f"too few lines of {group!r}")


def _going_on(said: Spoken, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A later request of the same conversation: nobody greets twice."""
    if rng.random() < GOING_ON_SHARE:
        is_order = said.text[:1].islower()  # "great, now" leads on to nothing else
        lines = [line for line in book.lines("next_openers", row.side) if is_order or line.text.endswith(".")]
        said = behind(rng.choice(lines), said, book) if lines else said
    text = upper_first(said.text)
    return Spoken(sentence(text) if rng.random() < 0.7 else text, said.phrasing)
