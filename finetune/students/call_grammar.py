"""What a `tiny` student may write where it is held to its tools: words, then calls of offered tools that fit their schemas.

Held to: names, keys, required keys, types, closed values, nesting. Not held to: patterns, formats, ranges, lengths, uniqueness, and
conditions across parameters. In the student's dialect: see `dialect`.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from callwright.finetune.students.dialect import (
    CALL,
    CLOSE,
    CLOSE_LIST,
    COLON,
    COLON_STRING,
    COMMA,
    OPEN,
    OPEN_LIST,
    SPECIALS,
    STRING,
    Dialect,
)
from callwright.finetune.students.grammar import EMPTY, Grammar, Many, Members, One, either, literal, sequence, then
from callwright.tools.tool import Tool

DEPTH = 3
"""Objects and lists in one another where the schema says nothing of them."""
Schema = Mapping[str, Any]


class CallGrammar:
    """The grammars of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect, self.vocabulary = dialect, dialect.vocabulary
        self._special = {token: literal([self.vocabulary.ids[token]]) for token in SPECIALS}
        words = frozenset(range(len(self.vocabulary.tokens))) - {self.vocabulary.ids[token] for token in SPECIALS}
        self._text = Many(One(words))

    def turn(self, tools: Sequence[Tool]) -> Grammar:
        """An assistant's whole turn."""
        calls = Many(either(self._call(tool) for tool in tools))
        return sequence(self._text, calls, literal([self.dialect.end]))

    def _call(self, tool: Tool) -> Grammar:
        name = literal(self.dialect.name(tool.name))
        return sequence(self._special[CALL], name, self._object({"type": "object", **tool.inlined_parameters}, DEPTH))

    def _object(self, schema: Schema, depth: int) -> Grammar:
        """Keys that the schema does not name are not written; an object of which it names none has any keys."""
        properties = schema.get("properties") or {}
        if not properties and schema.get("additionalProperties", True) is not False and depth < DEPTH:
            return self._free_object(schema.get("additionalProperties"), depth)
        members = {key: self._member(literal(self.dialect.name(key)), value, depth) for key, value in properties.items()}
        required = frozenset(schema.get("required") or ()) & members.keys()
        return then(self._special[OPEN], Members(members, required, self._special[COMMA], self._special[CLOSE]))

    def _free_object(self, value: Any, depth: int) -> Grammar:
        member = self._member(self._text, value if isinstance(value, dict) else {}, depth)
        return sequence(self._special[OPEN], self._separated(member), self._special[CLOSE])

    def _member(self, key: Grammar, schema: Any, depth: int) -> Grammar:
        return then(key, self._value(schema, self._special[COLON_STRING], self._special[COLON], depth))

    def _value(self, schema: Any, before_text: Grammar, before_other: Grammar, depth: int) -> Grammar:
        """A value after its joint: text has one of its own."""
        schema = schema if isinstance(schema, dict) else {}
        if closed := schema.get("enum", [schema["const"]] if "const" in schema else []):
            return either(self._closed(value, before_text, before_other) for value in closed)
        if branches := schema.get("anyOf") or schema.get("oneOf"):
            return either(
                self._value({**schema, "anyOf": None, "oneOf": None, **one}, before_text, before_other, depth) for one in branches
            )
        return either(
            then(before_text, self._text) if kind == "string" else then(before_other, self._of_kind(kind, schema, depth))
            for kind in _kinds(schema, depth)
        )

    def _closed(self, value: Any, before_text: Grammar, before_other: Grammar) -> Grammar:
        if isinstance(value, str):
            return then(before_text, literal(self.vocabulary.encode(value)))
        return then(before_other, literal(self.dialect.value(value)))

    def _of_kind(self, kind: str, schema: Schema, depth: int) -> Grammar:
        match kind:
            case "object":
                return self._object(schema, depth - 1)
            case "array":
                element = self._value(schema.get("items"), self._special[STRING], EMPTY, depth - 1)
                return sequence(self._special[OPEN_LIST], self._separated(element), self._special[CLOSE_LIST])
            case "integer" | "number":
                return then(self._whole, self._fraction) if kind == "number" else self._whole
            case "boolean":
                return either(literal(self.vocabulary.encode(word)) for word in ("true", "false"))
            case _:
                return literal(self.vocabulary.encode("null"))

    def _separated(self, element: Grammar) -> Grammar:
        return either([EMPTY, then(element, Many(then(self._special[COMMA], element)))])

    @cached_property
    def _digits(self) -> Grammar:
        return One(frozenset(i for i, token in enumerate(self.vocabulary.tokens) if token.isdecimal() and token.isascii()))

    @cached_property
    def _whole(self) -> Grammar:
        """No zero leads: JSON has none."""
        leading = frozenset(i for i in self._digits.first if self.vocabulary.tokens[i][0] != "0")
        unsigned = either([literal([self.vocabulary.ids["0"]]), then(One(leading), Many(self._digits))])
        return then(either([EMPTY, literal(self.vocabulary.encode("-5")[:-1])]), unsigned)

    @cached_property
    def _fraction(self) -> Grammar:
        point = literal(self.vocabulary.encode("1.5")[1:-1])
        return either([EMPTY, sequence(point, self._digits, Many(self._digits))])


def _kinds(schema: Schema, depth: int) -> list[str]:
    stated = schema.get("type")
    kinds = [stated] if isinstance(stated, str) else list(stated or ())
    nested = ["object", "array"] if depth > 0 else []
    return kinds or ["string", "number", "boolean", "null", *nested]
