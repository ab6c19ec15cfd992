"""The two ends of a range in one call."""

import pytest

from callwright.generator.plan import Plan
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.results import with_results
from callwright.tools.tool import Tool, Toolset
from callwright.tools.values.pairs import in_order, is_range
from callwright.tools.values.value import Value

TRIP = Tool(
    "find_rooms",
    "Find rooms.",
    {
        "type": "object",
        "properties": {
            "check_in": {"type": "string", "format": "date"},
            "check_out": {"type": "string", "format": "date"},
            "from_currency": {"type": "string"},
            "to_currency": {"type": "string"},
        },
        "required": ["check_in", "check_out", "from_currency", "to_currency"],
    },
)


@pytest.mark.parametrize(("first", "second"), [("start_date", "end_date"), ("min_price", "max_price"), ("date_from", "date_to")])
def test_a_range_is_told_by_names_that_differ_in_one_part(first: str, second: str) -> None:
    assert is_range(first, second)
    assert not is_range(second, first)


def test_the_ends_of_a_range_change_places_with_their_words_but_not_their_parameters() -> None:
    late, early = (
        Value("start_date", "2026-05-09", "9 May", "f", "start_date"),
        Value("end_date", "2026-05-02", "2 May", "g", "end_date"),
    )
    ordered = in_order([late, early])
    assert [(value.path, value.canonical, value.surface, value.kind) for value in ordered] == [
        ("start_date", "2026-05-02", "2 May", "start_date"),
        ("end_date", "2026-05-09", "9 May", "end_date"),
    ]
    assert in_order(ordered) == ordered


def test_planned_calls_have_ranges_in_order_and_ends_that_differ() -> None:
    tools = Toolset(with_results([TRIP], {}))
    plan = Plan(tools, [template for template in load_templates() if template.category == "single_call"], load_phrasebook())
    calls = [
        call for row in plan.rows(dict.fromkeys(plan.cells, 100)) for turn in row.scenario.turns for call in turn.calls if call.id
    ]
    assert len(calls) > 100
    for call in calls:
        assert call.arguments["check_in"] <= call.arguments["check_out"]
        assert call.arguments["from_currency"] != call.arguments["to_currency"]
