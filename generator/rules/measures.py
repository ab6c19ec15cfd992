"""Numbers that are stated, or follow from what is stated: by a unit, a percentage, a count or a sum."""

from collections.abc import Iterator
from typing import Any

from callwright.generator.rules.evidence import Evidence, Source
from callwright.generator.rules.quantities import Quantity, converted, equal, quantities
from callwright.tools.values.words import words

NUMBERS = (int, float)
MINUS = frozenset(words("numbers")["minus"])


def stated_number(value: float, evidence: Evidence) -> str | None:
    """Where the number stands, in digits or in words."""
    for source in evidence.sources:
        if source.where != "result":
            for quantity in quantities(source.text):
                if equal(quantity.value, value) and not (source.where == "system" and _in_date(quantity)):
                    return f"{source.where} {source.path}: {quantity.text!r}"
    if any(type(leaf) in NUMBERS and equal(leaf, value) for _, leaf in evidence.leaves):
        return "an earlier result"
    return None


def stands_in_digits(written: str, evidence: Evidence) -> bool:
    """Whether the number stands between blanks in a request that never says "minus": the cheap look, for to read all the numbers of
    a text takes 90 us."""
    return written[:1].isdecimal() and any(
        written in source.standing and MINUS.isdisjoint(source.word_set) for source in evidence.requests
    )


def _in_date(quantity: Quantity) -> bool:
    return quantity.unit.startswith("-")


def derived_number(value: float, evidence: Evidence) -> str | None:
    return _by_unit(value, evidence) or _from_results(value, evidence)


def _by_unit(value: float, evidence: Evidence) -> str | None:
    for source in evidence.sources:
        if source.where == "result":
            continue
        for quantity in quantities(source.text):
            for other, by in converted(quantity):
                if equal(other, value) or (abs(value) >= 10 and abs(other - value) < 0.5):
                    return f"{quantity.text} {quantity.unit}: {by}"
    return None


def _from_results(value: float, evidence: Evidence) -> str | None:
    """A count or a sum over a list of a result, or a number written in its text."""
    for source in evidence.results:
        if by := _over_lists(value, source):
            return by
        if any(equal(quantity.value, value) for quantity in quantities(source.text)):
            return f"result {source.path}"
    return None


def counted(value: float, evidence: Evidence) -> bool:
    """Whether it is a count or a sum over a list of a result."""
    return any(_over_lists(value, source) for source in evidence.results)


def _over_lists(value: float, result: Source) -> str | None:
    for name, items in _lists(result.content):
        if equal(len(items), value):
            return f"the count of {name}"
        if any(equal(total, value) for total in _sums(items)):
            return f"a sum over {name}"
    return None


def _lists(value: Any, name: str = "the result") -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _lists(inner, key)


def _sums(items: list[Any]) -> Iterator[float]:
    columns: dict[str, float] = {}
    for item in items:
        for name, number in item.items() if isinstance(item, dict) else [("", item)]:
            if isinstance(number, int | float) and not isinstance(number, bool):
                columns[name] = columns.get(name, 0) + number
    return iter(columns.values())
