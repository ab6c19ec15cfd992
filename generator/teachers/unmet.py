"""What the offline teacher's users say that no offered tool is for: small talk, questions, other things, near misses."""

import random
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.joints import behind, joined_by
from callwright.generator.teachers.spoken import Spoken
from callwright.generator.teachers.styles import ENDED, sentence, upper_first
from callwright.templates.naming import words_of
from callwright.templates.phrase import Phrase
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.scenario import Turn
from callwright.templates.slots import fill_slots
from callwright.templates.wording import wording_of
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw

GREETED_SHARE, CHATTED_ON_SHARE = 0.4, 0.7
"""Shares of small talk that begin with a greeting, and that go on with a remark."""
LED_UP_SHARE = 0.4
"""Share of questions of knowledge that do not come out with the question at once."""
WORD = re.compile(r"[a-z]+")
TELLING = 5
"""Letters from which on a word is taken to say what a request is about."""
TWO_THINGS_SHARE = 0.35
"""Share of requests nobody can meet that ask for two things, and of these for three."""


def chat(row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A line of small talk, alone or with a greeting before it or another remark behind it."""
    said = _line(rng.choice(book.lines("small_talk", row.side)), row, book, rng)
    if rng.random() < GREETED_SHARE:
        greeting = rng.choice(book.lines("greetings", row.side))
        said = Spoken(f"{greeting.text} {said.text}", f"{greeting.id}+{said.phrasing}")
    if rng.random() < CHATTED_ON_SHARE:
        remark = _line(rng.choice(book.lines("remarks", row.side)), row, book, rng)
        said = Spoken(f"{sentence(said.text)} {remark.text}", f"{said.phrasing}+{remark.phrasing}")
    return said


def question(row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """Something to know, asked outright or led up to."""
    said = _line(rng.choice(book.lines("knowledge", row.side)), row, book, rng)
    if rng.random() >= LED_UP_SHARE:
        return said
    return behind(rng.choice(book.lines("wondering", row.side)), said, book)


def unrelated(row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """One or two things to be done of one topic."""
    about = frozenset(place for tool in row.scenario.offered for place in _concepts(f"{tool.name} {tool.description}", book))
    topic = _topic(about, row, book, rng)
    lines = _apart(book.lines(f"unrelated.{topic}", row.side, book.unrelated[topic]), about, row, book)
    first = rng.choice(lines)
    said = _line(first, row, book, rng)
    return _and_another(said, [line for line in lines if line != first], row, book, rng)


def near_miss(turn: Turn, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """One or two things in the neighbourhood of a tool that it cannot do."""
    tool = turn.calls[0].tool
    intent = wording_of(tool, book).intent
    misses = () if intent is None else intent.near_misses
    group = tool.name if intent is None else intent.intent
    lines = missed(book.lines(f"near_miss.{group}", row.side, misses), tool, book)
    first = rng.choice(lines)
    return _and_another(_line(first, row, book, rng), [line for line in lines if line != first], row, book, rng)


def missed(lines: Sequence[Phrase], tool: Tool, book: Phrasebook) -> Sequence[Phrase]:
    """Those the tool does miss: "text Ann that I'm late" is none where it sends text messages and no e-mail."""
    own = {*words_of(tool.name), *_words(tool.description)} & set(book.grammar["told_apart"])
    return [line for line in lines if own.isdisjoint(_words(line.text))] or lines


@lru_cache(maxsize=65536)
def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


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
            text = joined_by(joint.text, {"first": said.text, "second": second.text}, (), book)
            said = Spoken(text, f"{said.phrasing}+{joint.id}+{second.phrasing}")
    return said


def _topic(about: frozenset[int], row: PlanRow, book: Phrasebook, rng: random.Random) -> str:
    """A topic no offered tool has in its name, nor is about (the concepts `about`), where there is one."""
    return rng.choice(
        _topics_beside(frozenset([word for tool in row.scenario.offered for word in words_of(tool.name)]), about, book)
    )


@lru_cache(maxsize=8192)
def _topics_beside(offered: frozenset[str], about: frozenset[int], book: Phrasebook) -> list[str]:
    able = [known for known in _topics(book) if offered.isdisjoint(known.words)]
    return [known.name for known in able if about.isdisjoint(known.concepts)] or [known.name for known in able]


class Topic(NamedTuple):
    name: str
    words: frozenset[str]
    concepts: frozenset[int]


@lru_cache(maxsize=8)
def _topics(book: Phrasebook) -> tuple[Topic, ...]:
    return tuple(Topic(name, frozenset(words_of(name)), _concepts(name, book)) for name in book.unrelated)


def _apart(lines: Sequence[Phrase], about: frozenset[int], row: PlanRow, book: Phrasebook) -> Sequence[Phrase]:
    """Those that share neither a telling word nor a concept with what an offered tool is described by; all, where each does."""
    described = {word for tool in row.scenario.offered for word in _telling(tool.description)}
    apart = [line for line in lines if described.isdisjoint(_telling(line.text))] or lines
    return [line for line in apart if about.isdisjoint(_concepts(line.text, book))] or apart


@lru_cache(maxsize=65536)
def _concepts(text: str, book: Phrasebook) -> frozenset[int]:
    """What matters a text, or a name, speaks of."""
    known = book.concepts_by_word
    return frozenset(place for word in words_of(text) for place in known.get(word, ()))


@lru_cache(maxsize=65536)
def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if len(word) >= TELLING)


def _line(line: Phrase, row: PlanRow, book: Phrasebook, rng: random.Random) -> Spoken:
    """A ready line; its slots get values drawn for the occasion."""
    drawn = {}
    for slot in sorted(line.slots):
        sample = book.grammar["samples"][slot]
        value = draw(sample["name"], sample["schema"], rng, row.scenario.today or date(2026, 1, 1), side=row.side)
        drawn[slot] = "" if value is None else value.surface
    return Spoken(upper_first(fill_slots(line.text, drawn)), line.id)
