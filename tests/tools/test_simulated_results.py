"""Simulated results: valid by the result schema, true to the arguments, consistent within a trace."""

import random
from datetime import date

import jsonschema_rs
import pytest

from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.faults import MODEL_FAULTS, REPORT_FAULTS, RETRY_FAULTS, break_call
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.simulation import Simulation
from callwright.tools.tool import Tool
from callwright.tools.values.draw import draw
from callwright.tools.values.value import Value

TOOLS = load_tools(SEED_TOOLS)
TODAY = date(2026, 11, 20)


def world(seed: int = 0) -> Simulation:
    return Simulation(random.Random(seed), TODAY)


def drawn(name: str, rng: random.Random) -> list[Value]:
    tool = TOOLS[name]
    values = [draw(parameter, schema, rng, TODAY) for parameter, schema in tool.properties.items()]
    return [value for value in values if value is not None]


@pytest.mark.parametrize("name", TOOLS)
def test_results_are_valid_by_the_result_schema(name: str) -> None:
    validator = jsonschema_rs.validator_for(TOOLS[name].result or {}, validate_formats=True)
    for seed in range(50):
        arguments = {value.path: value.canonical for value in drawn(name, random.Random(seed))}
        validator.validate(world(seed).result(TOOLS[name], arguments))


def test_a_task_just_created_is_in_the_list_that_follows_and_keeps_its_id() -> None:
    there = world()
    created = there.result(TOOLS["create_task"], {"title": "sweep the yard", "priority": "low"})
    listed = there.result(TOOLS["list_tasks"], {})["tasks"]
    assert created in listed
    changed = there.result(TOOLS["update_task"], {"task_id": created["task_id"], "status": "done"})
    assert changed["title"] == "sweep the yard"


def test_a_new_task_is_not_finished() -> None:
    assert world().result(TOOLS["create_task"], {"title": "x"})["status"] == "open"


@pytest.mark.parametrize("seed", range(10))
def test_a_filtered_list_holds_only_what_fits_the_filter(seed: int) -> None:
    overdue = world(seed).result(TOOLS["list_tasks"], {"filter": "overdue"})["tasks"]
    assert all(task["due_date"] < TODAY.isoformat() and task["status"] != "done" for task in overdue)
    found = world(seed).result(TOOLS["search_db"], {"query": "pumps", "filter_category": "products", "max_results": 1})
    assert found["total"] == len(found["results"]) == 1
    assert found["results"][0]["category"] == "products"


@pytest.mark.parametrize("seed", range(200))
def test_no_two_elements_of_a_list_share_an_id(seed: int) -> None:
    tasks = world(seed).result(TOOLS["list_tasks"], {})["tasks"]
    assert len({task["task_id"] for task in tasks}) == len(tasks)


def test_an_empty_result_is_empty_and_says_so() -> None:
    assert world().result(TOOLS["search_db"], {"query": "pumps"}, empty=True) == {"results": [], "total": 0}


def test_arithmetic_is_right() -> None:
    assert world().result(TOOLS["calculate"], {"expression": "(12 + 8) * 3"}) == {"result": 60}


@pytest.mark.parametrize("fault", [*MODEL_FAULTS, *RETRY_FAULTS, "permission_denied", "not_found", "conflict"])
def test_errors_have_no_open_slots(fault: str) -> None:
    for seed in range(30):
        error = world(seed).error(TOOLS["update_task"], {"task_id": "task_4"}, fault)
        assert "error" in error
        assert "{" not in str(error["error"]).replace("{'", "")


FOUND_BY = {
    "missing_required": "CW203",
    "wrong_type": "CW204",
    "bad_enum": "CW205",
    "bad_format": "CW206",
    "unknown_parameter": "CW209",
    "out_of_range": "CW208",
}
"""`unknown_id` is well-formed, and a bad id breaks a pattern (CW207), not a format."""


@pytest.mark.parametrize("fault", MODEL_FAULTS)
def test_a_broken_call_has_the_fault_it_is_named_for(fault: str) -> None:
    broken_calls = 0
    for name in TOOLS:
        for seed in range(20):
            rng = random.Random(seed)
            values = drawn(name, rng)
            arguments = {value.path: value.canonical for value in values}
            broken = break_call(TOOLS[name], arguments, values, fault, rng)
            if broken is None:
                continue
            broken_calls += 1
            codes = {finding.code.replace("CW207", "CW206") for finding in check_call(ToolCall(name, broken.arguments), TOOLS)}
            assert broken.arguments != arguments
            assert FOUND_BY.get(fault) in codes if fault in FOUND_BY else codes == set()
    assert broken_calls


def test_the_faults_are_dealt_to_the_model_and_the_world() -> None:
    assert len({*MODEL_FAULTS, *RETRY_FAULTS, *REPORT_FAULTS}) == 15


@pytest.mark.parametrize(("name", "states"), [("send_message", {"sent", "queued", "delivered"}), ("cancel_order", {"cancelled"})])
def test_a_status_that_may_be_any_text_says_what_the_call_did(name: str, states: set[str]) -> None:
    result = {"type": "object", "properties": {"status": {"type": "string"}}, "required": ["status"]}
    tool = Tool(name, "", {"type": "object", "properties": {}}, result)
    seen = {world(seed).result(tool, {})["status"] for seed in range(20)}
    assert seen <= states
