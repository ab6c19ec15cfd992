"""`docs/tools.md` is true: its Python runs, its codes are all codes, its forms all forms."""

import re
from pathlib import Path

import pytest

from callwright.tools.load import load_tools
from callwright.tools.readers.forms import FORMS, OPENAPI
from callwright.tools.reading import CODES, LEAVES_OUT

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tools.md").read_text("utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
def test_the_python_of_the_page_runs(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, "docs/tools.md", "exec"), {"__name__": "docs_tools"})


def test_the_page_lists_every_code_with_its_summary_and_weight() -> None:
    listed = re.findall(r"^\| (CW\d+) \| (.*?) \| (.*?) ?\|$", PAGE, re.MULTILINE)

    assert {code: summary for code, summary, _ in listed} == CODES
    assert {code for code, _, weight in listed if weight == "left out"} == LEAVES_OUT


def test_the_page_names_every_form() -> None:
    assert all(f"| `{form}` |" in PAGE for form in (*FORMS, OPENAPI))


def test_the_example_tools_are_read_without_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT / "examples"))

    tools = load_tools("tools_python:TOOLS", strict=True)

    assert list(tools) == ["find_flights", "BookFlight"]
    assert tools["find_flights"].implementation is not None
    assert tools["BookFlight"].destructive is False
