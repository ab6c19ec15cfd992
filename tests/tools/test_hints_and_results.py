"""What nobody stated is guessed or inferred, and marked so."""

import json
from pathlib import Path
from typing import Any

import pytest

from callwright.errors import ToolsError
from callwright.tools.hints import with_guesses
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.naming import noun, verb, words
from callwright.tools.tool import Hints

TASK = {"type": "object", "properties": {"title": {"type": "string"}, "done": {"type": "boolean", "default": False}}}
TASK_ID = {"type": "object", "properties": {"task_id": {"type": "integer"}}}


def given(**tools: Any) -> list[dict[str, Any]]:
    return [{"name": name, "parameters": schema} for name, schema in tools.items()]


@pytest.mark.parametrize(
    ("name", "hint", "value"),
    [
        ("get_weather", "read_only", True),
        ("listTasks", "read_only", True),
        ("files.search", "read_only", True),
        ("delete-file", "destructive", True),
        ("github_remove_collaborator", "destructive", True),
        ("create_task", "destructive", False),
        ("create_task", "idempotent", False),
        ("setVolume", "idempotent", True),
        ("browser_wait", "read_only", None),
        ("targeted_ads", "read_only", None),
    ],
)
def test_hints_are_guessed_from_the_verb_in_the_name(name: str, hint: str, value: bool | None) -> None:
    hints = with_guesses(name, Hints())

    assert hints.as_dict()[hint] is value
    assert hints.stated(hint) is None


def test_a_stated_hint_is_never_overruled() -> None:
    hints = with_guesses("delete_draft", Hints(destructive=False))

    assert hints.destructive is False
    assert hints.stated("destructive") is False
    assert "read_only" in hints.guessed


def test_a_tool_that_is_only_guessed_destructive_is_not_treated_so() -> None:
    tools = load_tools({"name": "delete_file"}, {"name": "drop", "inputSchema": {}, "annotations": {"destructiveHint": True}})

    assert tools["delete_file"].hints.destructive is True
    assert not tools["delete_file"].destructive
    assert tools["drop"].destructive


@pytest.mark.parametrize(
    ("name", "split", "does", "about"),
    [
        ("getUserByID", ["get", "user", "by", "id"], "get", "user_by_id"),
        ("list_companies", ["list", "companies"], "list", "company"),
        ("HTTPFetch", ["http", "fetch"], "fetch", "http"),
        ("status", ["status"], "", "status"),
    ],
)
def test_names_are_split_into_verb_and_noun(name: str, split: list[str], does: str, about: str) -> None:
    assert words(name) == split
    assert verb(name) == does
    assert noun(name) in (about, "")


def test_create_update_and_get_give_the_parameters_plus_id_and_list_an_array_of_these() -> None:
    tools = load_tools(given(create_task=TASK, update_task=TASK_ID, list_tasks={"type": "object"}))
    record = {
        "type": "object",
        "properties": {"task_id": {"type": "integer"}, "title": {"type": "string"}, "done": {"type": "boolean"}},
        "required": ["task_id"],
    }

    assert tools["create_task"].result == record
    assert tools["update_task"].result == record
    assert tools["list_tasks"].result == {"type": "array", "items": record}
    assert all(tool.result_inferred for tool in tools.values())


def test_an_id_is_added_where_no_tool_has_one() -> None:
    result = load_tools(given(create_task=TASK))["create_task"].result

    assert result is not None
    assert list(result["properties"]) == ["id", "title", "done"]
    assert result["required"] == ["id"]


def test_parameters_that_steer_a_list_are_no_fields_of_its_records() -> None:
    schema = {"type": "object", "properties": {"query": {}, "limit": {}, "color": {"type": "string"}}}

    result = load_tools(given(search_cars=schema))["search_cars"].result

    assert result is not None
    assert list(result["items"]["properties"]) == ["id", "color"]


def test_a_verb_without_a_record_returns_a_status() -> None:
    result = load_tools(given(delete_task=TASK_ID))["delete_task"].result

    assert result is not None
    assert list(result["properties"]) == ["task_id", "status"]


def test_a_stated_result_stays_and_does_not_count_as_inferred() -> None:
    tool = load_tools(SEED_TOOLS)["calculate"]

    assert tool.result == {"type": "object", "properties": {"result": {"type": "number"}}, "required": ["result"]}
    assert not tool.result_inferred


@pytest.mark.parametrize("name", ["results.json", "results.yaml"])
def test_a_file_overrides_results(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(json.dumps({"delete_task": {"type": "boolean"}}), "utf-8")

    tool = load_tools(given(delete_task=TASK_ID), results=path)["delete_task"]

    assert tool.result == {"type": "boolean"}
    assert not tool.result_inferred


def test_a_result_for_a_tool_that_is_not_there_is_refused() -> None:
    with pytest.raises(ToolsError, match="given for drop_task, but no tool has that name"):
        load_tools(given(delete_task=TASK_ID), results={"drop_task": {}})
