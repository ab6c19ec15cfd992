"""The office as a conversation knows it: which tasks and records there are when a model begins to act."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from callwright.generator.trace import Message
from callwright.tools.call import ToolCall
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.office import OfficeState
from callwright.tools.tool import Tool

CATEGORIES = ("customers", "invoices", "products", "contracts")


@dataclass(frozen=True)
class Unstated:
    """Fields of a task of which a conversation says no more than its id."""

    title: str
    priority: str
    status: str


UNSTATED = (Unstated("First of old", "low", "in_progress"), Unstated("Second of old", "high", "open"))
"""Two offices that differ wherever nothing is stated: what has the same effect in both does not have it by chance."""


@cache
def _seed() -> Mapping[str, Tool]:
    return load_tools(SEED_TOOLS)


def is_office_tool(tool: Tool) -> bool:
    """One of the eight seed tools, renamed in nothing that a call could tell."""
    return tool.name in _seed() and _seed()[tool.name].parameters == tool.parameters


def stocked_office(today: date, known: Sequence[Any], ids: Iterable[str], unstated: Unstated) -> OfficeState:
    """`known`: results that tell what there is; `ids`: tasks that must exist besides."""
    office = OfficeState(today)
    office.tasks_created = 500_000
    for result in known:
        for found in objects(result):
            if isinstance(found.get("task_id"), str) and "deleted" not in found:
                office.tasks[found["task_id"]] = {**_task(found["task_id"], today, unstated), **_usable(found)}
            elif {"id", "name", "category"} <= found.keys():
                office.records.append({"email": None, **found})
    for id in ids:
        office.tasks.setdefault(id, _task(id, today, unstated))
    return office


def _usable(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """A foreign file's task may be due "soon"."""
    due = found.get("due_date")
    return found if due is None or _is_date(due) else {name: value for name, value in found.items() if name != "due_date"}


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _task(id: str, today: date, unstated: Unstated) -> dict[str, Any]:
    due = (today + timedelta(days=400)).isoformat()
    return {"task_id": id, "title": unstated.title, "due_date": due, "priority": unstated.priority, "status": unstated.status}


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object in a result."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def task_ids(calls: Iterable[ToolCall]) -> Iterator[str]:
    for call in calls:
        if isinstance(call.arguments, dict) and isinstance(call.arguments.get("task_id"), str):
            yield call.arguments["task_id"]


def results_of(messages: Iterable[Message]) -> list[Any]:
    """The results that are JSON."""
    return [value for message in messages if message.role == "tool" and (value := _json(message.content or "")) is not None]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def make_telling(office: OfficeState, calls: Iterable[ToolCall]) -> None:
    """Adds what makes calls that differ return different things: a task for each list filter, records for each search."""
    days = (0, 6 - office.today.weekday(), -3, 500)
    for number, day in enumerate(days):
        id = f"task_{400_000 + number}"
        due = (office.today + timedelta(days=day)).isoformat()
        office.tasks[id] = {"task_id": id, "title": f"Probe {number}", "due_date": due, "priority": "low", "status": "open"}
    office.tasks["task_400009"] = {**office.tasks["task_400000"], "task_id": "task_400009", "status": "done"}
    texts = {
        value for call in calls if isinstance(call.arguments, dict) for value in call.arguments.values() if isinstance(value, str)
    }
    office.records += [
        {"id": f"probe_{category}", "name": text, "category": category, "email": None}
        for text in sorted(texts)
        for category in CATEGORIES
    ]
