from datetime import date
from random import Random
from typing import Any

import pytest

from callwright.tools.values import booleans, vocabularies
from callwright.tools.values.normalise import readings

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "name", "schema", "canonical"),
    [
        ("due next Friday", "due_date", {"type": "string", "format": "date"}, "2026-11-27"),
        (
            "tomorrow at half past two in the afternoon",
            "start_at",
            {"type": "string", "format": "date-time"},
            "2026-11-21T14:30:00Z",
        ),
        ("at 7 pm", "time", {"type": "string", "description": "HH:MM"}, "19:00"),
        ("at most a dozen", "limit", {"type": "integer"}, 12),
        ("for two hours", "duration_minutes", {"type": "integer"}, 120),
        ("about $1,250", "amount", {"type": "number"}, 1250),
        ("urgent please", "priority", {"enum": ["low", "high"]}, "high"),
        ("into French", "target_language", {"type": "string", "description": "Language code (ISO 639-1)"}, "fr"),
        ("into French", "target_language", {"type": "string"}, "French"),
        ("in euros", "currency", {"type": "string"}, "EUR"),
        ("close #17", "task_id", {"type": "string", "pattern": "^task_[0-9]+$"}, "task_17"),
        ('called "fix the till"', "title", {"type": "string"}, "fix the till"),
        ("don't notify them", "notify", {"type": "boolean"}, False),
        ("at 3 and 5", "hours", {"type": "array", "items": {"type": "integer"}}, 5),
        ("15% of 240", "expression", {"type": "string"}, "240 * 0.15"),
        ("about 4,199.99", "price", {"type": "string"}, "4199.99"),
    ],
)
def test_words_read_as_the_value_a_call_passes(text: str, name: str, schema: dict[str, Any], canonical: Any) -> None:
    assert canonical in readings(text, name, schema, TODAY)


def test_integers_have_no_fractions_among_their_readings() -> None:
    assert readings("12.5 or 3", "count", {"type": "integer"}, TODAY) == {3}


@pytest.mark.parametrize("name", ["include_archived", "isUrgent", "sparkline", "notify_all", "public"])
@pytest.mark.parametrize("value", [True, False])
def test_a_switch_reads_back_from_its_surfaces(name: str, value: bool) -> None:
    for seed in range(6):
        for surface, _ in booleans.surfaces(value, name, Random(seed)):
            assert booleans.readings(surface, name) == {value}


@pytest.mark.parametrize("vocabulary", ["language", "currency", "country", "timezone", "unit", "color", "weekday"])
@pytest.mark.parametrize("as_code", [True, False])
def test_members_of_a_vocabulary_read_back_from_what_people_say(vocabulary: str, as_code: bool) -> None:
    for member in vocabularies.canonicals(vocabulary, as_code):
        for seed in range(4):
            for surface, _ in vocabularies.surfaces(member, vocabulary, Random(seed)):
                assert member in vocabularies.readings(surface, vocabulary, as_code)
