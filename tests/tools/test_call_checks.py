"""CW2xx: a call is judged as the schema stands, each fault at its path with what was expected and what was got."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callwright.tools.call import Finding, ToolCall
from callwright.tools.checks import CODES, check_call, checker
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import Tool

OFFICE = load_tools(SEED_TOOLS)


def judged(schema: dict[str, Any], arguments: Any) -> list[Finding]:
    return check_call(ToolCall("t", arguments), {"t": Tool("t", "T.", {"type": "object", **schema})})


def judged_value(schema: dict[str, Any], value: Any) -> list[Finding]:
    return judged({"properties": {"a": schema}}, {"a": value})


@pytest.mark.parametrize(
    ("name", "arguments", "code", "path", "said"),
    [
        ("creat_task", {}, "CW201", "name", "no tool is named 'creat_task'"),
        ("create_task", "{", "CW202", "arguments", "text that is no JSON"),
        ("create_task", '{"title": "a"}', "CW202", "arguments", "object written as text"),
        ("create_task", ["a"], "CW202", "arguments", 'array ["a"]'),
        ("create_task", None, "CW202", "arguments", "null null"),
        ("create_task", {}, "CW203", "arguments.title", "required, but missing"),
        ("create_task", {"title": 5}, "CW204", "arguments.title", "expected string, got integer 5"),
        ("create_task", {"title": "a", "priority": "urgent"}, "CW205", "arguments.priority", 'one of "low", "medium", "high"'),
        ("create_task", {"title": "a", "due_date": "2026-02-30"}, "CW206", "arguments.due_date", "a value of format date"),
        ("delete_task", {"task_id": "7"}, "CW207", "arguments.task_id", "matches ^task_[0-9]+$"),
        ("search_db", {"query": "a", "max_results": 101}, "CW208", "arguments.max_results", "at most 100, got integer 101"),
        ("update_task", {"task_id": "task_1"}, "CW208", "arguments", "at least 2 parameters"),
        ("create_task", {"title": "a", "owner": "me"}, "CW209", "arguments.owner", "no parameter has this name"),
    ],
)
def test_each_fault_has_its_code_and_path(name: str, arguments: Any, code: str, path: str, said: str) -> None:
    [finding] = check_call(ToolCall(name, arguments), OFFICE)

    assert (finding.code, finding.path, finding.severity) == (code, path, "error")
    assert said in finding.message


def test_a_close_name_is_suggested() -> None:
    [finding] = check_call(ToolCall("creat_task", {}), OFFICE)

    assert finding.mend == "did you mean 'create_task'?"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, 1.0),
        ({"type": "integer"}, 10**40),
        ({"type": "number"}, 3),
        ({"type": ["string", "null"]}, None),
        ({"type": "string", "format": "email"}, "a@example.com"),
        ({"type": "string", "format": "date-time"}, "2026-11-20T10:00:00Z"),
        ({"type": "string", "format": "no-such-format"}, "anything"),
        ({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, ["a", 1, 2]),
        ({"nullable": True, "const": None}, None),
    ],
)
def test_what_the_schema_allows_has_no_finding(schema: dict[str, Any], value: Any) -> None:
    assert judged_value(schema, value) == []


@pytest.mark.parametrize(
    ("schema", "value", "code"),
    [
        ({"type": "integer"}, True, "CW204"),
        ({"type": "integer"}, "1", "CW204"),
        ({"type": "integer"}, 1.5, "CW204"),
        ({"type": "number"}, "1", "CW204"),
        ({"type": "boolean"}, "true", "CW204"),
        ({"type": "boolean"}, 1, "CW204"),
        ({"type": "string"}, None, "CW204"),
        ({"type": "array"}, "a, b", "CW204"),
        ({"enum": [1, "a"]}, True, "CW205"),
        ({"const": "a"}, "b", "CW205"),
        ({"type": "string", "format": "email"}, "a at example.com", "CW206"),
        ({"type": "string", "format": "uuid"}, "123", "CW206"),
        ({"type": "string", "format": "uri"}, "no uri", "CW206"),
        ({"type": "string", "format": "ipv4"}, "1.2.3.400", "CW206"),
        ({"type": "number", "exclusiveMinimum": 0}, 0, "CW208"),
        ({"multipleOf": 5}, 7, "CW208"),
        ({"type": "string", "maxLength": 2}, "abc", "CW208"),
        ({"type": "array", "minItems": 1}, [], "CW208"),
        ({"type": "array", "uniqueItems": True}, [1, 1], "CW210"),
        ({"not": {"type": "string"}}, "a", "CW210"),
        ({"type": "array", "contains": {"const": 1}}, [2], "CW210"),
        (False, 1, "CW209"),
    ],
)
def test_nothing_is_coerced_and_every_keyword_is_enforced(schema: Any, value: Any, code: str) -> None:
    assert [(finding.code, finding.path) for finding in judged_value(schema, value)] == [(code, "arguments.a")]


def test_every_fault_is_reported_at_its_own_place() -> None:
    schema = {
        "properties": {"items": {"type": "array", "items": {"properties": {"name": {"type": "string"}}, "required": ["id"]}}},
        "required": ["when"],
        "additionalProperties": False,
    }

    findings = judged(schema, {"items": [{"name": 1, "id": 1}, {}], "x": 1, "y": 2})

    assert {(finding.code, finding.path) for finding in findings} == {
        ("CW204", "arguments.items[0].name"),
        ("CW203", "arguments.items[1].id"),
        ("CW203", "arguments.when"),
        ("CW209", "arguments.x"),
        ("CW209", "arguments.y"),
    }


def test_the_branch_that_takes_the_type_explains_an_any_of() -> None:
    schema = {"anyOf": [{"type": "string", "minLength": 3}, {"type": "null"}]}

    [finding] = judged_value(schema, "ab")

    assert (finding.code, finding.message) == ("CW208", 'expected at least 3 characters, got string "ab"')


def test_an_any_of_that_no_type_fits_lists_the_types() -> None:
    [finding] = judged_value({"anyOf": [{"type": "string"}, {"type": "array"}, {"type": "null"}]}, 5)

    assert (finding.code, finding.message) == ("CW204", "expected string or array or null, got integer 5")


def test_a_discriminator_chooses_the_branch() -> None:
    circle = {"type": "object", "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}}, "required": ["radius"]}
    square = {"type": "object", "properties": {"kind": {"const": "square"}, "side": {"type": "number"}}, "required": ["side"]}

    [finding] = judged_value({"oneOf": [circle, square]}, {"kind": "square"})

    assert (finding.code, finding.path) == ("CW203", "arguments.a.side")


def test_branches_that_all_could_be_meant_are_all_explained() -> None:
    [finding] = judged_value({"anyOf": [{"format": "date"}, {"pattern": "^Q[1-4]$"}]}, "soon")

    assert finding.code == "CW210"
    assert "(1) a: expected a value of format date" in finding.message
    assert "(2) a: expected a value that matches ^Q[1-4]$" in finding.message


def test_a_value_that_fits_two_forms_of_one_of_is_named() -> None:
    [finding] = judged_value({"oneOf": [{"type": "integer"}, {"type": "number"}, {"type": "string"}]}, 1)

    assert (finding.code, finding.message) == ("CW210", "expected exactly one of 3 forms, but forms 1, 2 all fit integer 1")


def test_a_parameter_the_schema_neither_has_nor_forbids_is_a_warning() -> None:
    [finding] = judged({"properties": {"city": {"type": "string"}}}, {"city": "Oslo", "citty": "Oslo"})

    assert (finding.code, finding.path, finding.severity) == ("CW209", "arguments.citty", "warning")
    assert "did you mean 'city'?" in finding.message


@pytest.mark.parametrize(
    "open_ended", [{"additionalProperties": True}, {"additionalProperties": {"type": "string"}}, {"patternProperties": {"": {}}}]
)
def test_a_parameter_that_the_schema_leaves_open_is_fine(open_ended: dict[str, Any]) -> None:
    assert judged({"properties": {"city": {"type": "string"}}, **open_ended}, {"zip": "0150"}) == []


def test_draft_07_is_read_where_it_is_stated() -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"a": {"items": [{"type": "string"}, {"type": "integer"}]}},
    }

    assert [finding.path for finding in judged(schema, {"a": ["x", "y"]})] == ["arguments.a[1]"]


def test_a_tool_whose_schema_is_broken_is_a_finding_and_no_crash() -> None:
    [finding] = judged({"properties": {"a": {"type": "text"}}}, {"a": 1})

    assert finding.code == "CW212"


def test_a_pattern_that_would_backtrack_for_ever_ends() -> None:
    [finding] = judged_value({"pattern": r"^(a+)+\1$"}, "a" * 40 + "b")

    assert finding.path == "arguments.a"


def test_validators_are_shared_by_tools_of_equal_content() -> None:
    one, two = (Tool("t", "T.", {"type": "object", "properties": {"b": {}, "a": {}}}) for _ in range(2))

    assert one is not two
    assert checker(one) is checker(two)


@settings(suppress_health_check=[HealthCheck.too_slow])  # characters of the world are listed at the first draw
@given(
    st.dictionaries(st.sampled_from(["title", "due_date", "priority", "x"]), st.none() | st.booleans() | st.integers() | st.text())
)
def test_findings_are_there_exactly_where_the_schema_refuses(arguments: dict[str, Any]) -> None:
    known = checker(OFFICE["create_task"])
    assert not isinstance(known, Finding)

    assert (check_call(ToolCall("create_task", arguments), OFFICE) == []) == known.validator.is_valid(arguments)


def test_every_code_is_one_of_calls() -> None:
    assert all(code.startswith("CW2") and summary for code, summary in CODES.items())
