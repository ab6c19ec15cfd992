"""The eight office tools of `office.json`, implemented over a small state in memory, for execution and for episodes.

>>> from datetime import date
>>> office = OfficeState(date(2026, 11, 20))
>>> office.create_task(title="Book the venue", due_date="2026-11-27")["task_id"], office.delete_task(task_id="task_9")
('task_1', {'error': {'status': 404, 'code': 'not_found', 'message': 'No task with id task_9'}})
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from callwright.tools.arithmetic import evaluate
from callwright.tools.data_file import read_data
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import Toolset

_DATA: dict[str, Any] = read_data(Path(__file__).with_name("office_records.yaml"))
RECORDS: list[dict[str, Any]] = _DATA["records"]
CONDITIONS: list[str] = _DATA["conditions"]

Result = dict[str, Any]


@dataclass
class OfficeState:
    """Each method is a tool that takes arguments as its schema has them, already checked; a failure is a result with `error`."""

    today: date
    tasks: dict[str, Result] = field(default_factory=dict)
    """By task id, in the order in which they were created."""
    outbox: list[Result] = field(default_factory=list)
    """Emails sent: `to`, `subject`, `body`, `message_id`."""
    records: list[Result] = field(default_factory=lambda: [dict(record) for record in RECORDS])
    tasks_created: int = 0

    def tools(self) -> Toolset:
        """The eight tools, each with this state behind it."""
        return Toolset(replace(tool, implementation=self.implementations[name]) for name, tool in load_tools(SEED_TOOLS).items())

    @property
    def implementations(self) -> Mapping[str, Callable[..., Result]]:
        methods = (
            *(self.get_weather, self.search_db, self.send_email, self.calculate),
            *(self.create_task, self.list_tasks, self.update_task, self.delete_task),
        )
        return {method.__name__: method for method in methods}

    def get_weather(self, location: str, unit: str = "celsius") -> Result:
        """The same all day long for one place."""
        drawn = hashlib.sha256(f"{location.casefold()} {self.today}".encode()).digest()
        celsius = drawn[0] % 40 - 8
        temperature = celsius if unit == "celsius" else round(celsius * 9 / 5 + 32, 1)
        condition = CONDITIONS[drawn[1] % len(CONDITIONS)]
        return {"location": location, "temperature": temperature, "unit": unit, "condition": condition}

    def search_db(self, query: str, max_results: int = 10, filter_category: str | None = None) -> Result:
        """Records that hold every word of the query."""
        words = query.casefold().split()
        found = [
            record
            for record in self.records
            if filter_category in (None, record["category"])
            and all(word in str(list(record.values())).casefold() for word in words)
        ]
        return {"results": found[:max_results], "total": len(found)}

    def send_email(self, to: str, body: str, subject: str = "") -> Result:
        message_id = f"msg_{len(self.outbox) + 1}"
        self.outbox.append({"message_id": message_id, "to": to, "subject": subject, "body": body})
        return {"message_id": message_id, "status": "sent"}

    def calculate(self, expression: str) -> Result:
        value = evaluate(expression)
        if value is None:
            return _error(400, "invalid_expression", f"Cannot evaluate '{expression}'")
        return {"result": value}

    def create_task(self, title: str, due_date: str | None = None, priority: str = "medium") -> Result:
        self.tasks_created += 1
        task_id = f"task_{self.tasks_created}"
        self.tasks[task_id] = {"task_id": task_id, "title": title, "due_date": due_date, "priority": priority, "status": "open"}
        return dict(self.tasks[task_id])

    def list_tasks(self, filter: str = "all") -> Result:
        return {"tasks": [dict(task) for task in self.tasks.values() if self._passes(task, filter)]}

    def update_task(self, task_id: str, **changes: str) -> Result:
        """`changes`: title, due_date, priority, status."""
        if task_id not in self.tasks:
            return _not_found(task_id)
        self.tasks[task_id].update(changes)
        return dict(self.tasks[task_id])

    def delete_task(self, task_id: str) -> Result:
        if self.tasks.pop(task_id, None) is None:
            return _not_found(task_id)
        return {"task_id": task_id, "deleted": True}

    def _passes(self, task: Result, wanted: str) -> bool:
        """The week is Monday to Sunday; what is done is neither due nor overdue."""
        if wanted in ("all", "completed"):
            return wanted == "all" or task["status"] == "done"
        if task["due_date"] is None or task["status"] == "done":
            return False
        due, monday = date.fromisoformat(task["due_date"]), self.today - timedelta(days=self.today.weekday())
        week = (monday, monday + timedelta(days=6))
        return {"due_today": due == self.today, "due_this_week": week[0] <= due <= week[1], "overdue": due < self.today}[wanted]


def _not_found(task_id: str) -> Result:
    return _error(404, "not_found", f"No task with id {task_id}")


def _error(status: int, code: str, message: str) -> Result:
    return {"error": {"status": status, "code": code, "message": message}}
