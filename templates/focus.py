"""What one row is to cover: which optional parameters its calls give, and how each is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from callwright.tools.tool import canonical_json


@dataclass(frozen=True)
class Level:
    """One thing to see of a parameter: a value of it, a surface form, or both."""

    form: str = ""
    given: tuple[Any, ...] = ()
    """The one value wanted; empty where any will do."""

    @cached_property
    def value(self) -> str:
        """As canonical JSON, by which values are told apart."""
        return canonical_json(self.given)

    def is_met(self, canonical: Any, form: str) -> bool:
        return (not self.given or self.given[0] == canonical) and self.form in ("", form)


@dataclass(frozen=True)
class Focus:
    present: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Tool -> the optional parameters its call gives; of a tool that is not named any."""
    levels: Mapping[str, Mapping[str, Level]] = field(default_factory=dict)
    """Tool -> parameter -> what is wanted of it."""

    def is_met(self, tool: str, parameter: str, canonical: Any, form: str) -> bool:
        """True too where nothing is wanted of the parameter."""
        level = self.levels.get(tool, {}).get(parameter)
        return level is None or level.is_met(canonical, form)


ANYTHING = Focus()
