"""One real student, trained for seconds on a dataset it can learn by heart, and what it is then and there."""

from pathlib import Path

import pytest
from student_examples import SYSTEM, TASK, WEATHER, called, trace

from callwright.errors import InputError, StudentError
from callwright.finetune import training
from callwright.finetune.examples import decisions
from callwright.finetune.masks import MaskedRow
from callwright.finetune.students import scratch
from callwright.finetune.students.student import Student, TrainingStep, load_student, train_student
from callwright.generator.formats.openai import dump_line
from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall

STEPS = 120


@pytest.fixture(scope="module")
def student(traces: list[Trace], tmp_path_factory: pytest.TempPathFactory) -> Student:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "train.jsonl").write_text("".join(f"{dump_line(example)}\n" for example in traces), encoding="utf-8")
    train_student("tiny", folder, folder / "student", steps=STEPS)
    return load_student(folder / "student")


def test_it_learns_what_it_was_shown(student: Student, traces: list[Trace]) -> None:
    shown = [decision for example in traces for decision in decisions(example) if decision.expected.act != "answer"]
    responses = student.respond_many([(decision.history, decision.tools) for decision in shown])
    right = [
        (response.message.tool_calls, response.message.content) == (decision.expected.tool_calls, decision.expected.content)
        for decision, response in zip(shown, responses, strict=True)
    ]
    assert sum(right) >= 0.8 * len(right)


def test_a_call_comes_with_its_text_and_its_cost(student: Student) -> None:
    response = student.respond([SYSTEM, Message("user", "How is it in Oslo?")], [WEATHER, TASK])
    assert response.text == '<tool_call>{"name": "get_weather", "arguments": {"location": "Oslo"}}</tool_call>'
    assert response.message.tool_calls == (ToolCall("get_weather", {"location": "Oslo"}, "call_1"),)
    assert response.seconds > 0
    assert response.prompt_tokens > response.completion_tokens > 0


def test_a_tool_taken_away_is_noticed(student: Student) -> None:
    response = student.respond([SYSTEM, Message("user", "How is it in Oslo?")], [TASK])
    assert response.message.tool_calls == ()
    assert response.message.content == "I have no tool for that."


def test_a_prompt_over_the_context_is_said_so_and_not_cut(student: Student) -> None:
    long = Message("user", "How is it in Oslo? " * 500)
    over, fitting = student.respond_many([([SYSTEM, long], [WEATHER]), ([SYSTEM, Message("user", "Lima?")], [WEATHER])])
    assert (over.over_length, over.text, over.completion_tokens) == (True, "", 0)
    assert over.prompt_tokens > 1024
    assert not fitting.over_length


def test_same_seed_same_student(data: Path, tmp_path: Path) -> None:
    weights = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        train_student("scratch", data, tmp_path / name, seed=seed, steps=4)
        weights.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert weights[0] == weights[1]
    assert weights[0]["model.safetensors"] != weights[2]["model.safetensors"]


def test_progress_and_result_tell_the_same_training(data: Path, tmp_path: Path) -> None:
    told: list[TrainingStep] = []
    result = train_student("tiny", data, tmp_path / "student", steps=3, progress=told.append)
    assert [step.step for step in told] == [1, 2, 3]
    assert told[-1].done == 1
    assert (result.steps, result.tokens, result.loss) == (3, told[-1].tokens, told[-1].loss)
    assert (result.rows, result.decisions, result.rows_over_length) == (16, 28, 0)
    assert result.tokens_per_second > 0


def test_minutes_bound_the_training_instead_of_steps(data: Path, tmp_path: Path) -> None:
    result = train_student("tiny", data, tmp_path / "student", minutes=0.01)
    assert 1 <= result.steps < 200


def test_rows_over_the_context_are_counted_and_left_out(data: Path, tmp_path: Path) -> None:
    long = trace("long", Message("user", "Oslo " * 1100), called("get_weather", {"location": "Oslo"}))
    with (data / "train.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(f"{dump_line(long)}\n")
    result = train_student("tiny", data, tmp_path / "student", steps=1)
    assert (result.rows, result.decisions, result.rows_over_length) == (17, 28, 1)


def test_a_step_reads_no_more_than_its_tokens() -> None:
    rows = [training.TrainingRow([1] * length, [False] * (length - 1) + [True]) for length in (10, 400, 500, 500, 900, 1300)]
    groups = list(training.packed(rows))
    assert [[len(row.ids) for row in group] for group in groups] == [[10, 400], [500, 500], [900], [1300]]


def test_a_small_dataset_gets_fewer_steps_than_a_large_one() -> None:
    def steps(rows: int) -> int:
        return scratch.default_steps([MaskedRow("x", (0,) * 120, (range(100, 120),))] * rows)

    assert steps(10) == 2 * scratch.MAX_EPOCHS
    assert steps(100_000) == scratch.STEPS


def test_an_unknown_student_is_refused_with_what_there_is(data: Path, tmp_path: Path) -> None:
    with pytest.raises(StudentError, match="unknown student 'huge': there are tiny, scratch"):
        train_student("huge", data, tmp_path / "student")


@pytest.mark.parametrize(
    "content", ["", '{"messages": [{"role": "user", "content": "Hi"}]}\n'], ids=["empty", "nothing to train on"]
)
def test_data_without_a_trained_turn_is_refused_and_nothing_written(tmp_path: Path, content: str) -> None:
    (tmp_path / "train.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="no"):
        train_student("tiny", tmp_path, tmp_path / "student")
    assert [path.name for path in tmp_path.iterdir()] == ["train.jsonl"]
