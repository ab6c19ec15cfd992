"""The same conversation on another day: whatever the user said of dates then means other dates, and the calls say those.

Dates are a sixth of what is trained and come in some forty forms, few of them often: read on one day each they are learned by
heart. Prepared this way, the student has to reckon.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from callwright.finetune.students.dialect import date_in
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.values.dates import mentions

ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
SPAN = 400
"""Days by which a conversation is moved at most: over every weekday, month end and leap year's edge."""


def on_other_days(trace: Trace, times: int, random: Random) -> list[Trace]:
    """The trace itself and, where it can be told on another day, so many more."""
    moved = (redated(trace, random) for _ in range(times))
    return [trace, *(other for other in moved if other is not None)]


def redated(trace: Trace, random: Random) -> Trace | None:
    """The trace some days earlier or later; None where it says no date, or one that cannot be told on another day."""
    today = _today(trace)
    called = {text for call in trace.calls for text in ISO_DATE.findall(json.dumps(call.arguments))}
    if today is None or not called:
        return None
    new_today = today + timedelta(random.randint(-SPAN, SPAN))
    moved = _moved(trace.request, today, new_today)
    if not called <= moved.keys():
        return None
    return replace(trace, messages=tuple(_on_day(message, today, new_today, moved) for message in trace.messages))


def _today(trace: Trace) -> date | None:
    first = trace.messages[0]
    return date_in(first.content or "") if first.role == "system" else None


def _moved(request: str, today: date, new_today: date) -> Mapping[str, str]:
    """Each date the request means today and the one it means then; those left out for which there is more than one answer."""
    meant: dict[str, set[str]] = {}
    for (words, before), (again, after) in zip(mentions(request, today), mentions(request, new_today), strict=False):
        if words != again:
            return {}
        meant.setdefault(before[0].isoformat(), set()).add(after[0].isoformat())
    return {old: new.pop() for old, new in meant.items() if len(new) == 1}


def _on_day(message: Message, today: date, new_today: date, moved: Mapping[str, str]) -> Message:
    if message.role == "user":
        return message
    content = message.content
    if message.role == "system":
        content = (content or "").replace(today.isoformat(), new_today.isoformat()).replace(f"{today:%A}", f"{new_today:%A}")
    elif content:
        content = _replaced(content, moved)
    calls = tuple(
        ToolCall(call.name, json.loads(_replaced(json.dumps(call.arguments), moved)), call.id) for call in message.tool_calls
    )
    return replace(message, content=content, tool_calls=calls)


def _replaced(text: str, moved: Mapping[str, str]) -> str:
    return ISO_DATE.sub(lambda found: moved.get(found[0], found[0]), text)
