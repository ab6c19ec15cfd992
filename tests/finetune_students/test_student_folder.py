import json
import os
from pathlib import Path

import pytest
import torch
from student_examples import SYSTEM, TASK, WEATHER
from transformers import AutoModelForCausalLM, AutoTokenizer

from callwright.errors import InputError, StudentError
from callwright.finetune.students.folder import claimed_folder
from callwright.finetune.students.scratch import ScratchStudent, load_scratch
from callwright.finetune.students.student import load_student, train_student
from callwright.generator.formats.openai import render_message, render_tool
from callwright.generator.trace import Message


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    return train_student("tiny", data, tmp_path / "student", steps=5).path


@pytest.fixture
def student(folder: Path) -> ScratchStudent:
    return load_scratch(folder)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_transformers_loads_it_and_computes_the_same(
    folder: Path, student: ScratchStudent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("transformers.dynamic_module_utils.HF_MODULES_CACHE", str(tmp_path / "modules"))
    tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=True)
    model = AutoModelForCausalLM.from_pretrained(folder, trust_remote_code=True)

    messages, tools = [SYSTEM, Message("user", "How is it in Reykjavík?")], [WEATHER, TASK]
    prompt = tokenizer.apply_chat_template(
        [render_message(message) for message in messages], tools=[render_tool(tool) for tool in tools], add_generation_prompt=True
    )
    assert prompt == student.prompt(messages, tools)

    ids = torch.tensor([prompt])
    with torch.no_grad():
        ours, _ = student.decoder(ids, torch.arange(len(prompt))[None])
        assert torch.equal(model(ids).logits, ours)
    completion = model.generate(ids, end=tokenizer.eos_token_id)[0, len(prompt) :]
    assert tokenizer.decode(completion) == student.respond(messages, tools).text


def test_a_student_may_be_trained_over_another(folder: Path, data: Path) -> None:
    before = (folder / "model.safetensors").read_bytes()
    train_student("tiny", data, folder, seed=1, steps=5)
    assert (folder / "model.safetensors").read_bytes() != before


def test_a_folder_with_something_else_is_left_alone(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("one")
    with pytest.raises(InputError, match="holds something that is no student"):
        train_student("tiny", data, out)
    assert [path.name for path in out.iterdir()] == ["chapter.txt"]


def test_a_training_that_fails_leaves_the_old_student_and_no_rest(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fail_half_way() -> None:
        with claimed_folder(folder) as new:
            (new / "config.json").write_text("{}")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert {path.name for path in folder.parent.iterdir()} == {"dataset", "student"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_may_not_be_written_is_found_before_training(data: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(InputError, match="cannot be written"):
        train_student("tiny", data, tmp_path / "student")


def test_a_place_under_a_file_is_found_before_training(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        train_student("tiny", data, tmp_path / "file" / "student")


def test_a_folder_that_holds_no_student_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudentError, match=r"no student there"):
        load_student(tmp_path / "nowhere")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with pytest.raises(StudentError, match="names another model"):
        load_student(tmp_path)


def test_a_student_whose_weights_are_cut_is_said_to_be_damaged(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(StudentError, match="damaged"):
        load_student(folder)


def test_a_student_without_its_weights_is_incomplete(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(StudentError, match="incomplete"):
        load_student(folder)
