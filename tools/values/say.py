"""The surfaces of a canonical value of a parameter, and the way dates and times are written for it."""

import re
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any, Protocol

from callwright.tools.values import amounts, booleans, dates, enums, ids, measures, numbers, times, vocabularies
from callwright.tools.values.parameter import Parameter
from callwright.tools.values.words import words

Surface = tuple[str, str]


class Said(Protocol):
    @property
    def rng(self) -> Random: ...
    @property
    def today(self) -> date: ...


def surfaces(parameter: Parameter, canonical: Any, occasion: Said) -> list[Surface]:
    """At least one; whatever has no better form is said as it stands."""
    if parameter.members:
        return enums.surfaces(canonical, parameter.members, parameter.name, parameter.description, occasion.rng)
    if isinstance(canonical, bool):
        return booleans.surfaces(canonical, parameter.name, occasion.rng)
    if isinstance(canonical, int | float):
        return _number(parameter, canonical, occasion.rng)
    if not isinstance(canonical, str):
        return [(str(canonical), "text:verbatim")]
    return _string(parameter, canonical, occasion)


def _number(parameter: Parameter, number: numbers.Number, rng: Random) -> list[Surface]:
    if parameter.kind.traits.get("plain") or parameter.kind.family == "id":
        return [(str(number), "number:digits")]
    match parameter.kind.family:
        case "measure":
            return measures.surfaces(number, measures.unit_for(parameter), rng)
        case "amount":
            return amounts.surfaces(number, rng, amounts.currency_of(parameter.name, parameter.description))
        case "percent":
            return numbers.percent_surfaces(number, rng)
    said = numbers.surfaces(number, rng)
    allowed = parameter.kind.traits.get("forms")
    return [one for one in said if allowed is None or one[1].removeprefix("number:") in allowed]


def _string(parameter: Parameter, text: str, occasion: Said) -> list[Surface]:
    rng = occasion.rng
    match parameter.kind.family:
        case "id":
            return ids.surfaces(text, parameter.schema, rng)
        case "vocabulary":
            return vocabularies.surfaces(text, parameter.kind.traits["vocabulary"], rng)
        case "date" if iso := _iso(text, parameter):
            return dates.surfaces(iso, occasion.today, rng) or [(text, "date:verbatim")]
        case "datetime" if re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text):
            return _moment(text, occasion)
        case "time" if re.match(r"\d\d:\d\d", text):
            return times.surfaces(text[:5], rng)
    return text_surfaces(parameter.kind.name, text, "text:verbatim", rng)


def _moment(text: str, occasion: Said) -> list[Surface]:
    rng = occasion.rng
    day, day_form = rng.choice(dates.surfaces(text[:10], occasion.today, rng))
    time, time_form = rng.choice(times.surfaces(text[11:16], rng))
    said = rng.choice(words("times")["joined_bare"]).format(date=day, time=time)
    return [(said, f"datetime:{day_form.removeprefix('date:')}_{time_form.removeprefix('time:')}")]


def text_surfaces(kind: str, text: str, form: str, rng: Random) -> list[Surface]:
    """As it stands, and for what people quote in quotation marks."""
    if kind not in words("kinds")["quoted"]:
        return [(text, form)]
    quotes = [mark for mark in words("joining")["quotes"] if mark[0] not in text]
    return [(text, form), (rng.choice(quotes).format(text=text), "text:quoted")] if quotes else [(text, form)]


@lru_cache(maxsize=4096)
def layout(description: str) -> str | None:
    """The strftime layout a description asks for."""
    layouts: dict[str, str] = words("dates")["layouts"]
    upper = description.upper()
    stated = (text for text in layouts if re.search(rf"(?<![A-Z]){re.escape(text)}(?![A-Z-])", upper))
    return next((layouts[text] for text in stated), None)


def date_written(iso: str, parameter: Parameter) -> str:
    wanted = None if parameter.schema.get("format") == "date" else layout(parameter.description)
    return date.fromisoformat(iso).strftime(wanted) if wanted else iso


def _iso(text: str, parameter: Parameter) -> str | None:
    wanted = layout(parameter.description) or "%Y-%m-%d"
    try:
        return datetime.strptime(text, wanted).date().isoformat()
    except ValueError:
        return None


def time_written(moment: str, parameter: Parameter) -> str:
    """`14:30`; with seconds where the format wants them (`14:30:00Z` by RFC 3339) or the description does."""
    if parameter.schema.get("format") == "time":
        return f"{moment}:00Z"
    return f"{moment}:00" if "HH:MM:SS" in parameter.description.upper() else moment


def moment_written(moment: str, parameter: Parameter) -> str:
    zoned = parameter.schema.get("format") == "date-time" or re.search(r"\d\dZ|UTC|Zulu", parameter.description)
    return f"{moment}Z" if zoned else moment
