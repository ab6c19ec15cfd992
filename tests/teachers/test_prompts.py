"""What a model reads stands in data files, and can be replaced by those of a folder."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from briefed_rows import planned_rows

from callwright.errors import TemplateError
from callwright.generator.teachers import prompt, reply
from callwright.generator.teachers.network import teacher
from callwright.generator.teachers.prompt import OURS, Prompts
from callwright.generator.teachers.reply import Forms

SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
MODULES = [Path(prompt.__file__), Path(reply.__file__), *Path(teacher.__file__).parent.glob("*.py")]


def sentences(source: str) -> Iterator[str]:
    """Texts of three words and more that a model could be told: not docstrings, not what an error says, not what is recorded."""
    tree = ast.parse(source)
    apart = {id(text) for node in ast.walk(tree) if _is_for_people(node) for text in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart and SENTENCE.search(node.value):
            yield node.value


def _is_for_people(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id.endswith("Error")
    return isinstance(node, ast.Expr | ast.Raise) or (isinstance(node, ast.keyword) and node.arg == "error")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_sentence_that_a_model_reads_stands_in_the_code(module: Path) -> None:
    assert list(sentences(module.read_text("utf-8"))) == []


def test_a_sentence_in_the_code_would_be_found() -> None:
    assert list(sentences('def f():\n    """What it does well."""\n    return f"Write all turns again, {f}"')) == [
        "Write all turns again, "
    ]


def test_a_folder_replaces_the_prompts_it_has_and_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "single_call.j2").write_text("Mine, of {{ category }}.")
    row = next(row for row in planned_rows(50) if row.category == "single_call")
    ours, mine = Prompts(), Prompts(tmp_path)
    system, task = mine.messages(row)
    assert "Mine, of single_call." in system["content"]
    assert "One request, one call, one report" not in system["content"]
    assert task == ours.messages(row)[1]
    assert mine.version != ours.version


def test_what_is_said_to_a_reply_that_does_not_do_can_be_replaced(tmp_path: Path) -> None:
    lines = (OURS / "replies.yaml").read_text("utf-8").splitlines()
    (tmp_path / "replies.yaml").write_text(
        "\n".join('no_object: "kein Objekt"' if line.startswith("no_object") else line for line in lines)
    )
    said = Forms(Prompts(tmp_path).notes).of(planned_rows(1)[0]).read("nothing of the kind")
    assert isinstance(said, str)
    assert said.endswith("kein Objekt.")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("greeting.j2", "Hello", r"greeting\.j2: is none of the prompts; they are instructions\.j2, "),
        ("request.j2", "{% for %}", r"request\.j2: cannot be used as a prompt"),
        ("replies.yaml", "again: x", r"replies\.yaml:1: hand_in: Field required"),
        ("turns.yaml", "- 1", r"turns\.yaml:1: "),
    ],
)
def test_prompts_that_cannot_be_used_are_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(TemplateError, match=said):
        Prompts(tmp_path)


def test_words_for_a_condition_that_are_missing_are_named(tmp_path: Path) -> None:
    shutil.copy(OURS / "turns.yaml", tmp_path)
    file = tmp_path / "turns.yaml"
    file.write_text("".join(line for line in file.read_text("utf-8").splitlines(keepends=True) if not line.startswith("  widen")))
    with pytest.raises(TemplateError, match=r"turns\.yaml:\d+: conditions: lacks widen"):
        Prompts(tmp_path)


def test_a_prompt_that_names_what_there_is_not_is_named_when_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "request.j2").write_text("{{ nobody }}")
    with pytest.raises(TemplateError, match=r"request\.j2: cannot be rendered: 'nobody' is undefined"):
        Prompts(tmp_path).messages(planned_rows(1)[0])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such folder; --prompts takes one"):
        Prompts(tmp_path / "prompts")
