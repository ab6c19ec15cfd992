"""The README: its Python runs, its commands exist, and every command stands in it."""

import re
import subprocess
import sys
from pathlib import Path

from callwright.cli import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_its_python_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        ran = subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, check=True)
        assert "CW205 arguments.priority" in ran.stdout
        assert ran.stdout.strip().endswith("hold")


def test_every_command_is_in_the_table_and_the_table_names_no_other() -> None:
    assert tuple(re.findall(r"^\| `callwright ([\w-]+)", README, re.MULTILINE)) == COMMANDS


def test_every_command_explains_itself() -> None:
    for command in COMMANDS:
        program = [sys.executable, "-m", "callwright.cli", command, "--help"]
        shown = subprocess.run(program, capture_output=True, text=True, check=True)
        assert f"callwright.cli {command} " in shown.stdout


def test_the_pages_it_points_to_are_there() -> None:
    for page in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / page).is_file(), page


def test_its_make_targets_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^    make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
