import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from callwright.commands.mask import mask
from callwright.commands.train import train
from callwright.errors import InputError

app = typer.Typer()
app.command("train")(train)
app.command("mask")(mask)
runner = CliRunner()


def test_train_writes_a_student_and_prints_one_object(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "student"
    result = runner.invoke(app, ["train", "--data", str(data), "--out", str(out), "--steps", "2", "--json"], catch_exceptions=False)
    printed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert printed["path"] == str(out)
    assert printed.keys() >= {"student", "steps", "seconds", "tokens_per_second", "rows", "rows_over_length", "parameters", "loss"}
    assert (out / "model.safetensors").is_file()


def test_train_says_how_many_rows_were_left_out(data: Path, tmp_path: Path) -> None:
    result = runner.invoke(
        app, ["train", "--data", str(data), "--out", str(tmp_path / "student"), "--steps", "1"], catch_exceptions=False
    )
    assert "rows over the context, left out: 0" in result.stdout
    assert result.stderr == ""


def test_mask_marks_the_right_call_and_not_the_wrong_one(data: Path) -> None:
    result = runner.invoke(app, ["mask", str(data), "--rows", "16"], catch_exceptions=False)
    line = next(line for line in result.stdout.splitlines() if line.startswith("task pay rent"))
    assert line.count("create task") == 3
    assert "⟦<call> create task <{> ti" in line.replace(" ##", "")
    assert "⟦<call> create task <{> title <:> 5" not in line


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    for arguments in (["train", "--data", str(tmp_path), "--out", str(tmp_path / "out")], ["mask", str(tmp_path)]):
        with pytest.raises(InputError, match=r"train\.jsonl: no such file"):
            runner.invoke(app, arguments, catch_exceptions=False)
