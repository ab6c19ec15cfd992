"""Dates and times that follow from what was said: `next Friday`, `four nights from March 20`, `half past twelve`."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from callwright.generator.rules.evidence import ANY_DAY, Evidence
from callwright.generator.rules.periods import periods
from callwright.generator.rules.quantities import quantities
from callwright.generator.rules.text import spoken
from callwright.generator.rules.times import times
from callwright.tools.values import dates

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"(\d{4})-(\d{2})")
CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](.+)")
HALF_DAY = re.compile(r"\s*\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?\s*", re.IGNORECASE)
MONTHS = frozenset(name.lower() for name in calendar.month_name if name)
LONGEST = 20
LETTERS = re.compile(r"[^\W\d_]+")
YEAR = re.compile(r"\d{4}")
CALCULATED = re.compile(r"[^\w\s/.,:-]|\s[^\w\s]")
"""Of an expression: a sign that no layout has, or one after a blank."""
LAYOUTS = ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d-%m-%Y", "%B %d, %Y", "%d %B %Y", "%B %d", "%Y-%m-%d %H:%M")
ENDS = frozenset(
    {
        "end",
        "out",
        "checkout",
        "return",
        "until",
        "till",
        "to",
        "last",
        "arrival",
        "dropoff",
        "expiry",
        "expires",
        "finish",
        "through",
    }
)
"""Words of names whose dates may be counted from another: `check_out` after four nights."""
DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
RELATIVE = re.compile(
    r"\b(?:to(?:day|night|morrow)|now|yesterday|next|this|last|ago|in|coming|week(?:end)?|month|year|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b",
    re.IGNORECASE,
)


def derived_moment(value: str, name: str, evidence: Evidence) -> str | None:
    if ISO_DATE.fullmatch(value):
        return _date(value, name, evidence)
    if moment := MOMENT.fullmatch(value):
        return _both(moment[1], moment[2], name, evidence)
    if CLOCK.fullmatch(value) or HALF_DAY.fullmatch(value):
        return _time(value, evidence)
    if MONTH.fullmatch(value):
        return next((f"{day} is in it" for day in sorted(_said_dates(evidence)) if f"{day:%Y-%m}" == value), None)
    for layout in LAYOUTS if _may_be_a_date(value) else ():
        if (day := _parsed(value, layout)) and (by := _date(day.isoformat(), name, evidence)):
            return by
    return None


def _may_be_a_date(value: str) -> bool:
    """Ids and expressions are not: a layout has a year of four digits, or no letters but a month's name."""
    if len(value) > LONGEST or CALCULATED.search(value):
        return False
    letters = LETTERS.findall(value)
    return all(word.lower() in MONTHS for word in letters) if letters else YEAR.search(value) is not None


def _parsed(value: str, layout: str) -> date | None:
    try:
        return datetime.strptime(value, layout).date()
    except ValueError:
        return None


def _date(value: str, name: str, evidence: Evidence) -> str | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    if evidence.today is None:
        return _undated(day, evidence)
    if day in _mentioned(evidence.spoken, evidence.today) or day in _said_dates(evidence):
        return f"a date said on {evidence.today}"
    if day in _shifted(evidence, inclusive=not ENDS.isdisjoint(spoken(name))):
        return "a date said and a number of days"
    return None


def _both(day: str, clock: str, name: str, evidence: Evidence) -> str | None:
    on, at = _date(day, name, evidence), _time(clock, evidence)
    return f"{on}; {at}" if on and at else None


def _time(value: str, evidence: Evidence) -> str | None:
    said = times(evidence.spoken)
    wanted = f"{value[:2]}:{value[3:5]}" if CLOCK.fullmatch(value) else None
    for meant in {wanted} if wanted else times(value):
        if meant in said:
            return f"the time {meant}"
    if wanted in ("00:00", "23:59", "24:00"):
        return "a day's beginning or end"
    return None


def _undated(day: date, evidence: Evidence) -> str | None:
    """Where no system text says what today is, only the day and month of a date can be checked; a relative one cannot."""
    meant = _said_on(evidence.spoken, date(day.year, 1, 1)) | _said_on(evidence.spoken, date(day.year - 1, 12, 31))
    if any((day.month, day.day) == (other.month, other.day) for other in meant):
        return "a date said"
    return "not judged: today is not stated" if RELATIVE.search(evidence.spoken) else None


def _said_dates(evidence: Evidence) -> frozenset[date]:
    today = evidence.today or ANY_DAY
    return _said_on(evidence.spoken, today)


@lru_cache(maxsize=4096)
def _said_on(text: str, today: date) -> frozenset[date]:
    return _mentioned(text, today) | frozenset(periods(text, today))


@lru_cache(maxsize=4096)
def _mentioned(text: str, today: date) -> frozenset[date]:
    return frozenset(day for _, days in dates.mentions(text, today) for day in days)


def _shifted(evidence: Evidence, inclusive: bool) -> Iterator[date]:
    """Dates said, or today, moved by every number of days, nights or weeks said; `inclusive` counts the first day in."""
    starts = [*_said_dates(evidence), *([evidence.today] if evidence.today else [])]
    for quantity in quantities(evidence.spoken):
        length = DAYS.get(quantity.unit.removesuffix("s"))
        if length and quantity.value * length < 1000:
            for start in starts:
                yield start + timedelta(days=int(quantity.value * length))
                if inclusive:
                    yield start + timedelta(days=int(quantity.value * length) - 1)
