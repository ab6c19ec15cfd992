"""Records of a row: dozens are made for each."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True)
def record(made: type[Made]) -> type[Made]:
    """A dataclass that is closed to the type checker alone.

    `frozen=True` closes it at run time too and sets each field through a call for it: a turn's twelve take 2.6 us instead of 0.8.
    """
    return dataclass(slots=True, unsafe_hash=True)(made)
