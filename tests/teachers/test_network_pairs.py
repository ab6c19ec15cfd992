"""Twins by a model say what their other half says, also where the model never says a thing twice in the same words."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import pytest
from small_server import Body, Reply, completion, server, words

from callwright.generator.generate import review
from callwright.generator.plan import Plan, PlanRow
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.journal import Journal
from callwright.generator.teachers.network.pairs import Said
from callwright.generator.teachers.network.teacher import NetworkTeacher
from callwright.generator.teachers.teacher import Words
from callwright.generator.trace import Trace, Verdict
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools

SYSTEM = SystemText()
SAME = ("missing_tool", "renamed")


def accepting(row: PlanRow, said: Words, name: str) -> tuple[Trace, Verdict]:
    return review(row, said, name, SYSTEM)[0], Verdict()


@pytest.fixture(scope="module")
def pairs() -> list[PlanRow]:
    """Four twins of each kind, after the rows that they are twins of."""
    plan = Plan(load_tools(SEED_TOOLS), load_templates(), load_phrasebook(), twins=True)
    planned = {row.plan_id: row for row in plan.rows(dict.fromkeys(plan.cells, 9)) if not row.refusal}
    twins = [row for row in planned.values() if row.twin_of in planned]
    chosen = [twin for kind in (*SAME, "missing_value") for twin in [twin for twin in twins if twin.pattern == kind][:4]]
    return [*(planned[plan_id] for plan_id in dict.fromkeys(twin.twin_of for twin in chosen)), *chosen]


@pytest.fixture
def never_twice() -> Callable[[Body], Reply]:
    numbers = count(1)

    def answer(body: Body) -> Reply:
        said = json.loads(words(body))
        return 200, completion(json.dumps({key: f"{text} And {'so ' * next(numbers)}on." for key, text in said.items()}))

    return answer


def written(url: str, journal: Path, rows: Sequence[PlanRow], said: Mapping[str, Said] | None = None) -> dict[str, Words]:
    teacher = NetworkTeacher(
        "m", Connection(base_url=url, mode="json"), Journal(journal, "run"), accepting, versions={}, said=said or {}
    )
    try:
        return {row.plan_id: words for row, words in teacher.write(rows)}
    finally:
        teacher.close()
        teacher.journal.close()


def first_words(bodies: Sequence[Body]) -> Iterator[str]:
    return (body["messages"][1]["content"].rpartition("```json")[0] for body in bodies)


def test_a_twin_that_says_the_same_takes_the_request_as_it_was_written(
    pairs: list[PlanRow], never_twice: Callable[[Body], Reply], tmp_path: Path
) -> None:
    with server(never_twice) as (url, bodies):
        found = written(url, tmp_path / "j", pairs)
    same = [row for row in pairs if row.twin_of and row.pattern in SAME]
    assert {row.pattern for row in same} == set(SAME)
    assert all(found[row.plan_id].texts[0] == found[row.twin_of].texts[0] for row in same)
    assert sum('"turn_0"' not in told for told in first_words(bodies)) == len(same)
    assert all(found[row.plan_id].reviewed[0].request.startswith(found[row.twin_of].texts[0]) for row in same)  # type: ignore[index]


def test_a_twin_that_lacks_a_value_is_asked_for_word_for_word_but_for_that(
    pairs: list[PlanRow], never_twice: Callable[[Body], Reply], tmp_path: Path
) -> None:
    with server(never_twice) as (url, bodies):
        found = written(url, tmp_path / "j", pairs)
    lacking = [row for row in pairs if row.pattern == "missing_value"]
    assert lacking
    for row in lacking:
        told = f"the words that hang on it: {found[row.twin_of].texts[0]}"
        assert any(told in said for said in first_words(bodies))


def test_what_the_store_has_of_a_pair_is_gone_on_with(
    pairs: list[PlanRow], never_twice: Callable[[Body], Reply], tmp_path: Path
) -> None:
    twin = next(row for row in pairs if row.pattern == "missing_tool")
    with server(never_twice) as (url, _):
        found = written(url, tmp_path / "j", [twin], {twin.twin_of: Said("As it stands in the store.", whole=True)})
    assert found[twin.plan_id].texts[0] == "As it stands in the store."


def test_after_a_kill_an_answer_is_read_as_what_it_was_asked_for(
    pairs: list[PlanRow], never_twice: Callable[[Body], Reply], tmp_path: Path
) -> None:
    with server(never_twice) as (url, bodies):
        before = written(url, tmp_path / "j", pairs)
        asked = len(bodies)
        after = written(url, tmp_path / "j", list(reversed(pairs)))
        assert len(bodies) == asked
    assert {plan_id: said.texts for plan_id, said in after.items()} == {plan_id: said.texts for plan_id, said in before.items()}
