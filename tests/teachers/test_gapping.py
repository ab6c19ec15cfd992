"""Several calls of one tool asked for in one sentence."""

import random

import pytest

from callwright.generator.teachers.gapping import gapped
from callwright.generator.teachers.spoken import Spoken
from callwright.templates.scenario import PlannedCall
from callwright.tools.tool import Tool
from callwright.tools.values.value import Value

WEATHER = Tool("get_weather", "", {"type": "object"})


def call(**values: tuple[str, str]) -> PlannedCall:
    said = tuple(Value(path, surface, surface, form, "text") for path, (surface, form) in values.items())
    return PlannedCall("tool", WEATHER, {value.path: value.surface for value in said}, said, "")


@pytest.mark.parametrize(
    ("carrier", "form", "surfaces", "expected"),
    [
        ("check the weather for {} at the moment", "", ("Oslo", "Lima"), "check the weather for Oslo{}Lima at the moment"),
        ("search '{}' for me", "", ("Oslo", "Lima"), "search 'Oslo'{}'Lima' for me"),
        ("list {} tasks", "enum:before", ("all the", "overdue"), "list all the tasks{}overdue tasks"),
    ],
)
def test_what_all_say_is_said_once(carrier: str, form: str, surfaces: tuple[str, str], expected: str) -> None:
    calls = [call(place=(surface, form)) for surface in surfaces]
    together = gapped([Spoken(carrier.format(surface), "find/1") for surface in surfaces], calls, random.Random(0))
    assert together is not None
    assert together.text in {expected.format(joint) for joint in (" and ", ", and ")}, together.text


def test_what_begins_otherwise_is_not_put_together() -> None:
    asked = [Spoken("check Oslo", "find/1"), Spoken("look up Lima", "find/1")]
    assert gapped(asked, [call(place=("Oslo", "")), call(place=("Lima", ""))], random.Random(0)) is None
