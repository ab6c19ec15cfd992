"""Nothing is lost on the way: write then read gives an equal tool, and any form to any other keeps what all of them hold."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.readers.forms import FORMS
from callwright.tools.tool import Hints, Tool, canonical_json

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,20}", fullmatch=True)
WORDS = st.text(max_size=20)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
LEAVES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", "null", ["string", "null"]]),
        "description": WORDS,
        "title": WORDS,
        "enum": st.lists(JSON_VALUES, min_size=1, max_size=3),
        "const": JSON_VALUES,
        "default": JSON_VALUES,
        "examples": st.lists(JSON_VALUES, max_size=2),
        "format": st.sampled_from(["date", "email", "uuid", "int64"]),
        "pattern": st.just("^[a-z]+$"),
        "minimum": st.integers(-5, 5),
        "exclusiveMaximum": st.integers(6, 9),
        "maxLength": st.integers(0, 9),
        "$ref": st.just("#/$defs/Tree"),
        "nullable": st.booleans(),
        "x-vendor": JSON_VALUES,
    },
)


def nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    objects = st.fixed_dictionaries(
        {
            "type": st.just("object"),
            "properties": st.dictionaries(NAMES | st.sampled_from(["enum", "$ref", "type"]), inner, max_size=3),
        },
        optional={"additionalProperties": st.booleans() | inner, "required": st.lists(NAMES, max_size=2)},
    )
    arrays = st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional={"minItems": st.integers(0, 2)})
    tuples = st.fixed_dictionaries({"type": st.just("array"), "prefixItems": st.lists(inner, min_size=1, max_size=2)})
    choices = st.sampled_from(["anyOf", "oneOf", "allOf"]).flatmap(
        lambda key: st.fixed_dictionaries({key: st.lists(inner, min_size=1, max_size=2)})
    )
    return objects | arrays | tuples | choices


SCHEMAS = st.recursive(LEAVES, nested, max_leaves=8)
TREE = {"Tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}}}
PARAMETERS = st.fixed_dictionaries(
    {"type": st.just("object"), "properties": st.dictionaries(NAMES, SCHEMAS, max_size=4), "$defs": st.just(TREE)},
    optional={
        "required": st.lists(NAMES, max_size=2),
        "additionalProperties": st.booleans(),
        "title": WORDS,
        "description": WORDS,
        "$schema": st.just("http://json-schema.org/draft-07/schema#"),
    },
)
OPTIONAL_FLAGS = st.none() | st.booleans()
TOOLS = st.builds(
    Tool,
    name=NAMES,
    description=WORDS,
    parameters=PARAMETERS,
    result=st.none() | nested(SCHEMAS),
    hints=st.builds(
        Hints, read_only=OPTIONAL_FLAGS, destructive=OPTIONAL_FLAGS, idempotent=OPTIONAL_FLAGS, open_world=OPTIONAL_FLAGS
    ),
)
HOLDS_ALL = ("openai", "mcp", "jsonschema")
"""Forms with a place for hints and results; Anthropic's has none."""


def through_text(form: str, tool: Tool) -> Tool:
    return FORMS[form].read(json.loads(json.dumps(FORMS[form].write(tool))))


@pytest.mark.parametrize("form", HOLDS_ALL)
@given(tool=TOOLS)
def test_writing_and_reading_back_gives_an_equal_tool(form: str, tool: Tool) -> None:
    again = through_text(form, tool)

    assert again == tool
    assert again.hash == tool.hash


@given(tool=TOOLS)
def test_anthropics_form_keeps_all_that_it_has_a_place_for(tool: Tool) -> None:
    held = replace(tool, result=None, hints=Hints())

    assert through_text("anthropic", tool) == held
    assert through_text("anthropic", held) == held


@pytest.mark.parametrize("there", FORMS)
@pytest.mark.parametrize("here", FORMS)
@given(tool=TOOLS)
def test_any_form_to_any_other_keeps_name_description_and_parameters(here: str, there: str, tool: Tool) -> None:
    again = through_text(there, through_text(here, tool))

    assert (again.name, again.description, again.parameters) == (tool.name, tool.description, tool.parameters)


@pytest.mark.parametrize("form", FORMS)
@given(tool=TOOLS)
def test_a_written_tool_is_recognised_as_what_it_is(form: str, tool: Tool) -> None:
    written = FORMS[form].write(tool)

    assert next(name for name, other in FORMS.items() if other.recognises(written)) == form


@given(tool=TOOLS, data=st.data())
def test_the_hash_does_not_see_the_order_of_keys(tool: Tool, data: st.DataObject) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in data.draw(st.permutations(list(value)))}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    assert replace(tool, parameters=shuffled(tool.parameters)).hash == tool.hash


def test_the_hash_sees_every_part_of_the_content() -> None:
    tool = Tool("a", "b", {"type": "object", "properties": {}})
    changed = [
        replace(tool, name="c"),
        replace(tool, description="c"),
        replace(tool, parameters={"type": "object"}),
        replace(tool, result={"type": "string"}),
        replace(tool, hints=Hints(destructive=True)),
    ]

    assert len({other.hash for other in (tool, *changed)}) == 6
    assert replace(tool, hints=Hints(destructive=True, guessed=frozenset({"destructive"}))).hash == tool.hash
    assert replace(tool, result={"type": "string"}, result_inferred=True).hash == tool.hash


def test_what_only_one_form_knows_is_written_back_in_it() -> None:
    openai = {"type": "function", "function": {"name": "a", "description": "b", "parameters": {"type": "object"}, "strict": True}}
    anthropic = {"name": "a", "description": "b", "input_schema": {"type": "object"}, "cache_control": {"type": "ephemeral"}}
    mcp = {
        "name": "a",
        "title": "A",
        "description": "b",
        "inputSchema": {"type": "object"},
        "_meta": {"x": 1},
        "annotations": {"title": "An A", "readOnlyHint": True, "streamingHint": False},
    }

    for form, definition in (("openai", openai), ("anthropic", anthropic), ("mcp", mcp)):
        assert canonical_json(FORMS[form].write(FORMS[form].read(definition))) == canonical_json(definition)


def test_the_seed_file_is_written_back_as_it_is() -> None:
    tools = load_tools(SEED_TOOLS)

    assert [FORMS["openai"].write(tool) for tool in tools.values() if not tool.result_inferred] == json.loads(
        SEED_TOOLS.read_text("utf-8")
    )
