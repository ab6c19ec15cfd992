"""Texts that match a regular expression, for parameters that have nothing but a `pattern`."""

import string
from functools import lru_cache
from importlib import import_module
from random import Random
from typing import Any

SPARE = 4
"""How many more repeats than the least a quantifier gets at most."""
_CATEGORIES = {"CATEGORY_DIGIT": string.digits, "CATEGORY_WORD": string.ascii_lowercase + string.digits, "CATEGORY_SPACE": " "}
_PRINTABLE = string.ascii_lowercase + string.digits


class UnsampledPatternError(ValueError):
    """The pattern uses what the sampler does not know (look-around, negated categories)."""


@lru_cache(maxsize=4096)
def _parsed(pattern: str) -> Any:
    return import_module("re._parser").parse(pattern)


def sample(pattern: str, rng: Random, spare: int = SPARE) -> str:
    """A text that matches, with up to `spare` more repeats than the least.

    Raises UnsampledPatternError, or re.error where the pattern is none of Python's.
    """
    return _sequence(_parsed(pattern), rng, spare)


def _sequence(nodes: Any, rng: Random, spare: int) -> str:
    return "".join(_node(str(op), argument, rng, spare) for op, argument in nodes)


def _node(op: str, argument: Any, rng: Random, spare: int) -> str:
    match op:
        case "LITERAL":
            return chr(argument)
        case "ANY":
            return rng.choice(_PRINTABLE)
        case "IN":
            return rng.choice(_members(argument))
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, inner = argument
            return "".join(_sequence(inner, rng, spare) for _ in range(rng.randint(*_repeats(least, int(most), spare))))
        case "SUBPATTERN":
            return _sequence(argument[-1], rng, spare)
        case "BRANCH":
            return _sequence(rng.choice(argument[1]), rng, spare)
        case "AT":
            return ""
    raise UnsampledPatternError(op)


def _repeats(least: int, most: int, spare: int) -> tuple[int, int]:
    """`+` and `*` give at least one, `{2,}` two."""
    return max(least, 1 if most > 1 else 0), min(most, max(least, 1) + spare)


def _members(parts: Any) -> str:
    negated = str(parts[0][0]) == "NEGATE"
    found = "".join(_member(str(op), argument) for op, argument in parts if str(op) != "NEGATE")
    members = "".join(char for char in _PRINTABLE + string.ascii_uppercase if char not in found) if negated else found
    if not members:
        raise UnsampledPatternError("an empty class")
    return members


def _member(op: str, argument: Any) -> str:
    match op:
        case "LITERAL":
            return chr(argument)
        case "RANGE":
            return "".join(map(chr, range(argument[0], min(argument[1], argument[0] + 100) + 1)))
        case "CATEGORY" if str(argument) in _CATEGORIES:
            return _CATEGORIES[str(argument)]
    raise UnsampledPatternError(f"{op} {argument}")
