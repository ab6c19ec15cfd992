"""The word lists of `context.yaml`: what words imply."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def _lists() -> dict[str, Any]:
    text = resources.files("callwright.generator.rules").joinpath("context.yaml").read_text(encoding="utf-8")
    lists: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return lists


def context(name: str) -> Any:
    return _lists()[name]
