"""A form of JSON lines: how it is recognised, what it has to look like, how it becomes a trace and back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jsonschema_rs

from callwright.generator.trace import Trace
from callwright.tools.tool import JsonSchema

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """What makes one line: a trace, or a part of it."""

    trace: Trace
    note: Mapping[str, Any] = field(default_factory=dict)
    """Written into the line's metadata beside the provenance: which part of the trace it is, and by what rule."""


def whole(trace: Trace) -> Iterable[Example]:
    return (Example(trace),)


@dataclass(frozen=True)
class Form:
    name: str
    recognises: Callable[[Line], bool]
    """Whether a line is of this form, from its members; says nothing about whether it is well-formed."""
    shape: JsonSchema
    """What `parse` may rely on."""
    parse: Callable[[Line], Trace]
    """The trace that is judged and trained on."""
    render: Callable[[Trace], dict[str, Any]]
    cannot_hold: frozenset[str] = frozenset()
    """What is lost in this form, of `losses.LOSSES`."""
    refuses: Callable[[Trace], str] = lambda _: ""
    """Why a trace cannot be written at all, losses aside; nothing where it can."""
    exempt: tuple[str, ...] = ()
    """Codes that cannot hold in this form."""
    examples: Callable[[Trace], Iterable[Example]] = whole
    """The lines a trace becomes."""
    faults: Callable[[Line], Iterable[tuple[str, str]]] = lambda _: ()
    """Path and message of what a JSON Schema cannot say: text in the line that is not what the form has there."""
    recover: Callable[[Line], Trace] | None = None
    """The inverse of `render`, where `parse` leaves out what is not to be judged."""

    @cached_property
    def _validator(self) -> Any:
        return jsonschema_rs.validator_for(self.shape)

    def departures(self, line: Line) -> Iterator[tuple[str, str]]:
        """Path and message of everything that is not as the form has it."""
        if self._validator.is_valid(line):
            yield from self.faults(line)
        else:
            for error in self._validator.iter_errors(line):
                yield dotted(error.instance_path), shortened(error.message)


def dotted(path: list[str | int]) -> str:
    """`["messages", 2, "role"]` as `messages[2].role`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def shortened(message: str, limit: int = 160) -> str:
    """Values quoted in a message can be as long as the line; the end says what was expected."""
    return message if len(message) <= limit else f"{message[: limit // 2]} ... {message[-limit // 2 :]}"
