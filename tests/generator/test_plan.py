"""The plan: endless deterministic sequences per cell, whose order does not depend on how far they are read."""

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from planning import office_plan, office_rows

from callwright.generator.plan import Plan, PlanRow
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.templates.scenario import PlannedCall
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.hints import ordinary
from callwright.tools.tool import Toolset


def called(row: PlanRow) -> list[PlannedCall]:
    return [
        call
        for turn in row.scenario.turns
        if turn.role == "assistant" and turn.says == "call" and turn.weight
        for call in turn.calls
    ]


def test_the_same_seed_plans_the_same_rows_and_another_seed_others() -> None:
    assert office_rows(5) == office_rows(5)
    assert {row.plan_id for row in office_rows(5)}.isdisjoint(row.plan_id for row in office_rows(5, seed=1))


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12))
def test_reading_on_gives_the_rows_that_reading_far_at_once_gives(first: int, more: int) -> None:
    plan = office_plan()
    read = list(plan.rows(dict.fromkeys(plan.cells, first)))
    known = {row.plan_id for row in read}
    read += plan.rows(dict.fromkeys(plan.cells, first + more), known)
    assert sorted(read, key=lambda row: row.position) == list(plan.rows(dict.fromkeys(plan.cells, first + more)))


def test_positions_are_the_plan_order_and_tell_the_index_within_the_cell() -> None:
    plan = office_plan()
    rows = list(plan.rows(dict.fromkeys(plan.cells, 6)))
    assert [row.position for row in rows] == sorted({row.position for row in rows})
    indexes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        indexes[row.category, row.tool].append(plan.index_of(row.position))
    assert all(found == sorted(found) and max(found) < 6 for found in indexes.values())


def test_every_planned_call_that_is_trained_on_is_valid() -> None:
    plan = office_plan()
    for row in office_rows(30):
        for call in called(row):
            assert check_call(ToolCall(call.tool.name, call.arguments), plan.tools) == []


def test_single_calls_cover_every_parameter_present_and_absent_and_every_enum_member() -> None:
    seen: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in office_rows(60):
        if row.category == "single_call":
            seen[row.tool] += [call.arguments for call in called(row)]
    plan = office_plan()
    for name, arguments in seen.items():
        for parameter, schema in plan.tools[name].properties.items():
            present = [given[parameter] for given in arguments if parameter in given]
            assert present, (name, parameter)
            assert parameter in plan.tools[name].required or len(present) < len(arguments)
            assert set(schema.get("enum", ())) <= set(present), (name, parameter)


def test_a_destructive_tool_is_only_planned_after_a_confirmation_that_is_agreed_to() -> None:
    deletions = 0
    for row in office_rows(40):
        said = [turn.says for turn in row.scenario.turns]
        for place, turn in enumerate(row.scenario.turns):
            if turn.role == "assistant" and turn.says == "call" and any(call.tool.destructive for call in turn.calls):
                deletions += 1
                assert said[place - 2 : place] == ["confirm", "agree"], row.template
    assert deletions > 20


def test_sides_are_in_their_shares_in_every_cell() -> None:
    rows = office_rows(100)
    for cell in {(row.category, row.tool) for row in rows}:
        sides = Counter(row.side for row in rows if (row.category, row.tool) == cell)
        assert 0.7 < sides["train"] / sides.total() < 0.9
        assert 0.04 < sides["test"] / sides.total() < 0.16


def test_evaluation_offers_the_full_list_less_what_the_row_is_about_missing() -> None:
    names = set(office_plan().tools)
    for row in office_rows(30):
        offered = {tool.name for tool in row.scenario.offered}
        if row.side != "train" and row.pattern not in ("missing_tool", "no_tools"):
            assert offered == names
        assert {call.tool.name for call in called(row)} <= offered


def test_all_faults_that_these_tools_can_suffer_are_planned() -> None:
    planned = {row.fault for row in office_rows(100)}
    assert planned >= {
        "missing_required",
        "wrong_type",
        "bad_enum",
        "bad_format",
        "unknown_parameter",
        "unknown_id",
        "out_of_range",
    }
    assert planned >= {"timeout", "rate_limited", "unavailable", "permission_denied", "not_found", "conflict", "empty_result"}


def test_twins_leave_the_other_rows_as_they_are_and_stand_on_their_side() -> None:
    plain, plan = office_plan(), office_plan(twins=True)
    rows = list(plan.rows(dict.fromkeys(plan.cells, 12)))
    others = {row.plan_id: row.scenario for row in plain.rows(dict.fromkeys(plain.cells, 12))}
    assert all(others[row.plan_id] == row.scenario for row in rows if not row.twin_of)
    sides = {row.plan_id: row.side for row in rows}
    twins = [row for row in rows if row.twin_of]
    assert {row.pattern for row in twins} == {"missing_tool", "missing_value", "renamed"}
    assert all(sides.get(row.twin_of, row.side) == row.side for row in twins)


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 8), st.integers(1, 8))
def test_reading_on_gives_the_same_twins(first: int, more: int) -> None:
    plan = office_plan(twins=True)
    read = list(plan.rows(dict.fromkeys(plan.cells, first)))
    read += plan.rows(dict.fromkeys(plan.cells, first + more), {row.plan_id for row in read})
    assert sorted(read, key=lambda row: row.position) == list(plan.rows(dict.fromkeys(plan.cells, first + more)))


def test_a_value_that_can_be_looked_up_makes_no_twin_that_asks_for_it() -> None:
    plan = office_plan(twins=True)
    twins = [row for row in plan.rows({("clarify", "update_task"): 40}) if row.twin_of]
    looked_up = [row for row in twins if {"create_task", "list_tasks"} & {tool.name for tool in row.scenario.offered}]
    assert looked_up
    assert all("task_id can be looked up" in row.refusal for row in looked_up)
    assert {row.refusal for row in twins if row not in looked_up} <= {""}


def test_no_tool_waits_for_a_yes_where_none_is_stated_destructive() -> None:
    tools = Toolset(ordinary(tool) for tool in office_plan().tools.values())
    plan = Plan(tools, load_templates(), load_phrasebook())
    assert ("single_call", "delete_task") in plan.cells
    assert "confirm" not in {category for category, _ in plan.cells}
