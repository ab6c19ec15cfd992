"""What `--model` names, and the commands around it. The student is real: one step of training."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evaluation_cases import assistant, result, user, wire_call, write
from evaluation_server import Reply, Server, reply_of, serving
from typer.testing import CliRunner

from callwright.cli import app
from callwright.commands.models import Asking, load_models
from callwright.errors import InputError, MissingExtraError, StudentError
from callwright.finetune.evaluation_endpoint import Endpoint
from callwright.finetune.evaluation_resuming import ResumableStudent
from callwright.finetune.students.decoder import Decoder
from callwright.finetune.students.student import load_base, load_student, train_student
from callwright.store.database import Store


def examples(teacher: str) -> list[object]:
    return [
        (
            [user(f"weather in {city}"), wire_call("get_weather", {"location": city}), result({"t": 4}), assistant("4 degrees.")],
            {"trace_id": city, "category": "single_call", "acts": ["call", "answer"], "teacher": teacher},
        )
        for city in ("Oslo", "Lima", "Rome", "Cork")
    ]


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `run --out DIR` leaves it."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "dataset").mkdir()
    for side in ("train", "test"):
        write(folder / "dataset" / f"{side}.jsonl", examples("offline"))
    train_student("tiny", folder / "dataset", folder / "student", steps=1)
    return folder


@pytest.fixture(autouse=True)
def of_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """After one step of training a student writes on without end: eight tokens say as much as 256."""
    greedy = Decoder.greedy
    monkeypatch.setattr(Decoder, "greedy", lambda self, prompts, end, _limit, held: greedy(self, prompts, end, 8, held))


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    return Asking(tmp_path / "answers", timeout=10.0)


def test_a_second_evaluation_says_what_it_took_over_and_how_to_have_it_anew(run_folder: Path, tmp_path: Path) -> None:
    student, answers = str(run_folder / "student"), ["--answers", str(tmp_path / "answers"), "--json"]
    arguments = ["eval", "--data", str(run_folder / "dataset" / "test.jsonl"), "--model", student, *answers]
    notes = [str(json.loads(CliRunner().invoke(app, [*arguments, *flags]).stdout)["notes"]) for flags in ([], [], ["--fresh"])]
    assert ["8 of 8 answers are taken over" in note for note in notes] == [False, True, False]


def test_folders_of_one_name_are_told_apart(run_folder: Path, tmp_path: Path, asking: Asking) -> None:
    for run in ("old", "new"):
        shutil.copytree(run_folder / "student", tmp_path / run / "student")
    names = [str(tmp_path / "old" / "student"), str(tmp_path / "new" / "student")]
    assert [student.name for student in load_models(names, tmp_path, asking, 0)] == ["old/student", "new/student"]
    assert [student.name for student in load_models(names[:1], tmp_path, asking, 0)] == ["student"]
    with pytest.raises(InputError, match="given twice"):
        load_models(names[:1] * 2, tmp_path, asking, 0)


def test_a_student_held_to_its_tools_is_a_model_of_its_own(run_folder: Path, tmp_path: Path, asking: Asking) -> None:
    folder = str(run_folder / "student")
    free, held = load_models([folder], tmp_path, replace(asking, constrained=True), 0)
    assert (free.name, held.name) == ("student", "student constrained")
    assert isinstance(free, ResumableStudent)
    assert isinstance(held, ResumableStudent)
    assert free.book.path != held.book.path


def test_a_folder_called_base_is_not_taken_for_the_untrained_student(run_folder: Path, tmp_path: Path, asking: Asking) -> None:
    shutil.copytree(run_folder / "student", tmp_path / "base")
    [student] = load_models([str(tmp_path / "base")], tmp_path, asking, 0)
    assert student.name == f"{tmp_path.name}/base"


def test_the_base_is_as_large_as_the_student_and_knows_nothing_of_its_training(run_folder: Path) -> None:
    student, base = load_student(run_folder / "student"), load_base(run_folder / "student")
    ours, theirs = (dict(it.decoder.named_parameters()) for it in (student, base))  # type: ignore[attr-defined]
    assert {name: value.shape for name, value in ours.items()} == {name: value.shape for name, value in theirs.items()}
    assert any(not bool((ours[name] == theirs[name]).all()) for name in ours)
    assert base.name == "base"


def test_a_base_needs_a_folder_to_be_the_base_of(tmp_path: Path, asking: Asking) -> None:
    with pytest.raises(InputError, match="--model base --model DIR"):
        load_models(["base"], tmp_path, asking, 0)


def test_the_teacher_is_the_model_that_wrote_the_data(tmp_path: Path, asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write(tmp_path / "test.jsonl", examples("gpt-4.1"))
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    [teacher] = load_models(["teacher"], data, asking, 0)
    assert isinstance(teacher, Endpoint)
    assert teacher.name == "gpt-4.1@http://127.0.0.1:9/v1"
    for written_by, reason in (("offline", "answers no requests"), ("-", "does not say who wrote it")):
        with pytest.raises(InputError, match=reason):
            load_models(["teacher"], write(tmp_path / "test.jsonl", examples(written_by)), asking, 0)


def test_one_model_name_on_two_servers_has_two_books_of_answers(tmp_path: Path, asking: Asking) -> None:
    models = load_models(["m@http://127.0.0.1:1/v1", "m@http://127.0.0.1:2/v1"], tmp_path, asking, 0)
    assert len({model.book.path for model in models if isinstance(model, Endpoint)}) == 2


def test_what_is_missing_is_said_with_what_to_install(tmp_path: Path, asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callwright.commands.extras.find_spec", lambda name: None if name in ("torch", "numpy") else name)
    with pytest.raises(MissingExtraError, match=r"needs torch, which is not installed: pip install 'callwright\[train\]'"):
        load_models(["student"], tmp_path, asking, 0)
    found = CliRunner().invoke(app, ["eval", "--data", "x.jsonl", "--model", "m@http://127.0.0.1:1/v1"])
    assert "evaluation needs numpy" in str(found.exception)


def test_the_case_study_is_one_command(run_folder: Path, tmp_path: Path) -> None:
    kept = ["--answers", str(tmp_path / "answers")]
    found = CliRunner().invoke(app, ["eval", "--case-study", str(run_folder), "--machine-price", "1", "--json", "-q", *kept])
    assert found.exit_code == 0
    models = {model["model"]: model for model in json.loads(found.stdout)["models"]}
    assert list(models) == ["nearest", "bm25", "majority", "base", "student"]
    assert models["student"]["cost"]["per_1000_calls"] > 0
    assert models["nearest"]["cost"]["per_1000_calls"] is None
    assert (run_folder / "report" / "case_study.html").is_file()
    store = Store(run_folder / "callwright.duckdb")
    rows = store.rows("SELECT model, count(*) AS n FROM prediction JOIN evaluation USING (evaluation_id) GROUP BY model")
    assert {row["model"]: row["n"] for row in rows} == dict.fromkeys(models, 4)


def test_a_folder_that_is_no_run_is_said_to_lack_its_data(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["eval", "--case-study", str(tmp_path)])
    assert isinstance(found.exception, InputError | StudentError)
    assert isinstance(CliRunner().invoke(app, ["eval"]).exception, InputError)


def test_student_servers_and_teacher_stand_in_one_table_each_at_its_price(
    run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each server's costs are those of the tokens that it counted itself; the student's are the machine's."""
    prices = tmp_path / "prices.yaml"
    prices.write_text("currency: USD\nmodels:\n  served: {prompt: 2, completion: 10}\n  writer: {prompt: 30, completion: 60}\n")
    data = write(tmp_path / "test.jsonl", examples("writer"))
    counted: list[tuple[str, dict[str, int] | None]] = []
    """Role of the message that was answered, and what the student's server counted."""

    def counting(reply: Reply) -> Reply:
        def answer(request: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int] | None]:
            message, usage = reply(request)
            counted.append((request["messages"][-1]["role"], usage))
            return message, usage

        return answer

    def oslo(request: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
        read = 100 if "Oslo" in str(request["messages"]) else 90
        return wire_call("get_weather", {"location": "Oslo"}), {
            "prompt_tokens": read,
            "completion_tokens": 20,
            "total_tokens": read + 20,
        }

    with serving(Server()) as student_server, serving(Server()) as teacher_server:
        student_server.reply, teacher_server.reply = counting(reply_of(load_student(run_folder / "student"))), oslo
        monkeypatch.setenv("OPENAI_BASE_URL", teacher_server.url)
        served = f"served@{student_server.url}"
        models = ["--model", str(run_folder / "student"), "--model", served, "--model", "teacher"]
        options = ["--prices", str(prices), "--machine-price", "3.6", "--answers", str(tmp_path / "answers"), "--json"]
        found = CliRunner().invoke(app, ["eval", "--data", str(data), *models, *options])
    assert found.exit_code == 0, found.output
    report = {model["model"]: model for model in json.loads(found.stdout)["models"]}
    student, copy, teacher = report["student"], report[served], report[f"writer@{teacher_server.url}"]
    assert copy["metrics"] == student["metrics"], "the same student, behind a server"
    assert all(model["latency_ms"]["p50"] > 0 for model in (student, copy, teacher))
    usages = [usage for role, usage in counted if role == "user" and usage]
    charged = sum(2e-6 * usage["prompt_tokens"] + 10e-6 * usage["completion_tokens"] for usage in usages)
    assert copy["cost"]["per_1000_calls"] == pytest.approx(1000 * charged / 4)
    assert student["cost"]["per_1000_calls"] > 0
    assert "machine at 3.6 an hour" in student["cost"]["basis"]
    by_hand = (100 + 3 * 90) * 30e-6 + 4 * 20 * 60e-6
    assert teacher["metrics"]["executed_match"]["value"] == 1 / 4, "it says Oslo whatever is asked"
    assert teacher["cost"] == {
        "per_1000_calls": pytest.approx(1000 * by_hand / 4),
        "per_correct_call": pytest.approx(by_hand),
        "basis": "list price by tokens",
    }
