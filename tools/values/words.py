"""The data files of this folder: all words of values live there, none in code."""

from functools import cache
from importlib import resources
from typing import Any

from callwright.tools.data_file import read_data


@cache
def words(name: str) -> Any:
    """The content of `<name>.yaml`, read once per process."""
    return read_data(resources.files(__package__).joinpath(f"{name}.yaml"))
