"""A guard in an agent loop of your own: nothing invalid is run, nothing destructive without a yes.

    python examples/guard.py

The four calls stand for what a model wrote, in the form OpenAI's API hands it over.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from callwright.tools.guard import Guard, guard
from callwright.tools.office import OfficeState

office = OfficeState(date(2026, 11, 20))
tools = office.tools()


def model_wrote(name: str, **arguments: str) -> dict[str, Any]:
    return {"id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


def answer(guarded: Guard, written: Mapping[str, Any], user_says_yes: bool) -> str:
    """What goes back to the model as the tool's result."""
    ruling = guarded.check(written)
    if ruling.verdict == "hold" and user_says_yes:
        guarded.confirm(ruling.call)
        ruling = guarded.check(written)
    if ruling.verdict != "run":
        return f"{'held' if ruling.verdict == 'hold' else 'refused'}: {ruling.message}"
    run = tools[ruling.call.name].implementation
    assert run is not None
    return f"{ruling.call.name} -> {run(**ruling.call.arguments)['task_id']}"


if __name__ == "__main__":
    guarded = guard(tools)
    print(answer(guarded, model_wrote("create_task", title="Call Ada", due_date="2026-11-27"), user_says_yes=False))
    print(answer(guarded, model_wrote("create_task", title="Call Ada", due_date="Friday"), user_says_yes=False))
    print(answer(guarded, model_wrote("delete_task", task_id="task_1"), user_says_yes=False))
    print(answer(guarded, model_wrote("delete_task", task_id="task_1"), user_says_yes=True))
