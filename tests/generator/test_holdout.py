"""Tools and templates held out of training."""

import pytest

from callwright.errors import InputError
from callwright.generator.holdout import Holdout, held_out
from callwright.generator.plan import Plan, PlanRow
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools

HELD = frozenset({"create_task", "delete_task"})


@pytest.fixture(scope="module")
def rows() -> list[PlanRow]:
    holdout = Holdout(HELD, frozenset({"error_recovery.retry"}))
    plan = Plan(load_tools(SEED_TOOLS), load_templates(), load_phrasebook(), holdout=holdout)
    return list(plan.rows(dict.fromkeys(plan.cells, 40)))


def test_a_row_that_calls_a_held_out_tool_is_test(rows: list[PlanRow]) -> None:
    called = [(row.side, call.tool.name) for row in rows for turn in row.scenario.turns for call in turn.calls]
    assert {side for side, name in called if name in HELD} == {"test"}


def test_no_train_row_is_offered_a_held_out_tool_and_evaluation_is(rows: list[PlanRow]) -> None:
    offered = {side: {tool.name for row in rows if row.side == side for tool in row.scenario.offered} for side in ("train", "test")}
    assert not offered["train"] & HELD
    assert offered["test"] >= HELD


def test_rows_of_a_held_out_template_are_test_and_train_has_all_the_others(rows: list[PlanRow]) -> None:
    assert {row.side for row in rows if row.template == "error_recovery.retry"} == {"test"}
    assert {row.template for row in rows if row.side == "train"} >= {"single_call.request", "error_recovery.correct"}


@pytest.mark.parametrize(
    ("tools", "templates", "problem"),
    [
        (["creat_task"], [], r"--holdout-tools 'creat_task'.*create_task"),
        ([], ["x.y"], "--holdout-templates 'x.y'"),
        (["create_task"], [], "leave one to train on"),
    ],
)
def test_a_name_that_is_not_there_is_refused_and_holding_out_all_too(tools: list[str], templates: list[str], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        held_out(tools, templates, ["create_task"], ["a.b"])
