"""A form of JSON lines: how it is recognised, what it has to look like, how it becomes a trace and back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

from callwright.generator.trace import Trace
from callwright.tools.tool import JsonSchema

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    name: str
    recognises: Callable[[Line], bool]
    """Whether a line is of this form, from its members; says nothing about whether it is well-formed."""
    shape: JsonSchema
    """What `parse` may rely on."""
    parse: Callable[[Line], Trace]
    render: Callable[[Trace], dict[str, Any]]
    cannot_hold: frozenset[str] = frozenset()
    """What is lost in this form: `ids`, `weights`, `acts`, `system`, `results`, `words` (of the assistant), `destructive`."""
    holds: Callable[[Trace], bool] = lambda _: True
    """Whether a trace can be written at all, losses aside."""
    exempt: tuple[str, ...] = ()
    """Codes that cannot hold in this form."""

    @cached_property
    def _validator(self) -> Any:
        return jsonschema_rs.validator_for(self.shape)

    def departures(self, line: Line) -> Iterator[tuple[str, str]]:
        """Path and message of everything that is not as the form has it."""
        if not self._validator.is_valid(line):
            for error in self._validator.iter_errors(line):
                yield dotted(error.instance_path), shortened(error.message)


def dotted(path: list[str | int]) -> str:
    """`["messages", 2, "role"]` as `messages[2].role`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def shortened(message: str, limit: int = 160) -> str:
    """Values quoted in a message can be as long as the line; the end says what was expected."""
    return message if len(message) <= limit else f"{message[: limit // 2]} ... {message[-limit // 2 :]}"
