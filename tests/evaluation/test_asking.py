from collections.abc import Sequence
from pathlib import Path

import pytest
from evaluation_cases import assistant, user, write

from callwright.finetune import evaluation_answers
from callwright.finetune.baselines import LookUp
from callwright.finetune.evaluation_answers import answers, spread
from callwright.finetune.evaluation_items import Item, read_items
from callwright.generator.trace import Message

ECHO = LookUp("echo", lambda messages, _tools: Message("assistant", messages[-1].content))


@pytest.fixture
def items(tmp_path: Path) -> Sequence[Item]:
    return read_items(write(tmp_path / "d.jsonl", [[user(f"number {n}"), assistant("Yes.")] for n in range(250)]))


def test_every_decision_has_its_own_answer_whether_timed_or_in_a_batch(items: Sequence[Item]) -> None:
    given = answers(ECHO, items)
    assert [response.message.content for response in given.responses] == [f"number {n}" for n in range(250)]
    assert len(given.timed_ms) == 100


def test_a_slow_student_is_timed_no_longer_than_the_budget(items: Sequence[Item], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation_answers, "TIMED_SECONDS", 0.0)
    given = answers(ECHO, items)
    assert len(given.timed_ms) == 0
    assert len(given.responses) == 250


def test_progress_counts_up_to_all_decisions(items: Sequence[Item]) -> None:
    told: list[tuple[str, int, int]] = []
    answers(ECHO, items, lambda *progress: told.append(progress))
    assert told[-1] == ("echo", 250, 250)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_a_sample_is_spread_evenly() -> None:
    assert spread(10, 4) == [0, 2, 5, 7]
    assert spread(3, 100) == [0, 1, 2]
