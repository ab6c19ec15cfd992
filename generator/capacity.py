"""How many distinct rows a cell can give: an upper bound from how many calls there are and in how many ways each can be asked for.

A tool with five possible calls has few distinct rows, whatever the count asked for.
"""

from collections.abc import Mapping, Sequence
from math import prod

from callwright.generator.coverage import members_of
from callwright.generator.variants import Variant
from callwright.templates.filling import UserValues
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.template import UserTurn
from callwright.templates.wording import wording_of
from callwright.tools.tool import JsonSchema, Tool

MANY = 1_000_000
"""As good as endless; sums and products stop here."""
WORDINGS = 160
"""Distinct requests the offline teacher makes of one carrier and one call, duplicates dropped: measured, `ping` without
parameters gave 2,245 of 14 carriers in 23,308 rows read; after that less than a tenth of what was read was new."""


def capacity(variants: Sequence[Variant], book: Phrasebook, values: UserValues | None) -> int:
    """Distinct rows of a cell; MANY where a called tool takes an open value."""
    return min(MANY, sum(_of_variant(variant, book, values) for variant in variants))


def _of_variant(variant: Variant, book: Phrasebook, values: UserValues | None) -> int:
    """Requests times requests; what is said beside a request ("thanks") makes near duplicates, no distinct rows."""
    acts = [(turn.user, turn.of) for turn in variant.template.turns if isinstance(turn, UserTurn)]
    requests = [wordings(tool, book) * calls(tool, values) for role, tool in variant.casting.tools.items() if _asked(role, acts)]
    lines = [WORDINGS * lines for act, roles in acts if (lines := _lines(act, roles, variant, book))]
    return min(MANY, prod(requests or lines))


def _asked(role: str, acts: Sequence[tuple[str, Sequence[str]]]) -> bool:
    return any(role in roles for act, roles in acts if act == "request")


def _lines(act: str, roles: Sequence[str], variant: Variant, book: Phrasebook) -> int:
    """Ready lines of a speech act that is no request."""
    if act == "unrelated":
        return sum(len(lines) for lines in book.unrelated.values())
    if act == "near_miss":
        intents = [wording_of(variant.casting.tools[role], book).intent for role in roles]
        return sum(len(intent.near_misses) for intent in intents if intent is not None)
    return len(book.dialogue[act]) if act in ("small_talk", "knowledge") else 0


def wordings(tool: Tool, book: Phrasebook) -> int:
    """Ways to ask for one call of the tool, over all sides."""
    wording = wording_of(tool, book)
    sides = ("train", "validation", "test")
    of_thing = sum(len(book.of_thing(wording.object, wording.group, side)) for side in sides)
    return WORDINGS * (of_thing + sum(len(book.carriers(wording.group, side)) for side in sides))


def calls(tool: Tool, values: UserValues | None) -> int:
    """Different calls the tool takes; MANY where one of its parameters is open."""
    ways = [_values(tool, name, schema, values) + (name not in tool.required) for name, schema in tool.properties.items()]
    return min(MANY, prod(ways))


def _values(tool: Tool, name: str, schema: JsonSchema, values: UserValues | None) -> int:
    own: Mapping[str, Sequence[object]] = values or {}
    if name in own:
        return len(own[name])
    if members := members_of(tool, name):
        return len(members)
    if schema.get("type") == "integer" and {"minimum", "maximum"} <= set(schema):
        return max(1, int(schema["maximum"]) - int(schema["minimum"]) + 1)
    return MANY
