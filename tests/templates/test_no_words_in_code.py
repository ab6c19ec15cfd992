"""Nothing is English by accident: what is said stands in the phrasebook, not in code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from callwright.templates.slots import OBJECT_SLOTS

ROOT = Path(__file__).parents[2]
SPEAKING = sorted(
    {*(ROOT / "generator" / "teachers").glob("*.py"), *(ROOT / "templates").glob("*.py")} - {ROOT / "templates" / "pages.py"}
)
PHRASE = re.compile(r"[A-Za-z']{2,} [A-Za-z']{2,}")
"""Two words in a row: what a person says, as opposed to a name, a key or a slot."""


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_code_holds_no_phrase_but_errors_and_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    excused = set(_excused(tree))
    spoken = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in excused
        and PHRASE.search(node.value)
        and node.value not in OBJECT_SLOTS
    ]
    assert spoken == []


def _excused(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings (of attributes too), what is raised, and messages handed to pydantic."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Raise) or (isinstance(node, ast.keyword) and node.arg == "custom_error_message"):
            yield from ast.walk(node)
