"""What a parameter is: a title, a person, a due date, a city, a count, ... by `kinds.yaml`.

>>> kind_of("dueDate", {"type": "string"}), kind_of("max_results", {"type": "integer"}), kind_of("location", {"type": "string"})
('due_date', 'count', 'place')
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from callwright.tools.tool import Tool
from callwright.tools.values.grammar import entries
from callwright.tools.values.listed import examples, is_verbatim, said_alternatives, said_examples
from callwright.tools.values.words import words

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Kind:
    name: str
    family: str
    """How its values are made and read: date, datetime, time, number, percent, amount, measure, vocabulary, id, text, ..."""
    traits: Mapping[str, Any]
    """What the family needs: `start` of the word lists, `low` and `high`, `span`, `vocabulary`."""


@cache
def table() -> dict[str, Kind]:
    rows = {**words("kinds")["kinds"], **words("kinds")["extra"]}
    return {name: Kind(name, row["family"], row) for name, row in rows.items()}


def snake(name: str) -> str:
    return "_".join(part.lower() for part in CAMEL.split(name) if part)


@cache
def _by_name() -> dict[str, str]:
    kinds = words("kinds")["kinds"]
    return {name: kind for kind, row in reversed(kinds.items()) for name in row["names"]}


@lru_cache(maxsize=65536)
def _named(name: str) -> str | None:
    """By the whole name, then by its last words, for some kinds by its first ones."""
    parts = snake(name).split("_")
    tails = ["_".join(parts[start:]) for start in range(len(parts))]
    heads = ["_".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]
    by_tail = (_by_name()[part] for part in tails if part in _by_name())
    by_head = (_by_name()[part] for part in heads if _by_name().get(part) in words("kinds")["heads"])
    return next(by_tail, None) or next(by_head, None)


@lru_cache(maxsize=65536)
def _described(description: str) -> str | None:
    text = description.lower()
    rows = words("kinds")["descriptions"].items()
    return next((kind for kind, phrases in rows if any(_speaks_of(phrase, text) for phrase in phrases)), None)


def _speaks_of(phrase: str, text: str) -> bool:
    return text.strip(" .") == phrase[1:] if phrase.startswith("=") else re.search(rf"\b{re.escape(phrase)}", text) is not None


@lru_cache(maxsize=65536)
def _exemplified(description: str) -> str | None:
    """The kind whose word list holds the description's examples: most of those said, all of those after an "e.g."."""
    said = said_examples(description) or said_alternatives(description)
    found = {example.lower() for example in said or examples(description)}
    if len(found) < (1 if said else 2):
        return None
    starts = {kind: table()[kind].traits["start"] for kind in words("kinds")["exemplified"]}
    held = {kind: len(found & {entry.lower() for entry in entries(start)}) for kind, start in starts.items()}
    best = max(held, key=lambda kind: held[kind])
    return best if held[best] >= len(found) * (0.5 if said else 1) else None


def _as_said(name: str, description: str) -> str | None:
    """The kind of a text that is passed as it was said; of a name that nothing describes."""
    if not description:
        undescribed: dict[str, str] = words("kinds")["undescribed"]
        return undescribed.get(snake(name))
    certain = _certain(name, "string", description) if is_verbatim(description) else None
    as_said: dict[str | None, str] = words("kinds")["verbatim_kinds"]
    return as_said.get(certain, certain)


def json_type(schema: Mapping[str, Any]) -> str:
    """The type that says most, `null` left aside; through the first branch of anyOf where none is stated."""
    stated = schema.get("type")
    if isinstance(stated, list):
        stated = next((one for one in stated if one != "null"), "null")
    if isinstance(stated, str):
        return stated
    for keyword in ("anyOf", "oneOf", "allOf"):
        for branch in schema.get(keyword, ()):
            if isinstance(branch, dict) and (found := json_type(branch)) != "null":
                return found
    if "properties" in schema:
        return "object"
    return "array" if "items" in schema else "string"


def kind_of(name: str, schema: Mapping[str, Any], description: str = "") -> str:
    """A kind of `kinds.yaml`. `description` is used besides the schema's own."""
    held = json_type(schema)
    if held in ("boolean", "array", "object"):
        return {"boolean": "boolean", "array": "list", "object": "object"}[held]
    said = f"{schema.get('description', '')} {description}".strip()
    named = None
    if held == "string" and not schema.keys() & {"enum", "const", "format"}:
        named = _exemplified(said) or _as_said(name, said)
    named = named or _formatted(name, schema) or _certain(name, held, said) or words("kinds")["fallback"].get(held, "text")
    return "choice" if "enum" in schema and named in ("phrase", "text", "number", "name") else str(named)


@lru_cache(maxsize=4096)
def kinds_of(tool: Tool) -> Mapping[str, str]:
    """Parameter of the tool -> its kind."""
    return {name: kind_of(known_as(tool, name), schema) for name, schema in tool.properties.items()}


@lru_cache(maxsize=8192)
def known_as(tool: Tool, name: str) -> str:
    """The parameter's name, with the thing whose name it is where that says more: `title` of `create_event` is `event_title`."""
    if name not in words("kinds")["of_things"] or kind_of(name, tool.properties[name]) not in words("kinds")["vague"]:
        return name
    things = (thing for word in reversed(snake(tool.name).split("_")) for thing in (word, word.removesuffix("s")))
    return next((whole for thing in things if (whole := f"{thing}_{name}") in _by_name()), name)


def _formatted(name: str, schema: Mapping[str, Any]) -> str | None:
    """By the format; by the name where that says more of the same (a due date is a date)."""
    kind: str | None = words("kinds")["formats"].get(schema.get("format"))
    named = _named(name)
    return named if kind and named and table()[named].family == table()[kind].family != "text" else kind


def _certain(name: str, held: str, description: str) -> str | None:
    numeric = held in ("integer", "number")
    candidates = [_named(name)]
    if candidates[0] in (None, *words("kinds")["vague"]):
        candidates.insert(0, _described(description))
    families = words("kinds")["numeric"]
    for kind in candidates:
        if kind is None:
            continue
        family = table()[kind].family
        if not numeric or family in families or kind in ("id",):
            return kind
    return None
