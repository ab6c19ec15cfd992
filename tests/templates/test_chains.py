"""Which result may feed which argument: on evidence, not on hope; and what the user's chains.yaml adds and takes away."""

from pathlib import Path
from typing import Any

import pytest

from callwright.errors import InputError, TemplateError
from callwright.generator.plan import Plan
from callwright.templates.chains import chains_among
from callwright.templates.chains_file import read_chains
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import Toolset

TEXT: dict[str, Any] = {"type": "string"}


def function(name: str, result: dict[str, Any] | None = None, **properties: dict[str, Any]) -> dict[str, Any]:
    described = {"name": name, "description": name, "parameters": {"type": "object", "properties": properties}}
    return described | ({"outputSchema": {"type": "object", "properties": result}} if result else {})


def found(*functions: dict[str, Any]) -> set[str]:
    return {str(edge) for edge in chains_among(load_tools(list(functions))).edges}


def test_the_seed_tools_chain_by_task_id_and_email_address() -> None:
    assert {str(edge) for edge in chains_among(load_tools(SEED_TOOLS)).edges} == {
        "search_db.results[].email -> send_email.to",
        "create_task.task_id -> update_task.task_id",
        "create_task.task_id -> delete_task.task_id",
        "list_tasks.tasks[].task_id -> update_task.task_id",
        "list_tasks.tasks[].task_id -> delete_task.task_id",
    }


def test_a_bare_id_is_the_id_of_what_its_tool_is_about() -> None:
    tools = [
        function("create_user", {"id": TEXT}, label=TEXT),
        function("send_invoice", user_id=TEXT),
        function("cancel_order", order_id=TEXT),
    ]
    assert found(*tools) == {"create_user.id -> send_invoice.user_id"}


def test_the_id_of_a_list_inside_a_record_is_not_the_records() -> None:
    tags = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
    assert found(function("find_pet", {"tags": tags}, color=TEXT), function("feed_pet", pet_id=TEXT)) == set()
    hits = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
    assert found(function("find_pet", {"results": hits}, color=TEXT), function("feed_pet", pet_id=TEXT)) == {
        "find_pet.results[].id -> feed_pet.pet_id"
    }


def test_what_the_producer_was_told_is_no_news() -> None:
    assert found(function("get_user", {"id": TEXT, "city": TEXT}, user_id=TEXT), function("send_invoice", user_id=TEXT)) == set()


def test_types_and_patterns_have_to_agree() -> None:
    made = function("create_user", {"user_id": {"type": "integer"}}, label=TEXT)
    assert found(made, function("send_invoice", user_id=TEXT)) == set()
    patterned = {"type": "string", "pattern": "^u_"}
    assert found(function("create_user", {"user_id": TEXT}, label=TEXT), function("send_invoice", user_id=patterned)) == set()


def test_nothing_feeds_the_id_of_what_is_only_being_made() -> None:
    assert found(function("list_pets", {"id": TEXT}), function("add_pet", id=TEXT)) == set()


def test_an_edge_on_an_inferred_result_is_marked_as_guessed() -> None:
    tools = load_tools([function("create_user", label=TEXT), function("send_invoice", user_id=TEXT)])
    assert [(str(edge), edge.guessed) for edge in chains_among(tools).edges] == [("create_user.id -> send_invoice.user_id", True)]


SHOP = load_tools(
    [
        function("verify_identity", {"verified": {"type": "boolean"}}, customer_id=TEXT),
        function("find_order", {"order_id": TEXT}, query=TEXT),
        function("refund_order", {"order_id": TEXT, "status": TEXT}, order_id=TEXT),
        function("open_ticket", {"ticket": TEXT}, account=TEXT),
    ]
)


def read(tmp_path: Path, text: str, tools: Toolset = SHOP) -> set[str]:
    path = tmp_path / "chains.yaml"
    path.write_text(text, "utf-8")
    return {str(edge) for edge in read_chains(path, tools).edges}


def test_the_file_adds_edges_and_takes_them_away(tmp_path: Path) -> None:
    assert read(tmp_path, "edges: ['find_order.order_id -> open_ticket.account']") == {
        "find_order.order_id -> refund_order.order_id",
        "find_order.order_id -> open_ticket.account",
    }
    assert read(tmp_path, "never: ['find_order -> refund_order']") == set()


def test_a_tool_is_never_called_before_the_one_that_has_to_precede_it(tmp_path: Path) -> None:
    path = tmp_path / "chains.yaml"
    path.write_text("before: [[find_order, refund_order]]", "utf-8")
    plan = Plan(SHOP, load_templates(), load_phrasebook(), chains=read_chains(path, SHOP))
    rows = list(plan.rows(dict.fromkeys(plan.cells, 20)))
    calls = [[call.tool.name for turn in row.scenario.turns if turn.says == "call" for call in turn.calls] for row in rows]
    refunds = [names for names in calls if "refund_order" in names]
    assert refunds
    assert all("find_order" in names[: names.index("refund_order")] for names in refunds)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("edges: ['find_order.order_id -> close.account']", "no tool is named 'close'"),
        ("edges: ['find_order.order_id -> open_ticket.id']", "open_ticket has no parameter 'id'"),
        ("edges: ['find_order to open_ticket']", "expected PRODUCER.FIELD -> CONSUMER.PARAMETER"),
        ("before: [[find_order, refund_order], [refund_order, find_order]]", "would have to come before itself"),
        ("after: []", "after: Extra inputs"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises((InputError, TemplateError), match=message):
        read(tmp_path, text)
