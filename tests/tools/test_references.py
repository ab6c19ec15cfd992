"""References are followed inside their document, to a stated depth."""

from typing import Any

import pytest

from callwright.tools.references import INLINE_DEPTH, UnresolvedReferenceError, at_pointer, inlined

TREE: dict[str, Any] = {
    "type": "object",
    "properties": {"root": {"$ref": "#/$defs/Node", "description": "The first"}},
    "$defs": {"Node": {"type": "object", "description": "A node", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
}


def depth_of(schema: dict[str, Any]) -> int:
    return 0 if schema == {} else 1 + depth_of(schema["properties"]["next"])


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_a_recursive_definition_is_opened_to_the_stated_depth(depth: int) -> None:
    assert depth_of(inlined(TREE, depth)["properties"]["root"]) == depth
    assert depth_of(inlined(TREE)["properties"]["root"]) == INLINE_DEPTH


def test_what_stands_beside_a_reference_wins() -> None:
    assert inlined(TREE)["properties"]["root"]["description"] == "The first"


def test_a_schema_without_references_stays_as_it_is() -> None:
    schema = {"type": "object", "properties": {"$ref": {"enum": [{"$ref": "#/x"}]}}}

    assert inlined(schema) is schema


def test_definitions_are_found_wherever_they_stand() -> None:
    schema = {
        "properties": {"a/b": {"type": "string"}, "c": {"$ref": "#/properties/a~1b"}, "d": {"items": [{"$ref": "#/x/0"}]}},
        "x": [{"const": 1}],
    }

    properties = inlined(schema)["properties"]

    assert properties["c"] == {"type": "string"}
    assert properties["d"] == {"items": [{"const": 1}]}


@pytest.mark.parametrize("reference", ["#/none", "#/properties/9", "#name", "other.json", "http://127.0.0.1:1/x"])
def test_a_reference_to_nothing_is_an_error(reference: str) -> None:
    with pytest.raises(UnresolvedReferenceError):
        at_pointer(TREE, reference)


def test_the_whole_document_can_be_named() -> None:
    assert at_pointer(TREE, "#") is TREE
