"""The data files of this folder: all words of values live there, none in code."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def words(name: str) -> Any:
    """The content of `<name>.yaml`, read once per process."""
    with resources.files(__package__).joinpath(f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)
