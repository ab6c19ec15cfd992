"""`$ref` inside one document: followed, never fetched.

A reference that leaves its document is not resolved anywhere in callwright: fetching `http://` or `file://` on behalf of whoever
wrote a schema is server-side request forgery.

>>> tree = {"$defs": {"Tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}}}, "$ref": "#/$defs/Tree"}
>>> inlined(tree, depth=2)["properties"]["left"]["properties"]
{'left': {}}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from callwright.tools.schemas import JsonSchema, subschemas, with_children

INLINE_DEPTH = 3
"""How often one definition is opened inside itself; the next occurrence is `{}`, which allows anything."""
MOST_OPENED = 500
"""References opened in one schema; definitions that name each other would multiply without end. Later ones are `{}`."""

DEFINITIONS = ("$defs", "definitions")


class UnresolvedReferenceError(Exception):
    """A `$ref` that names nothing in its document."""


def at_pointer(document: Any, reference: str) -> Any:
    """What a local reference such as `#/components/schemas/Pet` names."""
    found = document
    for token in pointer_tokens(reference):
        if isinstance(found, dict) and token in found:
            found = found[token]
        elif isinstance(found, list) and token.isdecimal() and int(token) < len(found):
            found = found[int(token)]
        else:
            raise UnresolvedReferenceError(f"$ref {reference!r} names nothing in the document")
    return found


def pointer_tokens(reference: str) -> list[str]:
    """`#/a~1b/0` as `["a/b", "0"]`."""
    if reference != "#" and not reference.startswith("#/"):
        raise UnresolvedReferenceError(f"$ref {reference!r} leaves the document and is not fetched")
    return [unquote(token).replace("~1", "/").replace("~0", "~") for token in reference.removeprefix("#").split("/")[1:]]


def inlined(schema: JsonSchema, depth: int = INLINE_DEPTH) -> JsonSchema:
    """The schema with each `$ref` replaced by its target, for code that follows none.

    A definition that contains itself is opened `depth` times. What stands beside a `$ref` wins over the target's keywords. A
    reference that cannot be followed becomes `{}`; lint names it.
    """
    if not any("$ref" in sub for _, sub in subschemas(schema)):
        return schema
    opened: JsonSchema = _Inlining(schema, depth).replace(schema, {})
    return {key: value for key, value in opened.items() if key not in DEFINITIONS}


@dataclass
class _Inlining:
    root: JsonSchema
    depth: int
    left: int = MOST_OPENED

    def replace(self, schema: Any, opened: Mapping[str, int]) -> Any:
        """`opened`: how often each reference was followed on the way here."""
        if not isinstance(schema, dict):
            return schema
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            kept = {key: value for key, value in schema.items() if key not in DEFINITIONS}
            return with_children(kept, lambda child: self.replace(child, opened))
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return self.replace({**self._target(reference, opened), **beside}, {**opened, reference: opened.get(reference, 0) + 1})

    def _target(self, reference: str, opened: Mapping[str, int]) -> JsonSchema:
        if opened.get(reference, 0) >= self.depth or not self.left:
            return {}
        self.left -= 1
        try:
            target = at_pointer(self.root, reference)
        except UnresolvedReferenceError:
            return {}
        return target if isinstance(target, dict) else {}
