"""Amounts of money: a number, with its currency where the parameter's description names one.

>>> sorted(readings("it was $1,250 or so"))
[1250]
"""

import re
from functools import cache, lru_cache
from random import Random

from callwright.tools.values import numbers
from callwright.tools.values.numbers import DIGITS, Number
from callwright.tools.values.words import words

Surface = tuple[str, str]


@lru_cache(maxsize=4096)
def currency_of(name: str, description: str) -> str | None:
    """The currency an amount is in, where name or description say so in a word, a code or a sign."""
    text = f"{name.replace('_', ' ')} {description}"
    for code, spoken in words("vocabularies")["currency"].items():
        if re.search(rf"\b({code}|{code.lower()}|{'|'.join(spoken)})\b", text):
            return str(code)
    return next((code for sign, code in words("vocabularies")["signs"].items() if sign and code in text), None)


def surfaces(canonical: Number, rng: Random, currency: str | None = None) -> list[Surface]:
    said = [(text, form) for text, form in numbers.surfaces(canonical, rng) if form != "number:words_point"]
    plain = [(text, form.replace("number:", "amount:")) for text, form in said]
    if currency is None:
        return plain
    sign = words("vocabularies")["signs"].get(currency)
    spoken = _spoken(currency)
    counted = [(f"{text} {rng.choice(spoken)}", f"{form}_currency") for text, form in plain]
    return counted + ([(f"{sign}{canonical:,}", "amount:sign")] if sign else [])


@cache
def _spoken(currency: str) -> list[str]:
    """The words only; a sole unit would need the singular, so draws are never of 1."""
    return [name for name in words("vocabularies")["currency"][currency] if name != "euro"][:3]


def readings(text: str) -> set[Number]:
    """Every number in the text, those behind a currency's sign too."""
    return numbers.readings(text) | {numbers.exact(_signed(match)) for match in _regex().finditer(text)}


@cache
def _regex() -> re.Pattern[str]:
    signs = "".join(sign for sign in words("vocabularies")["sign_words"] if len(sign) == 1)
    return re.compile(rf"[{re.escape(signs)}]\s?({DIGITS})\s?(k|m|bn)?\b", re.IGNORECASE)


def _signed(match: re.Match[str]) -> float:
    scale: float = words("numbers")["suffixes"].get((match[2] or "").lower(), 1)
    return float(match[1].replace(",", "")) * scale


def draw_amount(rng: Random, low: float, high: float, whole: bool) -> Number:
    """Mostly round, as prices are: 45, 250, 1,200, 79.99; small ones are likelier."""
    exponent = rng.random() ** 1.5
    raw = low + (high - low) * exponent * rng.random()
    step = next((step for limit, step in ((20, 1), (100, 5), (1000, 10), (5000, 50), (50000, 500)) if raw < limit), 5000)
    rounded = round(raw / step) * step
    chance = rng.random()
    if not whole and chance < 0.15:
        return numbers.exact(rounded - 0.01) if rounded > low else rounded
    if not whole and chance < 0.25:
        return numbers.exact(rounded + 0.5)
    return rounded if rounded >= low else numbers.exact(low)
