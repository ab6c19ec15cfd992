"""Frozen dataclasses that are made in half of the time: a plan makes twenty of them for a row.

`dataclass(frozen=True)` sets each field through `object.__setattr__`, 0.25 us a field (3.3 us for a turn of a scenario); the
instance's own dict takes them all at once (1.5 us). What is made is the same: equal, hashed and replaced by its fields, and closed.
"""

from dataclasses import MISSING, fields
from typing import Any, TypeVar

Record = TypeVar("Record", bound=type[Any])


def quick(record: Record) -> Record:
    """For a frozen dataclass without `default_factory`, `slots` and `__post_init__`."""
    names = [field.name for field in fields(record)]
    defaults = {f"_{field.name}": field.default for field in fields(record) if field.default is not MISSING}
    parameters = ", ".join(f"{name}=_{name}" if f"_{name}" in defaults else name for name in names)
    values = ", ".join(f"{name!r}: {name}" for name in names)
    namespace: dict[str, Any] = dict(defaults)
    exec(f"def __init__(self, {parameters}):\n self.__dict__.update({{{values}}})", namespace)
    record.__init__ = namespace["__init__"]
    return record
