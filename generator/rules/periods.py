"""Stretches of days as people name them; a tool wants their first and last day.

>>> [day.isoformat() for day in periods("what did I spend last month?", date(2026, 7, 15))]
['2026-06-01', '2026-06-30']
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from callwright.generator.rules.text import spoken
from callwright.tools.values.words import words

PERIOD = re.compile(
    r"\b(this|next|last|past|previous|coming|current|the|over the|on the)\s+(week(?:end)?|month|year|quarter)\b|\b(weekend)\b",
    re.IGNORECASE,
)
UNITS = frozenset({"week", "weekend", "month", "year", "quarter"})
COUNTED = ("first", "second", "third", "fourth", "last")
STEPS = {"next": 1, "coming": 1, "last": -1, "past": -1, "previous": -1}
DAY = timedelta(days=1)


def periods(text: str, today: date) -> Iterator[date]:
    """First and last days of every stretch named."""
    said = frozenset(spoken(text))
    for which, unit, bare in PERIOD.findall(text) if not UNITS.isdisjoint(said) else ():
        step = STEPS.get(which.lower(), 0)
        for first, last in _stretches(unit.lower() or bare.lower(), step, today):
            yield first
            yield last
    for number, month in enumerate(_months(), 1):
        if month in said:
            yield from _named_month(number, month, text.lower(), today)
    if not said.isdisjoint(COUNTED):
        yield from _counted_weekdays(text.lower(), today)


@cache
def _months() -> list[str]:
    return [month.lower() for month in words("dates")["months"]]


def _stretches(unit: str, step: int, today: date) -> Iterator[tuple[date, date]]:
    monday = today - timedelta(days=today.weekday())
    match unit:
        case "weekend":
            for weeks in {step, 0, 1} if step >= 0 else {step}:
                yield monday + timedelta(days=5 + 7 * weeks), monday + timedelta(days=6 + 7 * weeks)
        case "week":
            start = monday + timedelta(days=7 * step)
            yield start, start + timedelta(days=6)
            yield start, start + timedelta(days=4)
            yield start - DAY, start + timedelta(days=5)
            yield (today - timedelta(days=7), today) if step < 0 else (today, today + timedelta(days=7))
        case "month":
            yield _month(today.year, today.month + step)
        case "quarter":
            first = (today.month - 1) // 3 * 3 + 1 + 3 * step
            yield _month(today.year, first)[0], _month(today.year, first + 2)[1]
        case _:
            yield date(today.year + step, 1, 1), date(today.year + step, 12, 31)


def _month(year: int, month: int) -> tuple[date, date]:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _named_month(number: int, month: str, text: str, today: date) -> Iterator[date]:
    """A month said without a day: `from May`, `in June`, and the weeks of it."""
    if not _named_alone(month, text):
        return
    for year in {today.year, today.year + (number < today.month), today.year - 1}:
        first, last = _month(year, number)
        yield from (first, last, first + timedelta(days=6)) if "week" in text else (first, last)


def _named_alone(month: str, text: str) -> bool:
    alone = rf"(?<!\d )(?<!\d\w\w )(?<!of )\b{month}\b(?! \d{{1,2}}\b)"
    return re.search(rf"{alone}|\b(?:week|start|end|beginning|middle) of {month}\b", text) is not None


@cache
def _counted() -> re.Pattern[str]:
    weekdays = "|".join(weekday.lower() for weekday in words("dates")["weekdays"])
    return re.compile(rf"\b({'|'.join(COUNTED)}) ({weekdays}) (?:of|in) (?:(next|this|the) month|({'|'.join(_months())}))")


def _counted_weekdays(text: str, today: date) -> Iterator[date]:
    """`the first Monday of December`, `the last Friday of the month`."""
    months = _months()
    for which, weekday, near, named in _counted().findall(text):
        month = months.index(named) + 1 if named else today.month + (near == "next")
        for year in (today.year, today.year + 1) if named else (today.year,):
            first, last = _month(year, month)
            days = [
                day for day in (first + timedelta(days=n) for n in range((last - first).days + 1)) if f"{day:%A}".lower() == weekday
            ]
            yield days[-1 if which == "last" else COUNTED.index(which)]
