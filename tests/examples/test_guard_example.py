"""The examples of tools run as they stand."""

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_guard_refuses_what_is_invalid_and_holds_what_is_destructive() -> None:
    ran = subprocess.run([sys.executable, str(EXAMPLES / "guard.py")], capture_output=True, text=True, check=True)
    assert "refused: The call of create_task is not valid. arguments.due_date" in ran.stdout
    assert "held: delete_task" in ran.stdout
    assert ran.stdout.strip().endswith("delete_task -> task_1")
