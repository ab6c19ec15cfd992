"""The rooms: imports point one way, the list of rooms is the same everywhere, the links are links."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("errors", "tools", "templates", "generator", "store", "finetune")
"""In order; whatever else is in src/callwright is the composition root and may import all of them."""
FOLDERS = ROOMS[1:]
MAY_NOT = {"finetune": {"store", "templates"}}
STANDALONE = {ROOT / "finetune" / "students"}
"""Files of it are copied beside a student's weights and loaded there by transformers, which wants relative imports."""
HEAVY = ("torch", "transformers", "openai", "instructor", "aiohttp", "duckdb", "mcp", "faker")


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                assert path.parent in STANDALONE, f"{path}:{node.lineno}: relative import"
                continue
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("callwright.")}
    return rooms


@pytest.mark.parametrize("room", FOLDERS)
def test_a_room_imports_only_itself_and_what_stands_before_it(room: str) -> None:
    allowed = set(ROOMS[: ROOMS.index(room) + 1]) - MAY_NOT.get(room, set())
    for path in modules(room):
        assert imported_rooms(path) <= allowed, path


def test_every_room_has_modules_and_is_linked_into_the_package() -> None:
    for room in FOLDERS:
        assert modules(room)
        link = ROOT / "src" / "callwright" / room
        assert link.is_symlink()
        assert link.resolve() == ROOT / room


def test_the_rooms_are_the_same_in_the_package_mapping_the_links_and_the_contributing_page() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    setuptools = settings["tool"]["setuptools"]
    assert setuptools["package-dir"] == {"callwright": "src/callwright", **{f"callwright.{room}": room for room in FOLDERS}}
    assert {path.name for path in (ROOT / "src" / "callwright").iterdir() if path.is_symlink()} == set(FOLDERS)
    assert " < ".join(ROOMS) in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_sub_package_is_listed_for_the_wheel() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    found = {"callwright", "callwright.commands"}
    for room in FOLDERS:
        found |= {".".join(["callwright", *path.parent.relative_to(ROOT).parts]) for path in (ROOT / room).rglob("__init__.py")}
    assert listed == found


@pytest.mark.parametrize("statement", ["import callwright", "import callwright.cli"])
def test_importing_callwright_and_its_command_line_loads_nothing_heavy(statement: str) -> None:
    program = f"{statement}\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom callwright.cli import main\nsys.argv = ['callwright', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip().endswith("[]")
