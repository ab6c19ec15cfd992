"""CW411 and CW412: words that were written for a plan row keep to the plan. Nobody else's trace has one."""

from collections.abc import Iterator, Mapping

from callwright.generator.plan import PlanRow
from callwright.generator.rules.rule import Rule, register
from callwright.templates.scenario import Turn
from callwright.tools.call import Finding
from callwright.tools.values.value import Value

STATING = frozenset({"request", "follow_up", "supply", "correct"})
"""What a user does in a turn that states its calls' values; a yes, a no or a choice speaks of them in any words."""


def says_what_is_planned(row: PlanRow, texts: Mapping[int, str]) -> Iterator[Finding]:
    """A request states each planned value in the words of the plan.

    The plan fixes a value and how it is said ("next Monday", "fifty"). A teacher that says it in another way says another value,
    or the same one in a way that nobody has checked, and the balance over surface forms is gone.

    Blind spots: capitals do not count; words put around a value that turn it ("not next Monday") are left to the other rules.

    Bad:
        plan: due_date is said as "next Monday"
        ---
        user: Create a task to order paper, due on the 30th.
        call: create_task {"title": "order paper", "due_date": "2026-11-30"}
        result: {"task_id": "task_4", "title": "order paper", "priority": "medium", "status": "open"}
        answer: Order paper is on your list.

    Good:
        plan: due_date is said as "next Monday"
        ---
        user: Create a task to order paper, due next Monday.
        call: create_task {"title": "order paper", "due_date": "2026-11-30"}
        result: {"task_id": "task_4", "title": "order paper", "priority": "medium", "status": "open"}
        answer: Order paper is on your list.
    """
    for index in row.scenario.open_turns:
        turn = row.scenario.turns[index]
        if turn.role != "user" or turn.says not in STATING or index not in texts:
            continue
        said = texts[index].casefold()
        for value in _stated(turn):
            if value.surface.casefold() not in said:
                message = f"{value.path} has to be said as {value.surface!r}, letter for letter"
                yield Finding("CW411", message, f"messages[{index + 1}].content")


def writes_what_is_open(row: PlanRow, texts: Mapping[int, str]) -> Iterator[Finding]:
    """The teacher writes every turn that the plan leaves open.

    Where the server failed, or the teacher refused, was cut off or wrote something else than was asked for, and repairs did not
    help, there is no trace to judge: the other rules are not asked. What became of each request stands in the table `request`.

    Blind spots: a turn of blanks counts as written; CW114 finds it.

    Bad:
        user:
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer:

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    for index in row.scenario.open_turns:
        if index not in texts:
            mend = "the table `request` tells whether the server failed or the teacher did not write what was asked for"
            yield Finding("CW412", "the teacher wrote nothing usable here", f"messages[{index + 1}].content", mend=mend)


register(Rule("CW411", says_what_is_planned.__doc__ or "", "row"))
register(Rule("CW412", writes_what_is_open.__doc__ or "", "row"))


def _stated(turn: Turn) -> Iterator[Value]:
    """The values of a request, those of objects and lists part by part: what joins them is the teacher's."""
    for call in turn.calls:
        for value in call.values:
            yield from _parts(value)


def _parts(value: Value) -> Iterator[Value]:
    if not value.parts:
        yield value
    for part in value.parts:
        yield from _parts(part)
