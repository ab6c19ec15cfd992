import re
from datetime import date
from random import Random

import pytest
from student_examples import TASK, called, corrected_trace, returned, said, trace, weather_trace

from callwright.finetune.redating import on_other_days, redated
from callwright.generator.trace import Message, Trace
from callwright.tools.values.dates import readings


def dated_trace(words: str, due: str) -> Trace:
    call = called("create_task", {"title": "pay rent", "due_date": due})
    result = returned(f'{{"task_id": "task_7", "due_date": "{due}"}}')
    return trace("dated", Message("user", f"Add a task: pay rent, due {words}"), call, result, said(f"Due {due}."), tools=(TASK,))


def today_of(moved: Trace) -> date:
    found = re.search(r"Today is (\S+) \((\w+)\)", moved.messages[0].content or "")
    assert found
    today = date.fromisoformat(found[1])
    assert f"{today:%A}" == found[2]
    return today


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("tomorrow", "2026-11-21"),
        ("in three days", "2026-11-23"),
        ("Monday", "2026-11-23"),
        ("the end of the month", "2026-11-30"),
        ("December 24", "2026-12-24"),
        ("2026-12-24", "2026-12-24"),
    ],
)
@pytest.mark.parametrize("seed", range(8))
def test_on_another_day_the_same_words_mean_the_date_that_is_called(words: str, due: str, seed: int) -> None:
    moved = redated(dated_trace(words, due), Random(seed))
    assert moved is not None
    (call,) = moved.calls
    assert call.arguments["due_date"] in readings(words, today_of(moved))
    assert moved.request == f"Add a task: pay rent, due {words}"
    assert moved.messages[3].content == f'{{"task_id": "task_7", "due_date": "{call.arguments["due_date"]}"}}'
    assert moved.messages[4].content == f"Due {call.arguments['due_date']}."


@pytest.mark.parametrize(
    "stays",
    [weather_trace("Oslo"), corrected_trace("pay rent"), dated_trace("soon", "2026-11-23"), dated_trace("tomorrow", "2026-11-25")],
    ids=["no date", "no date, corrected", "a date that was not said", "another date than was said"],
)
def test_what_cannot_be_told_on_another_day_stays(stays: Trace) -> None:
    assert on_other_days(stays, 3, Random(0)) == [stays]


def test_so_many_other_days_as_are_asked_for() -> None:
    versions = on_other_days(dated_trace("tomorrow", "2026-11-21"), 3, Random(0))
    assert len({today_of(version) for version in versions}) == 4
