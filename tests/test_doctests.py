"""The examples in docstrings are true."""

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import callwright

ROOT = Path(__file__).parent.parent
MODULES = [module.name for module in pkgutil.walk_packages(callwright.__path__, "callwright.")]


@pytest.mark.parametrize("name", ["callwright", *MODULES])
def test_docstring_examples_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert doctest.testmod(import_module(name)).failed == 0
