"""A user's own values are checked against the tools before anything is planned."""

import pytest

from callwright.errors import InputError
from callwright.templates.filling import check_values
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import Tool, Toolset

TOOLS = load_tools(SEED_TOOLS)
NESTED = Toolset(
    [
        Tool(
            "move",
            "Move.",
            {"properties": {"address": {"type": "object", "properties": {"city": {"type": "string", "minLength": 3}}}}},
        )
    ]
)


def test_values_that_some_tool_allows_pass() -> None:
    check_values({"location": ["Tromsø"], "priority": ["low", "high"], "max_results": [3]}, TOOLS, "mine.yaml")


def test_a_parameter_no_tool_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"^mine\.yaml: no tool has a parameter 'citty'; there are body, due_date, "):
        check_values({"citty": ["Leeds"]}, TOOLS, "mine.yaml")


@pytest.mark.parametrize(("name", "value"), [("priority", "urgnt"), ("max_results", 1000), ("task_id", "12"), ("to", "nobody")])
def test_a_value_the_schema_does_not_allow_is_refused(name: str, value: object) -> None:
    with pytest.raises(InputError, match=f"^mine.yaml: {name}: .* is not allowed by the schema"):
        check_values({name: [value]}, TOOLS, "mine.yaml")


def test_parameters_of_nested_objects_go_by_path_or_name() -> None:
    check_values({"address.city": ["Oslo"], "city": ["Rome"]}, NESTED, "mine.yaml")
    with pytest.raises(InputError, match="city"):
        check_values({"city": ["X"]}, NESTED, "mine.yaml")
