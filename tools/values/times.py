"""Times of day as people say them; canonical is HH:MM.

>>> sorted(readings("half past two in the afternoon"))
['14:30']
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from random import Random

from callwright.tools.values.numbers import in_words
from callwright.tools.values.phrases import Phrases, Slot
from callwright.tools.values.words import words

Surface = tuple[str, str]
Slots = Mapping[str, int]
Moments = tuple[int, ...]
"""Minutes of the day."""
DAY, HALF_DAY = 1440, 720


def _both(minutes: int) -> Moments:
    """An hour from 1 to 12 without a word of the half day means both."""
    return (minutes % DAY, (minutes + HALF_DAY) % DAY)


def _spoken(minutes: int) -> Callable[[Slots], Moments]:
    """`minutes` after (or before) the hour named; in a part of the day where one is."""

    def resolve(slots: Slots) -> Moments:
        moment = slots["hour"] % 12 * 60 + minutes + slots.get("minutes", 0)
        return ((moment + slots["part"] * 60) % DAY,) if "part" in slots else _both(moment)

    return resolve


def _clock(slots: Slots) -> Moments:
    moment = slots["hour"] * 60 + slots["minute"]
    return (moment, moment + HALF_DAY) if 1 <= slots["hour"] < 12 and slots.get("short") else (moment,)


def _to(slots: Slots) -> Moments:
    return _both(slots["hour"] % 12 * 60 - slots["minutes"])


RESOLVERS: Mapping[str, Callable[[Slots], Moments]] = {
    **dict.fromkeys(("clock", "clock_short", "compact", "seconds"), _clock),
    "clock_half_day": lambda slots: (slots["hour"] % 12 * 60 + slots["minute"] + slots["half"] * 60,),
    "hour_half_day": lambda slots: (slots["hour"] % 12 * 60 + slots["half"] * 60,),
    **dict.fromkeys(("oclock_part", "hour"), _spoken(0)),
    **dict.fromkeys(("half_past", "half_past_part"), _spoken(30)),
    **dict.fromkeys(("quarter_past", "quarter_past_part"), _spoken(15)),
    **dict.fromkeys(("quarter_to", "quarter_to_part"), _spoken(-15)),
    "past": _spoken(0),
    "to": _to,
    "at_night": lambda slots: ((slots["hour"] % 12 * 60 + (HALF_DAY if 6 <= slots["hour"] < 12 else 0)) % DAY,),
    "noon": lambda _: (HALF_DAY,),
    "midnight": lambda _: (0,),
}
_ALIASES = {"hh": "hour", "h": "hour", "h12": "hour", "hour_word": "hour", "next_word": "hour", "mm": "minute"}


@cache
def _phrases() -> Phrases:
    lists = words("times")
    hours = {in_words(hour): hour for hour in range(1, 13)}
    minutes = {in_words(minute): minute for minute in range(1, 60)}
    slots = {
        "hh": Slot.digits("[01]?[0-9]|2[0-3]"),
        "h": Slot.digits("[1-9]|1[0-9]|2[0-3]"),
        "h12": Slot.digits("1[0-2]|[1-9]"),
        **dict.fromkeys(("mm", "ss"), Slot.digits("[0-5][0-9]")),
        **dict.fromkeys(("hour_word", "next_word"), Slot.of(hours)),
        "minutes": Slot.of(minutes).or_digits("[1-5][0-9]|[1-9]"),
        "half": Slot.of({word.lower(): hours for word, hours in lists["half_days"].items()}),
        "part": Slot.of(lists["parts"]),
    }
    return Phrases({**lists["templates"], **lists["only_read"]}, slots)


@lru_cache(maxsize=8192)
def mentions(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every time said in the text: the words and what they may mean."""
    found = []
    for mention in _phrases().find(text):
        slots = {_ALIASES.get(name, name): number for name, number in mention.slots.items()}
        moments = RESOLVERS[mention.form](slots)
        found.append((text[mention.start : mention.end], tuple(_written(moment) for moment in moments)))
    return tuple(found)


def _written(moment: int) -> str:
    return f"{moment // 60:02}:{moment % 60:02}"


def readings(text: str) -> set[str]:
    return {moment for _, moments in mentions(text) for moment in moments}


def surfaces(canonical: str, rng: Random) -> list[Surface]:
    hour, minute = int(canonical[:2]), int(canonical[3:5])
    said = _said(hour, minute, rng)
    return [(_phrases().say(form, said, rng), f"time:{form}") for form in _forms(hour, minute)]


def _forms(hour: int, minute: int) -> Iterator[str]:
    yield from ("clock", "clock_half_day")
    if hour >= 10:
        yield "clock_short"
    parted = 5 <= hour < 22
    if minute == 0:
        yield "hour_half_day"
        if parted:
            yield "oclock_part"
        if words("times")["night_from"] <= hour:
            yield "at_night"
        if hour % 12 == 0:
            yield "noon" if hour else "midnight"
    elif parted and minute in (15, 30) and hour != 12:
        yield "half_past_part" if minute == 30 else "quarter_past_part"
    elif parted and minute == 45 and hour not in (11, 12, 17, 21):
        yield "quarter_to_part"


def _said(hour: int, minute: int, rng: Random) -> dict[str, str]:
    lists = words("times")
    part = next((part for start, end, part in lists["spoken_parts"] if start <= hour < end), "")
    h12 = hour % 12 or 12
    return {
        "hh": f"{hour:02}",
        "h": str(hour),
        "mm": f"{minute:02}",
        "h12": str(h12),
        "half": rng.choice(lists["spoken_half_days"])[hour >= 12],
        "hour_word": in_words(h12),
        "next_word": in_words(h12 % 12 + 1),
        "part": part,
    }


def draw_time(rng: Random) -> str:
    """A moment people make appointments for, mostly full and half hours."""
    usual = words("times")["usual"]
    step = rng.choices(usual["steps"], (8, 5, 3, 1))[0]
    return _written(rng.randrange(usual["first"], usual["last"], step) // step * step)
