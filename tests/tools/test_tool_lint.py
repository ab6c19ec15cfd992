"""CW0xx: each fault of a tool has its code, its place and a mend; what can be used is kept."""

from typing import Any

import pytest

from callwright.tools.lint import CODES, lint, lint_toolset
from callwright.tools.load import read_tools
from callwright.tools.reading import LEAVES_OUT
from callwright.tools.tool import Hints, Tool

TEXT = {"type": "string"}


def parameters(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def tool(schema: dict[str, Any] | None = None, name: str = "look_up", description: str = "Look it up.", **more: Any) -> Tool:
    return Tool(name, description, schema or parameters(), **more)


CASES: list[tuple[str, str, Tool]] = [
    ("CW002", "parameters.type", tool({"type": "string"})),
    ("CW002", "parameters.properties.a.type", tool(parameters(a={"type": "text"}))),
    ("CW002", "parameters.properties.a.pattern", tool(parameters(a={"type": "string", "pattern": "(["}))),
    ("CW002", "parameters.required", tool({"type": "object", "required": "a"})),
    ("CW004", "name", tool(name="look.up")),
    ("CW004", "name", tool(name="l" * 65)),
    ("CW004", "name", tool(name="")),
    ("CW005", "parameters", tool(parameters(a={"$ref": "#/$defs/none"}))),
    ("CW005", "parameters", tool(parameters(a={"$ref": "https://127.0.0.1:1/a.json"}))),
    ("CW007", "parameters.required", tool({**parameters(a=TEXT), "required": ["a", "b"]})),
    ("CW007", "parameters.properties.o.required", tool(parameters(o={**parameters(), "required": ["x"]}))),
    ("CW008", "parameters.properties.a.default", tool(parameters(a={"type": "integer", "default": "3"}))),
    ("CW008", "parameters.properties.a.default", tool(parameters(a={"enum": ["x"], "default": "y"}))),
    (
        "CW008",
        "parameters.properties.a.default",
        tool({**parameters(a={"$ref": "#/$defs/A", "default": 1}), "$defs": {"A": TEXT}}),
    ),
    ("CW009", "parameters.properties.a.enum", tool(parameters(a={"enum": ["x", "y", "x"]}))),
    ("CW010", "description", tool(description=" ")),
    (
        "CW011",
        "parameters.properties.a.items.enum",
        tool(parameters(a={"type": "array", "items": {"type": "string", "enum": [1]}})),
    ),
    ("CW016", "result.type", tool(result={"type": "thing"})),
    ("CW017", "annotations", tool(hints=Hints(read_only=True, destructive=True))),
    ("CW018", "parameters", tool({"type": "object", "anyOf": [parameters(a=TEXT), parameters(b=TEXT)]})),
]


@pytest.mark.parametrize(("code", "path", "faulty"), CASES)
def test_a_fault_has_its_code_its_path_and_a_mend(code: str, path: str, faulty: Tool) -> None:
    [finding] = lint(faulty, "tools.json[0]")

    assert (finding.code, finding.path, finding.place) == (code, path, "tools.json[0]")
    assert finding.mend
    assert finding.message


@pytest.mark.parametrize(("code", "path", "faulty"), CASES)
def test_only_a_tool_that_cannot_be_used_is_left_out(code: str, path: str, faulty: Tool) -> None:
    assert path
    assert (len(read_tools(faulty).tools) == 0) == (code in LEAVES_OUT)


@pytest.mark.parametrize(
    "schema",
    [
        parameters(a={"type": ["string", "null"], "default": None, "enum": ["x", None]}),
        parameters(a={"enum": [1, True, 1.5, "1", None]}),
        parameters(enum={"type": "string"}, default={"type": "string"}),
        parameters(a={"const": {"type": "nonsense", "required": "x"}}),
        {**parameters(a={"$ref": "#/$defs/T"}), "$defs": {"T": parameters(next={"$ref": "#/$defs/T"})}},
        {**parameters(a=TEXT), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {**parameters(a={"items": [TEXT]}), "$schema": "http://json-schema.org/draft-07/schema#"},
        parameters(a={"type": "array", "prefixItems": [TEXT], "items": False}),
        {"type": "object"},
    ],
)
def test_a_sound_tool_has_no_finding(schema: dict[str, Any]) -> None:
    assert lint(tool(schema)) == []


def test_tools_that_cannot_be_told_apart_are_named() -> None:
    same_content = [tool(parameters(a=TEXT), "one"), tool(parameters(a=TEXT), "two"), tool(parameters(b=TEXT), "three")]
    same_name = [tool(parameters(a=TEXT), "look_up", "One."), tool(parameters(a=TEXT), "lookUp", "Two.")]

    assert [(found.tool, found.code, found.message) for found in lint_toolset(same_content)] == [
        ("one", "CW012", "cannot be told apart from two")
    ]
    assert [(found.tool, found.code) for found in lint_toolset(same_name)] == [("look_up", "CW012")]


def test_more_tools_than_a_context_holds_are_counted() -> None:
    many = [tool(name=f"tool_{n}", description=f"Do {n}.") for n in range(129)]
    wordy = [tool(name=f"tool_{n}", description=f"{n} " * 30_000) for n in range(3)]

    assert [(found.tool, found.code) for found in lint_toolset(many)] == [("-", "CW013")]
    assert [found.code for found in lint_toolset(wordy)] == ["CW013"]
    assert lint_toolset(many[:128]) == []


def test_every_code_has_a_summary_and_belongs_to_the_tools() -> None:
    assert all(code.startswith("CW0") and summary for code, summary in CODES.items())
    assert CODES.keys() >= LEAVES_OUT
    assert {code for code, _, _ in CASES} | {"CW001", "CW003", "CW006", "CW012", "CW013", "CW014", "CW015"} >= CODES.keys()
