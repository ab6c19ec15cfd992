"""What each form of a date means, given its slots and today.

`templates` of `dates.yaml` names the forms; `RESOLVERS` has one function for each.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

Slots = Mapping[str, int]
Resolver = Callable[[Slots, date], tuple[date, ...]]
"""The dates meant, the likeliest first."""


def _plain(year: int, month: int, day: int) -> tuple[date, ...]:
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return ()
    there_is = day >= 1 and (day <= 28 or day <= calendar.monthrange(year, month)[1])
    return (date(year, month, day),) if there_is else ()


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _yearly(month: int, day: int, today: date) -> tuple[date, ...]:
    """The next such day, today included, then the last one."""
    days = [found for year in range(today.year - 1, today.year + 2) for found in _plain(year, month, day)]
    coming = [found for found in days if found >= today][:1]
    return (*coming, *[found for found in days if found < today][-1:])


def _monthly(day: int, today: date) -> tuple[date, ...]:
    first = today.replace(day=1)
    days = [found for months in (-1, 0, 1, 2) for found in _plain(*_month(first, months), day)]
    return (*[found for found in days if found >= today][:1], *[found for found in days if found < today][-1:])


def _month(first: date, months: int) -> tuple[int, int]:
    there = _add_months(first, months)
    return there.year, there.month


def _week(today: date, weeks: int, weekday: int) -> date:
    """That weekday of the calendar week (Monday first) `weeks` after this one."""
    return today + timedelta(days=7 * weeks + weekday - today.weekday())


def _coming(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _weekday(slots: Slots, today: date) -> tuple[date, ...]:
    coming = _coming(slots["weekday"], today)
    return (today, coming) if slots["weekday"] == today.weekday() else (coming, coming - timedelta(days=7))


def _this_weekday(slots: Slots, today: date) -> tuple[date, ...]:
    return tuple(dict.fromkeys((_coming(slots["weekday"], today), _week(today, 0, slots["weekday"]))))


def _next_weekday(slots: Slots, today: date) -> tuple[date, ...]:
    return tuple(dict.fromkeys((_week(today, 1, slots["weekday"]), _coming(slots["weekday"], today))))


def _last_weekday(slots: Slots, today: date) -> tuple[date, ...]:
    past = _coming(slots["weekday"], today) - timedelta(days=7)
    past = past if past < today else past - timedelta(days=7)
    return tuple(dict.fromkeys((past, _week(today, -1, slots["weekday"]))))


def _weekday_in_weeks(slots: Slots, today: date) -> tuple[date, ...]:
    return tuple(dict.fromkeys((_week(today, 2, slots["weekday"]), _coming(slots["weekday"], today) + timedelta(days=14))))


def _dated_weekday(slots: Slots, today: date) -> tuple[date, ...]:
    return tuple(day for day in _yearly(slots["month"], slots["day"], today) if day.weekday() == slots["weekday"])


def _ordinal_weekday(slots: Slots, today: date) -> tuple[date, ...]:
    return tuple(day for day in _monthly(slots["day"], today) if day.weekday() == slots["weekday"])


def _month_edge(slots: Slots, today: date, last: bool) -> tuple[date, ...]:
    year = today.year + (slots["month"] < today.month)
    first = date(year, slots["month"], 1)
    return (_month_end(first),) if last else (first,) if first >= today else (first.replace(year=year + 1), first)


def _in_months(slots: Slots, today: date) -> tuple[date, ...]:
    return (_add_months(today, slots["months"]),)


def _slashed(slots: Slots, _: date) -> tuple[date, ...]:
    """Month first as in the US, day first as elsewhere."""
    year = slots["year"] if "year" in slots else 2000 + slots["yy"]
    both = (*_plain(year, slots["month"], slots["day"]), *_plain(year, slots["day"], slots["month"]))
    return tuple(dict.fromkeys(both))


def _slashed_short(slots: Slots, today: date) -> tuple[date, ...]:
    first = _yearly(slots["month"], slots["day"], today)
    return first if slots["day"] > 12 else (*first, *_yearly(slots["day"], slots["month"], today))


def _full(slots: Slots, _: date) -> tuple[date, ...]:
    return _plain(slots["year"], slots["month"], slots["day"])


def _after(days: int) -> Resolver:
    return lambda _, today: (today + timedelta(days=days),)


def _counted(slot: str, days: int) -> Resolver:
    return lambda slots, today: (today + timedelta(days=days * slots[slot]),)


RESOLVERS: Mapping[str, Resolver] = {
    **dict.fromkeys(("iso", "european", "month_day_year", "day_month_year", "compact", "slashed_iso"), _full),
    **dict.fromkeys(("us", "british", "us_two_digit", "british_two_digit"), _slashed),
    "us_short": _slashed_short,
    **dict.fromkeys(
        ("month_day", "day_month", "european_short"), lambda slots, today: _yearly(slots["month"], slots["day"], today)
    ),
    "weekday_date": _dated_weekday,
    "weekday_ordinal": _ordinal_weekday,
    "ordinal_this_month": lambda slots, today: _plain(today.year, today.month, slots["day"]),
    "ordinal": lambda slots, today: _monthly(slots["day"], today),
    "ordinal_next_month": lambda slots, today: _plain(*_month(today.replace(day=1), 1), slots["day"]),
    **dict.fromkeys(("today", "tonight"), _after(0)),
    **dict.fromkeys(("tomorrow", "tomorrow_part", "a_day"), _after(1)),
    "day_after_tomorrow": _after(2),
    "yesterday": _after(-1),
    "day_before_yesterday": _after(-2),
    "weekday": _weekday,
    "weekday_short": lambda slots, today: (*_weekday(slots, today), *_next_weekday(slots, today)),
    "this_weekday": _this_weekday,
    "next_weekday": _next_weekday,
    "weekday_next_week": lambda slots, today: (_week(today, 1, slots["weekday"]),),
    "weekday_in_weeks": _weekday_in_weeks,
    "week_from_weekday": lambda slots, today: (_coming(slots["weekday"], today) + timedelta(days=7),),
    "weekday_week": lambda slots, today: (_coming(slots["weekday"], today) + timedelta(days=7),),
    "weekday_after_next": lambda slots, today: tuple(_coming(slots["weekday"], today) + timedelta(days=days) for days in (7, 14)),
    "last_weekday": _last_weekday,
    "one_weekday_ago": lambda slots, today: (_week(today, -1, slots["weekday"]),),
    "in_days": _counted("days", 1),
    "in_a_week": _after(7),
    "in_weeks": _counted("weeks", 7),
    "in_a_fortnight": _after(14),
    "in_a_month": lambda _, today: (_add_months(today, 1),),
    "in_months": _in_months,
    "in_a_year": lambda _, today: (_add_months(today, 12),),
    "days_ago": _counted("days_ago", -1),
    "a_week_ago": _after(-7),
    "weeks_ago": _counted("weeks_ago", -7),
    "end_of_month": lambda _, today: (_month_end(today),),
    "end_of_next_month": lambda _, today: (_month_end(_add_months(today, 1)),),
    "end_of_named_month": lambda slots, today: _month_edge(slots, today, True),
    "first_of_next_month": lambda _, today: (_add_months(today.replace(day=1), 1),),
    "first_of_named_month": lambda slots, today: _month_edge(slots, today, False),
    "end_of_year": lambda _, today: (date(today.year, 12, 31),),
    "start_of_year": lambda _, today: (date(today.year, 1, 1),),
    "start_of_month": lambda _, today: (today.replace(day=1),),
    "holiday": lambda slots, today: _yearly(*divmod(slots["holiday"], 100), today),
    "end_of_week": lambda _, today: tuple(_week(today, 0, day) for day in (4, 5, 6)),
    "end_of_next_week": lambda _, today: tuple(_week(today, 1, day) for day in (4, 5, 6)),
}
