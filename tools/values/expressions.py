"""Arithmetic: an expression to pass, and words that mean the same.

>>> sorted(readings("what is 12 plus 8, times 3"))
['(12 + 8) * 3']
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from random import Random
from typing import Any

from callwright.tools.values.numbers import DIGITS, exact
from callwright.tools.values.words import words

Surface = tuple[str, str]
VERBATIM = re.compile(r"[-(]*\d[\d.,]*(?:\s*[-+*/()x×÷]\s*[-(]*\d?[\d.,]*)*\)*")
SLOT = re.compile(r"\{(\w+)\}")


def _draw_number(rng: Random, low: int = 2) -> int | float:
    """Mostly small and whole; some prices and round thousands."""
    chance = rng.random()
    if chance < 0.5:
        return rng.randint(low, 99)
    if chance < 0.72:
        return rng.randint(100, 999)
    if chance < 0.87:
        return rng.randint(1, 40) * 50
    return exact(rng.randint(2, 150) + rng.choice((0.5, 0.25, 0.75, 0.99, 0.95)))


def _numbers(shape: Mapping[str, Any], rng: Random) -> dict[str, int | float]:
    numbers = {name: _draw_number(rng) for name in "abcd"}
    match shape.get("need"):
        case "greater":
            numbers["a"], numbers["b"] = max(numbers["a"], numbers["b"]) + 1, min(numbers["a"], numbers["b"])
            numbers["a"] = exact(numbers["a"])
        case "divisor":
            numbers["b"] = rng.randint(2, 12)
            numbers["a"] = numbers["b"] * rng.randint(3, 90) if rng.random() < 0.7 else rng.randint(20, 999)
        case "small_c":
            numbers["c"] = rng.randint(2, 12)
        case "percent":
            numbers["percent"] = rng.choice(words("expressions")["percents"])
            numbers["p"] = exact(numbers["percent"] / 100)
        case "even":
            numbers["a"] = 6 * rng.randint(2, 160)
        case "small":
            numbers["a"] = rng.randint(3, 45)
    return numbers


def draw_expression(rng: Random, form: str | None = None) -> tuple[str, Callable[[], list[Surface]]]:
    """The expression, and what draws one surface of each form; where it can be said in words, the words are one of them. `form`
    is taken where it names a shape."""
    shapes = words("expressions")["shapes"]
    wanted = (form or "").removeprefix("expression:")
    name = wanted if wanted in shapes else rng.choice(list(shapes))
    numbers = {slot: str(number) for slot, number in _numbers(shapes[name], rng).items()}
    expression: str = shapes[name]["expr"].format_map(numbers)
    return expression, lambda: list(_surfaces(expression, name, numbers, rng))


def _surfaces(expression: str, name: str, numbers: Mapping[str, str], rng: Random) -> Iterator[Surface]:
    yield expression.replace(" ", "") if rng.random() < 0.25 else expression, "expression:verbatim"
    if said := words("expressions")["shapes"][name]["said"]:
        yield rng.choice(said).format_map(numbers), f"expression:{name}"


@cache
def _sayings() -> list[tuple[str, str, str]]:
    """What is said for each shape, the longest first, so that "12 plus 8, times 3" is not read as "12 plus 8".

    Before each stands a word it cannot do without: most shapes are passed over by that.
    """
    pairs = [(said, shape["expr"]) for shape in words("expressions")["shapes"].values() for said in shape["said"]]
    return [
        (max(SLOT.split(said.lower())[::2], key=len).strip(), said, expr)
        for said, expr in sorted(pairs, key=lambda pair: (-pair[0].count("{"), -len(pair[0])))
    ]


@cache
def _regex(said: str) -> re.Pattern[str]:
    parts = SLOT.split(said)
    texts = [re.escape(text).replace(r"\ ", r"\s+") for text in parts[::2]]
    slots = [rf"(?P<{slot}>{DIGITS})" for slot in parts[1::2]]
    body = "".join(text for pair in zip(texts, [*slots, ""], strict=True) for text in pair)
    return re.compile(rf"(?<![\w.]){body}(?![\w.]*\d)", re.IGNORECASE)


@lru_cache(maxsize=8192)
def _said(text: str) -> tuple[str, ...]:
    return tuple(_spoken(text))


def _spoken(text: str) -> Iterator[str]:
    """Every expression said, none of them a part of a longer one."""
    if not re.search(r"\d", text):
        return
    folded = text.lower()
    taken: list[tuple[int, int]] = []
    for word, said, expr in _sayings():
        for match in _regex(said).finditer(text) if word in folded else ():
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                numbers = {slot: number.replace(",", "") for slot, number in match.groupdict().items()}
                if "percent" in numbers:
                    numbers["p"] = str(exact(float(numbers["percent"]) / 100))
                yield expr.format_map(numbers)


def readings(text: str) -> set[str]:
    """Every expression said in words, and every one written out; operators spaced as we write them."""
    written = (match.group() for match in VERBATIM.finditer(text))
    return {*_said(text), *(spaced(one) for one in written if re.search(r"\d\s*[-+*/x×÷]", one))}


def spaced(expression: str) -> str:
    """`(12+8)*3` as `(12 + 8) * 3`."""
    plain = re.sub(r"[x×]", "*", expression.replace("÷", "/").replace(",", ""))
    return re.sub(r"(?<=[\d)])\s*([-+*/])\s*", r" \1 ", plain).strip()
