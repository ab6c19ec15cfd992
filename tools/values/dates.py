"""Dates as people say them, resolved against today.

A form names a date only where it can mean no other (`next Friday` on a Wednesday names none); `readings` returns every date meant.

>>> sorted(readings("next Friday", date(2026, 11, 18)))
['2026-11-20', '2026-11-27']
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from random import Random

from callwright.tools.dice import weighted
from callwright.tools.values.date_forms import RESOLVERS, Slots
from callwright.tools.values.phrases import SLOT, Phrases, Slot
from callwright.tools.values.words import words

Surface = tuple[str, str]
SPANS: Mapping[str, tuple[int, int]] = {"future": (0, 120), "past": (-120, 0), "any": (-30, 90), "near": (0, 21)}
"""Days from today within which dates are drawn."""
TRIES = 4
OPEN_YEAR = frozenset({"us_short", "month_day", "day_month", "holiday", "weekday_date", "weekday_ordinal", "ordinal"})
"""Forms that people resolve without doubt to the next such day, though the last one is a reading too."""


@cache
def _slots() -> dict[str, Slot]:
    lists, numbers = words("dates"), words("numbers")
    weekdays = _numbered(lists["weekdays"], 0)
    short_weekdays = _numbered(lists["short_weekdays"], 0) | lists["extra_weekdays"]
    months = _numbered(lists["months"], 1)
    short_months = _numbered(lists["short_months"], 1) | lists["extra_months"]
    counts = Slot.of({word: n for n, word in enumerate(numbers["units"])}).or_digits("[1-3][0-9][0-9]|[1-9]?[0-9]")
    day = Slot("3[01]|[12][0-9]|0?[1-9]", int)
    month = Slot("1[0-2]|0?[1-9]", int)
    suffixes = "|".join(sorted(set(numbers["ordinal_suffixes"].values())))
    return {
        "weekday": Slot.of(weekdays),
        "wkd": _abbreviated(short_weekdays),
        "month": Slot.of(months),
        "mon": _abbreviated(short_months),
        **dict.fromkeys(("day", "dd"), day),
        **dict.fromkeys(("m", "mm"), month),
        "ordinal": Slot(rf"(?:{day.pattern})(?:{suffixes})", lambda text: int(re.sub(r"\D", "", text))),
        "ordinal_word": Slot.of(_numbered(numbers["ordinals"], 0)),
        "year": Slot.digits(r"(?:19|20)\d\d"),
        "yy": Slot.digits(r"\d\d"),
        **dict.fromkeys(("days", "weeks", "months", "days_ago", "weeks_ago"), counts),
        "holiday": Slot.of({name: 100 * month + day for name, (month, day) in lists["holidays"].items()}),
    }


_ALIASES = {"wkd": "weekday", "mon": "month", "dd": "day", "ordinal": "day", "ordinal_word": "day", "m": "month", "mm": "month"}


def _abbreviated(numbers: Mapping[str, int]) -> Slot:
    """With or without a full stop."""
    bare = Slot.of(numbers)
    return Slot(rf"(?:{bare.pattern})\b\.?", lambda word: bare.read(word.rstrip(".")), bare.first)


def _numbered(names: list[str], start: int) -> dict[str, int]:
    return {name.lower(): number for number, name in enumerate(names, start)}


@cache
def _phrases() -> Phrases:
    lists = words("dates")
    return Phrases({**lists["templates"], **lists["only_read"]}, _slots())


@lru_cache(maxsize=8192)
def mentions(text: str, today: date) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """Every date said in the text, left to right: the words and what they may mean, likeliest first."""
    found = []
    for mention in _phrases().find(text):
        slots = {_ALIASES.get(name, name): number for name, number in mention.slots.items()}
        if dates := _resolve(mention.form, slots, today):
            found.append((text[mention.start : mention.end], dates))
    return tuple(found)


def readings(text: str, today: date) -> set[str]:
    """Every date that some words of the text may mean, as ISO text."""
    return {day.isoformat() for _, dates in mentions(text, today) for day in dates}


def _resolve(form: str, slots: Slots, today: date) -> tuple[date, ...]:
    try:
        return RESOLVERS[form](slots, today)
    except OverflowError:
        return ()


COUNTED: Mapping[str, range] = {
    "weekday": range(7), "day": range(1, 32), "month": range(1, 13), "days": range(2, 31), "days_ago": range(2, 31),
    "weeks": range(2, 13), "weeks_ago": range(2, 13), "months": range(2, 13),
}  # fmt: skip
"""The numbers that a slot can hold."""


@lru_cache(maxsize=65536)
def _numbers(day: date, today: date) -> Slots:
    delta = (day - today).days
    numbers = {"weekday": day.weekday(), "month": day.month, "day": day.day, "year": day.year, "holiday": 100 * day.month + day.day}
    if delta in COUNTED["days"]:
        numbers["days"] = delta
    if -delta in COUNTED["days_ago"]:
        numbers["days_ago"] = -delta
    if delta % 7 == 0 and abs(delta) // 7 in COUNTED["weeks"]:
        numbers["weeks" if delta > 0 else "weeks_ago"] = abs(delta) // 7
    months = (day.year - today.year) * 12 + day.month - today.month
    if months in COUNTED["months"]:
        numbers["months"] = months
    return numbers


_NEEDS = {"in_days": "days", "in_weeks": "weeks", "in_months": "months", "days_ago": "days_ago", "weeks_ago": "weeks_ago"}


@lru_cache(maxsize=65536)
def _forms_of(day: date, today: date) -> tuple[str, ...]:
    numbers = _numbers(day, today)
    return tuple(form for form in words("dates")["templates"] if _names(form, day, numbers, today))


def _names(form: str, day: date, numbers: Slots, today: date) -> bool:
    if form in _NEEDS and _NEEDS[form] not in numbers:
        return False
    if form == "us_short" and numbers["day"] <= 12:
        return False
    if form == "holiday" and numbers["holiday"] not in _holidays():
        return False
    meant = _resolve(form, numbers, today)
    if form == "weekday":
        return 1 <= (day - today).days <= 6
    return meant[:1] == (day,) and (len(meant) == 1 or form in OPEN_YEAR)


@cache
def _holidays() -> dict[int, str]:
    lists = words("dates")
    days = {name: lists["holidays"][name.lower()] for name in lists["spoken_holidays"]}
    return {100 * month + day: name for name, (month, day) in days.items()}


@lru_cache(maxsize=8192)
def _named(day: date) -> Mapping[str, str]:
    """The text of every slot for this date that says the day itself."""
    lists, numbers = words("dates"), words("numbers")
    suffixes = numbers["ordinal_suffixes"]
    teen = 11 <= day.day <= 13
    return {
        "weekday": lists["weekdays"][day.weekday()],
        "wkd": lists["short_weekdays"][day.weekday()],
        "month": lists["months"][day.month - 1],
        "mon": lists["short_months"][day.month - 1],
        "day": str(day.day),
        "dd": f"{day.day:02}",
        "m": str(day.month),
        "mm": f"{day.month:02}",
        "year": str(day.year),
        "ordinal": f"{day.day}{suffixes['other'] if teen else suffixes.get(day.day % 10, suffixes['other'])}",
        "ordinal_word": numbers["ordinals"][day.day],
        "holiday": _holidays().get(100 * day.month + day.day, ""),
    }


def _said(day: date, today: date, rng: Random) -> dict[str, str]:
    """The text of every slot for this date; counts come in words or digits."""
    said, units = dict(_named(day)), words("numbers")["units"]
    in_words = rng.random() < 0.6
    for name, number in _numbers(day, today).items():
        if name not in said:
            said[name] = units[number] if in_words and number < 13 else str(number)
    return said


def surfaces(canonical: str, today: date, rng: Random) -> list[Surface]:
    """One surface in each form that names this date (ISO text) and no other."""
    day = date.fromisoformat(canonical)
    said = _said(day, today, rng)
    return [(_phrases().say(form, said, rng), f"date:{form}") for form in _forms_of(day, today)]


@lru_cache(maxsize=32768)
def _days(form: str, today: date, span: str) -> tuple[date, ...]:
    """The days within the span that the form names."""
    first, last = SPANS[span]
    days = (day for day in _meant(form, today, span) if first <= (day - today).days <= last)
    return tuple(day for day in days if _names(form, day, _numbers(day, today), today))


def _meant(form: str, today: date, span: str) -> Iterable[date]:
    """Days, in order, that the form may name; every one of the span where it has more than one slot.

    One without slots ("the end of the month") names them by itself, of one slot ("in three weeks") each number is tried: in a
    quarter of the time (0.1 ms) that a look at each day takes.
    """
    first, last = SPANS[span]
    slots = _slots_of(form)
    if not slots:
        return RESOLVERS[form]({}, today)
    if len(slots) == 1:
        return sorted({day for number in _numbers_of(*slots) for day in _resolve(form, {slots[0]: number}, today)})
    return (today + timedelta(days=delta) for delta in range(first, last + 1))


@cache
def _slots_of(form: str) -> tuple[str, ...]:
    names = SLOT.findall(words("dates")["templates"][form][0])
    return tuple(_ALIASES.get(name, name) for name in names)


def _numbers_of(slot: str) -> Iterable[int]:
    """Every number that `_numbers` may put into the slot."""
    return _holidays() if slot == "holiday" else COUNTED[slot]


def some_day(today: date, rng: Random, span: str) -> date:
    """Of the span, near ones likelier."""
    if span == "birth":
        return today - timedelta(days=rng.randint(7000, 27000))
    first, last = SPANS[span]
    delta = int((last - first + 1) * rng.random() ** 3)
    return today + timedelta(days=last - delta if span == "past" else first + delta)


def _day(form: str, today: date, span: str, rng: Random) -> date | None:
    """A day of the span that the form names: a few tries at random, then all of them in turn; "tomorrow" needs no tries."""
    for _ in range(TRIES if _slots_of(form) else 0):
        day = some_day(today, rng, span)
        if _names(form, day, _numbers(day, today), today):
            return day
    days = _days(form, today, span)
    return rng.choice(days) if days else None


@cache
def _weights() -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The forms, and how often each is drawn, added up."""
    lists = words("dates")
    weights = (lists["weights"].get(form, lists["weights"]["other"]) for form in lists["templates"])
    return tuple(lists["templates"]), tuple(accumulate(weights))


def draw_day(today: date, rng: Random, span: str = "future", form: str | None = None) -> tuple[date, str]:
    """A day of the span, near ones likelier, and the form that names it, empty for a birthday.

    `form` is taken where some day of the span can be said so.
    """
    if span == "birth":
        return some_day(today, rng, span), ""
    chosen = (form or "").removeprefix("date:")
    day = _day(chosen, today, span, rng) if chosen in words("dates")["templates"] else None
    while day is None:
        every, weights = _weights()
        chosen = weighted(rng, every, weights)
        day = _day(chosen, today, span, rng)
    return day, f"date:{chosen}"


def say_day(day: date, form: str, today: date, rng: Random) -> Surface:
    """The day in this form, in any where it is empty."""
    if not form:
        return rng.choice(surfaces(day.isoformat(), today, rng))
    return _phrases().say(form.removeprefix("date:"), _said(day, today, rng), rng), form


def forms(today: date, span: str = "future") -> tuple[str, ...]:
    """The forms that some day of the span can be said in."""
    return tuple(f"date:{form}" for form in _weights()[0] if _days(form, today, span))


@cache
def prepositions(form: str) -> frozenset[str]:
    """What may stand before a surface of this form: `on`, `by`, `for`, and `bare` where it needs none ("due in three days")."""
    lists = words("dates")["prepositions"]
    return frozenset(preposition for preposition, forms in lists.items() if form.removeprefix("date:") in forms)
