"""What each template makes of the seed tools: accepted by the rules, and with labels that the conversation decides."""

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import Any

import pytest
from planning import office_traces

from callwright.generator.plan import Plan, PlanRow
from callwright.generator.trace import Trace
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.templates.scenario import Turn
from callwright.tools.faults import MODEL_FAULTS, RETRY_FAULTS
from callwright.tools.results import with_results
from callwright.tools.tool import Tool, Toolset

ORDER = {"order_id": {"type": "string", "pattern": "^order_[0-9]+$"}}
PARCEL = {"parcel_id": {"type": "string", "pattern": "^parcel_[0-9]+$"}}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


ORDERS = _object({"orders": {"type": "array", "items": _object(ORDER, "order_id")}}, "orders")
SHOP = Toolset(
    [
        Tool("list_orders", "List orders.", _object({}), ORDERS),
        Tool("create_order", "Create an order.", _object({"title": {"type": "string"}}, "title"), _object(ORDER, "order_id")),
        Tool("send_order", "Send an order.", _object(ORDER, "order_id"), _object(PARCEL, "parcel_id")),
        Tool("update_parcel", "Update a parcel.", _object(PARCEL, "parcel_id")),
    ]
)
"""Three tools in a chain, which the seed tools do not have."""
TRACES = 80
"""Rows of each cell that are looked at."""


@pytest.mark.parametrize("template", [template.id for template in load_templates()])
def test_every_template_can_be_played_with_the_seed_tools_or_a_chain_of_three(template: str) -> None:
    played = {row.template for row, _, _ in office_traces(TRACES)}
    chained = {variant.template.id for variants in _shop().variants.values() for variant in variants}
    assert template in played | chained


@lru_cache
def _shop() -> Plan:
    return Plan(Toolset(with_results(list(SHOP.values()), {})), load_templates(), load_phrasebook())


def test_rows_of_every_template_are_accepted() -> None:
    made: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for row, _, verdict in office_traces(TRACES):
        made[row.template] += 1
        accepted[row.template] += verdict.accepted
    assert {name: (accepted[name], count) for name, count in made.items() if accepted[name] < 0.9 * count} == {}


def asked(row: PlanRow, to: str) -> list[tuple[int, Turn]]:
    return [(place, turn) for place, turn in enumerate(row.scenario.turns) if turn.says == "ask" and turn.to == to]


def said_before(trace: Trace, place: int) -> str:
    """All that user and results said before the turn; the system message stands before the first turn."""
    return "\n".join(message.content or "" for message in trace.messages[1 : place + 1]).casefold()


def test_a_value_is_asked_for_only_where_it_is_required_and_was_not_said() -> None:
    questions = 0
    for row, trace, _ in office_traces(TRACES):
        for place, turn in asked(row, "missing"):
            for value in turn.calls[0].values:
                questions += 1
                assert value.path in turn.calls[0].tool.required
                as_a_word = rf"(?<!\w){re.escape(value.surface.casefold())}(?!\w)"
                assert not re.search(as_a_word, said_before(trace, place)), (value, trace.request)
                assert value.surface.casefold() in said_before(trace, len(row.scenario.turns)) or row.pattern == "withheld"
    assert questions > 100


def test_a_choice_is_asked_for_only_among_elements_that_were_shown_and_differ() -> None:
    questions = 0
    for row, trace, _ in office_traces(TRACES):
        for place, turn in asked(row, "chosen"):
            questions += 1
            assert len(set(turn.options)) == len(turn.options) > 1
            assert all(option.casefold() in said_before(trace, place) for option in turn.options)
    assert questions > 10


def test_a_follow_up_keeps_what_it_does_not_change() -> None:
    seen = 0
    for row, trace, _ in office_traces(TRACES):
        if row.template in ("single_call.follow_up", "single_call.changed_mind"):
            seen += 1
            first, second = trace.calls
            said = {
                value.path
                for turn in row.scenario.turns
                if turn.says == "follow_up"
                for call in turn.calls
                for value in call.values
            }
            assert first.name == second.name
            assert first.arguments.keys() == second.arguments.keys()
            assert {name for name in first.arguments if first.arguments[name] != second.arguments[name]} == said
            assert len(said) == 1
    assert seen > 50


def test_what_a_condition_makes_depend_happens_exactly_where_it_holds() -> None:
    seen: Counter[tuple[str, bool]] = Counter()
    for row, trace, _ in office_traces(TRACES):
        request = row.scenario.turns[0]
        if request.condition and request.condition.kind not in ("fails", "widen"):
            seen[request.condition.kind, request.condition.holds] += 1
            assert (len(trace.calls) > 1) is request.condition.holds
    assert {(kind, holds) for kind in ("any", "none") for holds in (True, False)} <= set(seen)
    assert sum(count for (kind, _), count in seen.items() if kind in ("is", "above", "below")) > 20


def test_a_wrong_call_is_not_trained_on_and_a_right_one_that_met_an_outage_is() -> None:
    for row, trace, _ in office_traces(TRACES):
        weights = [message.weight for message in trace.messages if message.tool_calls]
        assert (0 in weights) is (row.fault in MODEL_FAULTS), row.template
        if row.fault in RETRY_FAULTS:
            calls = [call.arguments for call in trace.calls]
            assert any(calls[place] in calls[place + 1 :] for place in range(len(calls)))


def test_one_state_of_a_failure_has_one_reaction() -> None:
    """By fault, how often it came, and whether the request says what to do then: what comes next is always the same act."""
    reactions: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for row, _, _ in office_traces(TRACES):
        condition = row.scenario.turns[0].condition
        failures = 0
        for turn, after in zip(row.scenario.turns, row.scenario.turns[1:], strict=False):
            failures += turn.role == "tool" and turn.says == row.fault
            if turn.role == "tool" and turn.says == row.fault and after.role == "assistant":
                reactions[row.fault, failures, condition.kind if condition else ""].add(after.says)
    assert len(reactions) > 15
    assert {state: acts for state, acts in reactions.items() if len(acts) > 1} == {}


def test_requests_that_rest_on_nothing_before_them_are_called_at_once() -> None:
    seen = 0
    for row, trace, _ in office_traces(TRACES):
        joints = row.scenario.turns[0].joints
        if row.category == "parallel" and joints:
            seen += 1
            assert set(joints) == {"also"}
            assert [len(message.tool_calls) for message in trace.messages if message.tool_calls] == [len(joints) + 1]
    assert seen > 50


def test_nobody_greets_in_the_middle_of_a_conversation() -> None:
    """Later requests begin with the lines that lead on, whose ids the phrasing holds; openers only come with the first."""
    for row, trace, _ in office_traces(TRACES):
        users = [place for place, turn in enumerate(row.scenario.turns) if turn.role == "user"]
        if len(users) > 1 and row.scenario.turns[users[0]].says == "request":
            assert trace.phrasing.count("openers/") - trace.phrasing.count("next_openers/") <= 1
