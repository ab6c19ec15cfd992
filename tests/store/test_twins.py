"""Twin pairs of a small store: a request with its tool, and the same without, or with a value missing, or with other names."""

import json
from pathlib import Path
from typing import Any

import pytest
from store_rows import RUN, fill, row

from callwright.store.audit import AuditResult, audit
from callwright.store.database import Store

FIND, SEND = "hash_find", "hash_send"


def twin(category: str, act: str, tools: list[str], arguments: str | None, request: str = "find the blue one") -> dict[str, Any]:
    """The second of a pair whose first calls `find` with a query."""
    batch = row(2, request, arguments or "{}", phrasing="other", category=category)
    batch["plan_row"][0] = {**batch["plan_row"][0], "twin_of": "plan_1"}
    batch["trace"][0] = {**batch["trace"][0], **opening(act, tools)}
    return batch if arguments else {**batch, "call": []}


def opening(act: str, tools: list[str]) -> dict[str, str]:
    messages = [{"role": "user", "content": "find the blue one"}, {"role": "assistant", "content": "", "act": act, "weight": 1}]
    return {"messages": json.dumps(messages), "tools": json.dumps(tools)}


def stored(path: Path, second: dict[str, Any]) -> Store:
    first = row(1, "find the blue one", '{"query": "blue"}')
    first["trace"][0] = {**first["trace"][0], **opening("call", [FIND, SEND])}
    store = fill(Store(path / "s.duckdb"), first, second)
    definitions = [{"hash": FIND, "name": "find"}, {"hash": SEND, "name": "send"}]
    store.append({"tool": [{**known, "definition": "{}", "hints": "{}"} for known in definitions]})
    return store


def results(store: Store) -> dict[str, AuditResult]:
    return {result.name: result for result in audit(store, RUN, "twin")}


SOUND = [
    (twin("no_call", "decline", [SEND], None), "the tool taken away", 1),
    (twin("clarify", "ask", [FIND, SEND], '{"query": "blue"}', "find it"), "a value taken away", 0),
    (twin("single_call", "call", [FIND], '{"search": "blue"}'), "renamed", 1),
]
BROKEN = [
    (twin("no_call", "decline", [SEND, FIND], None), "declined, though the tool is offered"),
    (twin("clarify", "call", [FIND, SEND], '{"query": "blue"}', "find it"), "the value is not asked for first"),
    (twin("single_call", "call", [FIND], '{"search": "red"}'), "the calls give other values"),
]


@pytest.mark.parametrize(("second", "changed", "same_request"), SOUND)
def test_sound_pairs_are_counted_by_what_was_changed(
    tmp_path: Path, second: dict[str, Any], changed: str, same_request: int
) -> None:
    found = results(stored(tmp_path, second))
    assert found["twin_pairs"].rows == [{"changed": changed, "pairs": 1, "same_request": same_request}]
    assert not found["twins_decide_as_they_should"].failed


@pytest.mark.parametrize(("second", "problem"), BROKEN)
def test_a_pair_that_does_not_decide_as_it_should_is_named(tmp_path: Path, second: dict[str, Any], problem: str) -> None:
    [found] = results(stored(tmp_path, second))["twins_decide_as_they_should"].rows
    assert found == {"twin": "trace_2", "origin": "trace_1", "problem": problem}


def test_answers_to_both_of_a_pair_are_put_together(tmp_path: Path) -> None:
    store = stored(tmp_path, SOUND[0][0])
    answers = {"reads": (None, None), "skims": (None, "called_undue"), "fails": ("wrong_tool", "called_undue")}
    for model, diagnoses in answers.items():
        predictions = [
            {"evaluation_id": model, "item": f"trace_{number}", "turn": 1, "diagnosis": diagnosis}
            for number, diagnosis in enumerate(diagnoses, 1)
        ]
        store.append({"evaluation": [{"evaluation_id": model, "data": "d", "model": model}], "prediction": predictions})
    rows = {found["model"]: found for found in results(store)["twin_answers"].rows}
    counted = {name: (found["both_right"], found["one_right"], found["none_right"]) for name, found in rows.items()}
    assert counted == {"reads": (1, 0, 0), "skims": (0, 1, 0), "fails": (0, 0, 1)}
