import json
from datetime import date
from importlib import resources
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callwright.tools.values.draw import draw, forms
from callwright.tools.values.normalise import readings
from callwright.tools.values.value import Value

TODAY = date(2026, 11, 20)
OFFICE = [
    pytest.param(name, schema, id=f"{tool['function']['name']}.{name}")
    for tool in json.loads(resources.files("callwright.tools").joinpath("office.json").read_text())
    for name, schema in tool["function"]["parameters"]["properties"].items()
]
names = st.sampled_from(
    ["due_date", "city", "max_results", "price", "tags", "user_id", "x", "isActive", "timeout_ms", "title", "language"]
)
numbers = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={"minimum": st.integers(-50, 50), "maximum": st.integers(51, 5000), "multipleOf": st.sampled_from([1, 5, 0.5])},
)
texts = st.fixed_dictionaries(
    {"type": st.just("string")}, optional={"description": st.sampled_from(["", "Name of the city", "Date as DD/MM/YYYY"])}
)
formats = st.sampled_from(["date", "date-time", "time", "email", "uri", "uuid", "ipv4", "hostname", "duration"]).map(
    lambda one: {"type": "string", "format": one}
)
leaves = (
    numbers
    | texts
    | formats
    | st.just({"type": "boolean"})
    | st.just({"enum": ["low", "high_value", None]})
    | st.just({"const": 7})
)
schemas = st.recursive(
    leaves,
    lambda inner: (
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional={"maxItems": st.integers(1, 3)})
        | st.fixed_dictionaries(
            {
                "type": st.just("object"),
                "properties": st.dictionaries(st.sampled_from(["city", "amount", "note"]), inner, min_size=1),
            }
        )
        | st.lists(inner, min_size=1, max_size=2).map(lambda options: {"anyOf": [*options, {"type": "null"}]})
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(name=names, schema=schemas, seed=st.integers(0, 10**6), side=st.sampled_from(["train", "validation", "test"]))
def test_every_drawn_value_is_valid_by_its_schema(name: str, schema: dict[str, Any], seed: int, side: str) -> None:
    value = draw(name, schema, Random(seed), TODAY, side=side)
    assert value is not None
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(value.canonical)


@pytest.mark.parametrize(("name", "schema"), OFFICE)
def test_every_office_value_is_valid_and_reads_back_from_its_surface(name: str, schema: dict[str, Any]) -> None:
    validator, rng = jsonschema_rs.validator_for(schema, validate_formats=True), Random(9)
    for _ in range(200):
        value = draw(name, schema, rng, TODAY)
        assert value is not None
        assert validator.is_valid(value.canonical)
        assert value.canonical in readings(value.surface, name, schema, TODAY), value


def test_the_same_seed_draws_the_same_values() -> None:
    def drawn(seed: int) -> list[Value | None]:
        rng = Random(seed)
        return [draw(*param.values, rng, TODAY) for param in OFFICE for _ in range(5)]  # type: ignore[misc]

    assert drawn(4) == drawn(4)
    assert drawn(4) != drawn(5)


def test_titles_hardly_repeat() -> None:
    rng = Random(1)
    titles = [draw("title", {"type": "string"}, rng, TODAY) for _ in range(2000)]
    assert len({title.canonical for title in titles if title}) > 1600


def test_the_form_asked_for_is_taken_where_it_can_be() -> None:
    schema = {"type": "string", "pattern": "^task_[0-9]+$"}
    assert draw("task_id", schema, Random(0), TODAY, form="id:hash").form == "id:hash"  # type: ignore[union-attr]
    assert draw("title", {"type": "string"}, Random(0), TODAY, form="text:quoted").form == "text:quoted"  # type: ignore[union-attr]
    assert draw("city", {"type": "string"}, Random(0), TODAY, form="date:tomorrow").form == "text:verbatim"  # type: ignore[union-attr]


def test_the_users_own_values_come_first_and_must_be_valid() -> None:
    schema = {"type": "string", "maxLength": 6}
    given_values = {"city": ["Ulm", "far too long a name"]}
    drawn = [draw("city", schema, Random(seed), TODAY, values=given_values) for seed in range(5)]
    assert {value.canonical for value in drawn if value} == {"Ulm"}
    assert draw("city", schema, Random(0), TODAY, values={"city": ["far too long"]}) is None


def test_a_schema_that_allows_nothing_gives_none() -> None:
    assert draw("n", {"type": "integer", "minimum": 5, "maximum": 4}, Random(0), TODAY) is None
    assert draw("n", {"type": "string", "pattern": "^(?!x)y$"}, Random(0), TODAY) is None
    assert draw("n", {"type": "integer", "exclusiveMinimum": True}, Random(0), TODAY) is None


def test_references_are_followed_into_the_root() -> None:
    root = {"$defs": {"Place": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
    value = draw("place", {"$ref": "#/$defs/Place"}, Random(0), TODAY, root=root)
    assert value is not None
    assert [part.path for part in value.parts] == ["place.city"]
    assert value.canonical["city"] in value.surface


def test_items_of_a_list_have_paths_and_join_in_its_surface() -> None:
    value = draw("ingredients", {"type": "array", "items": {"type": "string"}, "minItems": 3, "maxItems": 3}, Random(0), TODAY)
    assert value is not None
    assert [part.path for part in value.parts] == ["ingredients[0]", "ingredients[1]", "ingredients[2]"]
    assert all(part.surface in value.surface for part in value.parts)


def test_examples_and_listed_values_of_a_description_are_used() -> None:
    rng = Random(0)
    listed = {"type": "string", "description": "Style of the answer: 'brief', 'full' or 'table'"}
    assert {draw("style", listed, rng, TODAY).canonical for _ in range(30)} == {"brief", "full", "table"}  # type: ignore[union-attr]
    shown = {"type": "string", "description": "Ticket, e.g. SUP-4821"}
    assert draw("ticket", shown, rng, TODAY).canonical.startswith("SUP-")  # type: ignore[union-attr]


def test_dates_are_written_as_the_description_wants() -> None:
    schema = {"type": "string", "description": "Day of the visit (DD/MM/YYYY)"}
    value = draw("visit_date", schema, Random(3), TODAY)
    assert value is not None
    assert value.canonical[2] == value.canonical[5] == "/"
    assert value.canonical in readings(value.surface, "visit_date", schema, TODAY)


def test_a_pattern_with_a_length_is_met() -> None:
    schema = {"type": "string", "minLength": 8, "maxLength": 8, "pattern": r"^\d+$"}
    drawn = [draw("cep", schema, Random(seed), TODAY) for seed in range(20)]
    assert all(value and len(value.canonical) == 8 for value in drawn)


def test_the_forms_of_a_parameter_are_told_for_a_plan_to_cover() -> None:
    assert len(forms("due_date", {"type": "string", "format": "date"}, TODAY)) >= 30
    assert forms("filter", {"enum": ["all", "overdue"]}, TODAY) == ("enum:after", "enum:before")


def test_an_object_holds_what_is_required_and_names_each_member_it_says() -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "zip": {"type": "string"}, "urgent": {"type": "boolean"}},
        "required": ["city", "urgent"],
    }
    value = draw("destination", schema, Random(2), TODAY)
    assert value is not None
    assert set(value.canonical) >= {"city", "urgent"}
    assert f"city {value.canonical['city']}" in value.surface or f"{value.canonical['city']} as the city" in value.surface
