"""Numbers as people say them.

>>> sorted(readings("two hundred and fifty, or 3.5 million"))
[250, 3500000]
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from random import Random
from typing import Any

from callwright.tools.values.word_places import FIGURE, first_words, places
from callwright.tools.values.words import words

Number = int | float
Surface = tuple[str, str]
DASHES = ("-", "−")
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"


def exact(number: float) -> Number:
    """As JSON would write it: an int where it is whole."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded


@cache
def _values() -> dict[str, int]:
    lists = words("numbers")
    units = {word: number for number, word in enumerate(lists["units"])}
    return {**units, **lists["tens"], **lists["scales"]}


@cache
def _fixed() -> dict[str, Number]:
    lists = words("numbers")
    ordinals = {word: number for number, word in enumerate(lists["ordinals"]) if number}
    return {**ordinals, **lists["fractions"], **lists["read"], **lists["said"]}


@cache
def _scales() -> dict[str, int]:
    """What may follow digits."""
    lists = words("numbers")
    return {**lists["scales"], **lists["suffixes"]}


@cache
def _regex() -> re.Pattern[str]:
    lists = words("numbers")
    word, fixed, scale = (_either(list(names)) for names in (_values(), _fixed(), _scales()))
    joint = rf"(?:[\s-]+(?:{_either(lists['joiners'])})\s+|[\s-]+)"
    article = rf"(?:(?:{_either(lists['articles'])})\s+(?=(?:{_either(list(lists['scales']))})\b))?"
    spoken = rf"{article}(?:{word})\b(?:{joint}(?:{word})\b)*"
    point = rf"(?:\s+{lists['point']}(?:\s+(?:{_either(lists['units'][:10])})\b)+)?"
    half = rf"(?:\s+(?:{_either(lists['half'])}))?"
    minus = rf"(?:(?P<minus>{_either(lists['minus'])})\s+|(?<![\w)])(?P<dash>[{''.join(DASHES)}]))?"
    numeral = rf"(?P<digits>{DIGITS})(?:\s?(?P<scale>{scale})\b)?"
    expression = rf"(?<![\w.])(?P<fixed>{fixed})\b(?!{joint}(?:{word})\b)"
    return re.compile(rf"{expression}|{minus}(?<![\w.,])(?:{numeral}|(?P<spoken>{spoken}){point}{half})")


def _either(texts: list[str]) -> str:
    return "|".join(re.escape(text).replace(r"\ ", r"\s+") for text in sorted(texts, key=len, reverse=True))


@cache
def _first_words() -> frozenset[str]:
    """What a number may begin with. The expression has two hundred branches; tried everywhere it took four times as long."""
    lists = words("numbers")
    return first_words((*_values(), *_fixed(), *lists["articles"], *lists["minus"], FIGURE))


@cache
def telling() -> frozenset[str]:
    """Words of which every number has one that is said without digits."""
    return frozenset((*_values(), *(max(re.findall(r"\w+", phrase), key=len) for phrase in _fixed())))


@lru_cache(maxsize=8192)
def mentions(text: str) -> tuple[tuple[str, Number], ...]:
    """Every number said in the text, left to right: the words and the value."""
    found, end = [], 0
    lower, regex = text.lower(), _regex()
    for start, _ in places(lower, _first_words()):
        if start < end:
            continue
        signed = regex.match(lower, start - 1) if start > end and lower[start - 1] in DASHES else None
        if match := signed or regex.match(lower, start):
            end = match.end()
            sign = -1 if match["minus"] or match["dash"] else 1
            found.append((text[match.start() : end], exact(sign * _value(match))))
    return tuple(found)


def _value(match: re.Match[str]) -> float:
    if match["fixed"]:
        return _fixed()[re.sub(r"\s+", " ", match["fixed"])]
    if match["digits"]:
        scale = float(_scales()[match["scale"]]) if match["scale"] else 1.0
        return float(match["digits"].replace(",", "")) * scale
    return _spoken(match.group().removeprefix(match["minus"] or ""))


def _spoken(text: str) -> float:
    lists = words("numbers")
    for half in lists["half"]:
        if text.endswith(half):
            return _whole(text.removesuffix(half)) + 0.5
    whole, _, decimals = text.partition(f" {lists['point']} ")
    digits = "".join(str(lists["units"].index(word)) for word in decimals.split())
    return _whole(whole) + (float(f"0.{digits}") if digits else 0)


def _whole(text: str) -> int:
    total = group = 0
    for word in re.findall(r"[a-z]+", text):
        number = _values().get(word)
        if number is None:
            continue
        if number >= 1000:
            total, group = total + max(group, 1) * number, 0
        elif number == 100:
            group = max(group, 1) * 100
        else:
            group += number
    return total + group


def readings(text: str) -> set[Number]:
    """Every number that some words of the text may mean; a percentage means both 12 and 0.12."""
    found = {number for _, number in mentions(text)}
    return found | {exact(number / 100) for number in _percentages(text)}


def _percentages(text: str) -> Iterator[Number]:
    marks = _either(words("numbers")["percent_marks"])
    if not re.search(marks, text.lower()):
        return
    for match in re.finditer(rf"({DIGITS})\s?(?:{marks})(?!\w)", text.lower()):
        yield float(match[1].replace(",", ""))
    for said, number in mentions(text):
        if re.search(rf"{re.escape(said)}\s(?:{marks})", text, re.IGNORECASE):
            yield number


def in_words(number: int) -> str:
    """`two hundred and fifty`, up to a million millions."""
    lists = words("numbers")
    if number < 20:
        return str(lists["units"][number])
    if number < 100:
        ten = next(word for word, value in lists["tens"].items() if value == number // 10 * 10)
        return ten if number % 10 == 0 else f"{ten}-{lists['units'][number % 10]}"
    scale, size = next((word, value) for word, value in reversed(lists["scales"].items()) if number >= value)
    rest = number % size
    joint = f" {lists['joiners'][0]} " if rest < 100 else " "
    return f"{in_words(number // size)} {scale}" + (joint + in_words(rest) if rest else "")


def surfaces(canonical: Number, rng: Random) -> list[Surface]:
    """One surface in each form that says this number exactly."""
    return list(_forms(canonical, rng))


def _forms(number: Number, rng: Random) -> Iterator[Surface]:
    plain = format(number, "f").rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
    yield plain, "number:digits"
    if abs(number) >= 1000:
        yield f"{number:,}", "number:grouped"
        yield from _scaled(number)
    if isinstance(number, int):
        yield from _whole_forms(number, rng)
    elif number > 0 and number % 1 == 0.5 and number < 20:
        yield f"{in_words(int(number))} {words('numbers')['half'][0]}", "number:and_a_half"
    elif 0 < number < 20:
        yield _pointed(plain), "number:words_point"


def _whole_forms(number: int, rng: Random) -> Iterator[Surface]:
    lists = words("numbers")
    if number < 0:
        yield f"{rng.choice(lists['minus'])} {in_words(-number) if number > -100 else -number}", "number:minus"
    elif number <= 100 or (number < 10000 and number % 50 == 0) or number % 100000 == 0:
        yield in_words(number), "number:words"
    for said, value in lists["said"].items():
        if value == number:
            yield said, "number:fixed"


def _scaled(number: Number) -> Iterator[Surface]:
    if number % 100 == 0 and number < 1000000:
        yield f"{exact(number / 1000)}k", "number:k"
    if number % 1000 == 0 and number < 1000000:
        yield f"{number // 1000} {list(words('numbers')['scales'])[1]}", "number:thousand"
    if number >= 1000000 and number % 10000 == 0:
        yield f"{exact(number / 1000000)} {list(words('numbers')['scales'])[2]}", "number:million"
        yield f"{exact(number / 1000000)}M", "number:m"


def _pointed(plain: str) -> str:
    lists = words("numbers")
    whole, _, digits = plain.partition(".")
    return " ".join([in_words(int(whole)), lists["point"], *(lists["units"][int(digit)] for digit in digits)])


def percent_surfaces(canonical: Number, rng: Random) -> list[Surface]:
    """For a parameter in percent."""
    templates: list[str] = words("numbers")["percent"]
    said: dict[str, Any] = {"number": canonical}
    return [(rng.choice(templates).format_map(said), "number:percent"), (str(canonical), "number:digits")]
