"""Identifiers: made from a pattern or an example, said as they are or by their number.

>>> sorted(readings("close task 17 and #18", "^task_[0-9]+$"))
['task_17', 'task_18']
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random
from typing import Any

from callwright.tools.values.kinds import snake
from callwright.tools.values.words import words

Surface = tuple[str, str]
COUNTED = re.compile(r"\^?([A-Za-z]+)([_-]?)(?:\[0-9\]|\\d)(?:[+*]|\{\d+(?:,\d*)?\})\$?")
"""Patterns of a word, maybe a joint, and digits: the number alone tells the id."""
TOKEN = re.compile(r"[A-Za-z0-9][\w./:-]*[A-Za-z0-9]|[A-Za-z0-9]")


@lru_cache(maxsize=4096)
def counted(pattern: str) -> tuple[str, str] | None:
    """The word and the joint of a pattern whose ids differ by their number only."""
    match = COUNTED.fullmatch(pattern)
    return (match[1], match[2]) if match else None


def like(example: str, rng: Random) -> str:
    """An id of the example's shape: other digits, the letters of a mixed or hexadecimal part changed, words kept."""
    return "".join(_part_like(part, rng) for part in re.split(r"([^A-Za-z0-9]+)", example))


def _part_like(part: str, rng: Random) -> str:
    scattered = bool(re.search(r"\d[A-Za-z]", part)) and len(part) > 5
    return "".join(_char_like(char, i == 0, scattered, rng) for i, char in enumerate(part))


def _char_like(char: str, first: bool, scattered: bool, rng: Random) -> str:
    if char.isdigit():
        return str(rng.randint(1 if first else 0, 9))
    if scattered and char.lower() in "abcdef":
        other = rng.choice("abcdef")
        return other.upper() if char.isupper() else other
    return char


def by_name(name: str, rng: Random) -> str:
    """Where nothing tells the shape: one that the parameter's own name suggests, or a plain number."""
    return "".join([str(rng.randint(1, 9)) if char == "9" else char for char in _shape(name)])


@lru_cache(maxsize=4096)
def _shape(name: str) -> str:
    """With a 9 for each digit."""
    noun = re.sub(words("ids")["tail"], "", snake(name)) or words("ids")["noun"]
    shape: str = words("ids")["shapes"][sum(map(ord, name)) % len(words("ids")["shapes"])]
    prefix = noun.split("_")[-1]
    return shape.format(word=prefix, capitals=prefix[:2].upper())


def surfaces(canonical: Any, schema: Mapping[str, Any], rng: Random) -> list[Surface]:
    text = str(canonical)
    found = [(text, "id:verbatim")]
    known = counted(schema.get("pattern", ""))
    if known and text.startswith(known[0]):
        found += _by_number(known[0], text.removeprefix("".join(known)), rng)
    return found


def _by_number(word: str, number: str, rng: Random) -> list[Surface]:
    said = {"word": word.lower(), "number": number}
    return [(rng.choice(templates).format_map(said), f"id:{form}") for form, templates in words("ids")["spoken"].items()]


@lru_cache(maxsize=8192)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?<![\d.,-])\d+(?!\d|[.,-]\d)", text))


def readings(text: str, pattern: str = "") -> set[str]:
    """Tokens of the text that match the pattern, and its numbers where the pattern adds only a word to them."""
    return set(_readings(text, pattern))


def _readings(text: str, pattern: str) -> Iterator[str]:
    tokens = [token for part in text.split() for token in TOKEN.findall(part)]
    yield from (token for token in tokens if not pattern or re.search(pattern, token))
    if known := counted(pattern):
        made = ("".join(known) + number for number in _numbers(text.replace("_", " ").replace("#", " ")))
        yield from (one for one in made if re.search(pattern, one))
