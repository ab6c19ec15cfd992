"""Why a value is passed: where it stands, by what it is derived, or that it is not found."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from callwright.generator.rules.context import context
from callwright.generator.rules.evidence import ANY_DAY, NESTED, Evidence
from callwright.generator.rules.implied import implied_boolean, implied_member, implied_text, synonym
from callwright.generator.rules.literals import (
    abbreviated,
    all_words_stand,
    listed_stems,
    most_words_stand,
    stands,
    stands_verbatim,
)
from callwright.generator.rules.measures import NUMBERS, derived_number, stands_in_digits, stated_number
from callwright.generator.rules.moments import ISO_DATE, derived_moment
from callwright.generator.rules.text import words
from callwright.tools.tool import JsonSchema
from callwright.tools.values import normalise

Ground = Literal["grounded", "derived", "not_found"]
Attempt = tuple[Ground, Callable[[], str | None]]
EXPRESSION = re.compile(r"[\d\s.,+\-*/()^%]*\d[\d\s.,+\-*/()^%]*")
PER_CENT = 100.0
LONG_TEXT = 280
"""A parameter that may be longer is written, not passed on."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Grounding(NamedTuple):
    verdict: Ground
    by: str = ""
    """Where it stands, or what it is derived from."""


NOT_FOUND = Grounding("not_found")


def explain(value: Any, name: str, schema: JsonSchema, evidence: Evidence) -> Grounding:
    """The grounding of a scalar; `schema` is its own, `name` its parameter's."""
    if value is None:
        return Grounding("derived", "null states nothing")
    if isinstance(value, bool):
        found = _boolean(value, name, schema, evidence)
    elif isinstance(value, int | float):
        found = _number(value, evidence)
    else:
        found = _text(value, name, schema, evidence)
    if found.verdict != "not_found":
        return found
    if isinstance(value, bool):  # any "please" would be a reading of true
        return _first(("grounded", lambda: _default(value, name, schema, evidence)))
    return _first(
        ("grounded", lambda: _default(value, name, schema, evidence)), ("derived", lambda: _reading(value, name, schema, evidence))
    )


def plainly_said(value: Any, evidence: Evidence) -> bool:
    """Whether it is a scalar that a request holds as it is passed, as requests hold most of planned data. Such a one is found by
    `explain`, which takes ten times as long to say where."""
    if isinstance(value, str):
        return stands_verbatim(value, evidence) is not None
    return type(value) in NUMBERS and stands_in_digits(str(value), evidence)


def _default(value: Any, name: str, schema: JsonSchema, evidence: Evidence) -> str | None:
    """The schema's default, where no other member is said."""
    if "default" not in schema or schema["default"] != value:
        return None
    members, spoken = schema.get("enum", ()), evidence.without("result")
    others = (other for other in members if isinstance(other, str) and other != value)
    said = any(_means(other, members, name, schema.get("description", ""), spoken) for other in others)
    return None if said else "the schema's default"


def _reading(value: str | float, name: str, schema: JsonSchema, evidence: Evidence) -> str | None:
    """What plans and metrics take the words for; the last resort, for it reads with libraries and every word of the text."""
    meant = normalise.readings(evidence.spoken, name, schema, evidence.today or ANY_DAY)
    return "a reading of the words" if any(type(each) is type(value) and each == value for each in meant) else None


def _first(*attempts: Attempt) -> Grounding:
    return _first_of(attempts)


def _first_of(attempts: Iterable[Attempt]) -> Grounding:
    for verdict, attempt in attempts:
        if by := attempt():
            return Grounding(verdict, by)
    return NOT_FOUND


def _boolean(value: bool, name: str, schema: JsonSchema, evidence: Evidence) -> Grounding:
    return _first(
        ("grounded", lambda: "an earlier result" if (name, value) in evidence.leaves else None),
        ("derived", lambda: implied_boolean(value, name, schema, evidence)),
    )


def _number(value: float, evidence: Evidence) -> Grounding:
    return _first(("grounded", lambda: stated_number(value, evidence)), ("derived", lambda: derived_number(value, evidence)))


def _text(value: str, name: str, schema: JsonSchema, evidence: Evidence) -> Grounding:
    if "enum" in schema:
        return _member(value, name, schema, evidence)
    if "const" in schema:
        return Grounding("derived", "the only value allowed")
    spoken_today = ISO_DATE.match(value) is not None
    if where := stands(value, evidence.without("system") if spoken_today else evidence):
        return Grounding("grounded", where)
    return _first_of(_attempts_at_text(value, name, schema, evidence))


def _member(value: str, name: str, schema: JsonSchema, evidence: Evidence) -> Grounding:
    """A member that is said; one that a result, a place or the default gives only where no other member is said."""
    members, description = schema["enum"], schema.get("description", "")
    if len(members) == 1:
        return Grounding("derived", "the only value allowed")
    spoken = evidence.without("result")
    said = _said_member(value, members, name, description, spoken)
    others = (other for other in members if isinstance(other, str) and other != value)
    if said.verdict != "not_found" or any(_means(other, members, name, description, spoken) for other in others):
        return said
    return _first(("grounded", lambda: stands(value, evidence)), ("derived", lambda: _implied(value, evidence)))


def _said_member(value: str, members: list[Any], name: str, description: str, spoken: Evidence) -> Grounding:
    return _first(
        ("grounded", lambda: stands(value, spoken)),
        ("derived", lambda: implied_member(value, members, name, description, spoken)),
    )


def _means(member: str, members: list[Any], name: str, description: str, spoken: Evidence) -> bool:
    return _said_member(member, members, name, description, spoken).verdict != "not_found"


def _attempts_at_text(value: str, name: str, schema: JsonSchema, evidence: Evidence) -> Iterator[Attempt]:
    yield "derived", lambda: derived_moment(value, name, evidence)
    if EXPRESSION.fullmatch(value) and not ISO_DATE.match(value):
        yield "derived", lambda: _parts_stand(value, evidence)
    elif not any(letter.isdigit() or letter in "@_/" for letter in value):
        yield "grounded", lambda: all_words_stand(value, evidence)
        if listed_stems("free_text") & {word.stem for word in words(name)}:
            yield "derived", lambda: most_words_stand(value, evidence)
    yield "derived", lambda: _identifier(value, schema, evidence)
    yield "derived", lambda: _implied(value, evidence)
    yield "derived", lambda: synonym(value, (), name, "", evidence)


def _implied(value: str, evidence: Evidence) -> str | None:
    return implied_text(value, evidence) or abbreviated(value, evidence)


def _parts_stand(expression: str, evidence: Evidence) -> str | None:
    """Every number of an arithmetic expression is stated or derived; a divisor may be the count of the others (an average)."""
    written = NUMBER.findall(expression)
    averaged = float(len(written) - 1)
    if all(_is_operand(number, evidence) or float(number) in (averaged, PER_CENT) for number in written):
        return "its numbers are stated"
    return None


def _is_operand(written: str, evidence: Evidence) -> bool:
    """ "minus 3" is read as a negative number, and stands for a subtraction."""
    number = float(written)
    return stands_in_digits(written, evidence) or any(
        stated_number(either, evidence) or derived_number(either, evidence) for either in (number, -number)
    )


def _identifier(value: str, schema: JsonSchema, evidence: Evidence) -> str | None:
    """An id that the user gave by its digits, where the schema's pattern states the rest: `task_12` for "number 12"."""
    prefix = re.match(r"\^([A-Za-z]+[_-]?)", schema.get("pattern", ""))
    if prefix and value.startswith(prefix[1]) and (rest := value.removeprefix(prefix[1])):
        where = stands(rest, evidence.without("result", "system"))
        return f"its digits, {where}" if where else None
    return None


class PassedValue(NamedTuple):
    """A scalar of an argument."""

    path: str
    name: str
    """Its parameter's; what a nested object holds keeps its own."""
    schema: JsonSchema
    value: Any


def passed_values(value: Any, name: str, schema: JsonSchema, path: str) -> list[PassedValue]:
    if isinstance(value, dict):
        properties, found = schema.get("properties", {}), []
        for key, inner in value.items():
            stated = properties.get(key)
            stated = stated if isinstance(stated, dict) else {}
            if isinstance(inner, NESTED):
                found += passed_values(inner, key, stated, f"{path}.{key}")
            else:
                found.append(PassedValue(f"{path}.{key}", key, stated, inner))
        return found
    if isinstance(value, list):
        items = schema.get("items")
        items = items if isinstance(items, dict) else {}
        return [passed for place, inner in enumerate(value) for passed in passed_values(inner, name, items, f"{path}[{place}]")]
    return [PassedValue(path, name, schema, value)]


def generative(name: str, schema: JsonSchema) -> bool:
    """Whether the parameter holds what the model writes itself: by its name, description or length."""
    return _generative(name, schema.get("description", "")) or schema.get("maxLength", 0) > LONG_TEXT


@lru_cache(maxsize=8192)
def _generative(name: str, description: str) -> bool:
    told = description.lower()
    return name.lower() in context("generative") or any(hint in told for hint in context("generative_descriptions"))
