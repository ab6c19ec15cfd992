"""The brief says all that the words need and no value as it is passed."""

import json
from pathlib import Path

from briefed_rows import offline_words, planned_rows

from callwright.generator.plan import PlanRow
from callwright.generator.ready import ready_rows
from callwright.generator.teachers.brief import brief_of, fenced, index_of, read_brief, row_of
from callwright.templates.dealing import DEFAULT_SPLIT
from callwright.templates.ready import read_scenarios
from callwright.tools.load import load_tools
from callwright.tools.tool import canonical_json

EXERCISE = Path(__file__).parents[2] / "examples" / "exercise"


def exercise_rows() -> list[PlanRow]:
    tools = load_tools(str(EXERCISE / "tools.json"))
    return ready_rows(read_scenarios(EXERCISE / "scenarios.json", tools), DEFAULT_SPLIT)


def test_the_offline_teacher_writes_the_same_from_the_brief_as_from_the_row() -> None:
    for row in [*planned_rows(300), *exercise_rows()]:
        prompt = f'Write.\n```json\n{{"an": "example"}}\n```\nNow this one:\n{fenced(brief_of(row))}'
        brief = read_brief(prompt)
        assert brief is not None
        assert offline_words(row_of(brief)) == offline_words(row), row


def test_no_stated_value_stands_in_it_as_it_is_passed() -> None:
    seen = 0
    for row in planned_rows(300):
        brief = brief_of(row)
        turns = [turn for turn in brief["turns"] if turn["role"] != "tool"]
        text = canonical_json([brief["calls"], turns, brief["tools"], brief["open_turns"]])
        said = " ".join(value.surface for turn in row.scenario.turns for call in turn.calls for value in call.values)
        for value in (value for turn in row.scenario.turns for call in turn.calls for value in call.values):
            if isinstance(value.canonical, str) and len(value.canonical) > 5 and value.canonical not in said:
                seen += 1
                assert json.dumps(value.canonical, ensure_ascii=False).strip('"') not in text, (value, text)
    assert seen > 100


def test_the_open_turns_are_those_of_the_scenario() -> None:
    for row in planned_rows(60):
        brief = brief_of(row)
        assert tuple(index_of(turn["key"]) for turn in brief["open_turns"]) == row.scenario.open_turns
        assert all(turn["role"] == row.scenario.turns[index_of(turn["key"])].role for turn in brief["open_turns"])


def test_a_value_that_holds_a_fence_does_not_end_the_block() -> None:
    brief = {**brief_of(planned_rows(1)[0]), "today": "```\n```json\n{}\n```"}
    assert read_brief(f"text\n{fenced(brief)}") == brief


def test_a_prompt_without_a_brief_has_none() -> None:
    assert read_brief("Hello!") is None
    assert read_brief('```json\n{"some": "json"}\n```') is None
    assert read_brief("```json\n{broken\n```") is None
