"""A tool as callwright holds it, whatever form it came in.

>>> tool = Tool("get_weather", "Get the current weather.", {"type": "object", "properties": {"city": {"type": "string"}}})
>>> tool.hash[:8], list(tool.properties)
('28c4ee3a', ['city'])
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from callwright.errors import ToolsError
from callwright.tools.references import inlined
from callwright.tools.schemas import JsonSchema as JsonSchema

HINTS = ("read_only", "destructive", "idempotent", "open_world")


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
"""Made once: `json.dumps` with other than its defaults makes an encoder for every call."""


def canonical_json(value: Any) -> str:
    """Key-sorted, without white space, non-ASCII kept: the bytes that hashes and equality rest on."""
    return _CANONICAL.encode(value)


@dataclass(frozen=True)
class Hints:
    """What a tool does to the world, in MCP's terms; None where nothing is known."""

    read_only: bool | None = None
    destructive: bool | None = None
    idempotent: bool | None = None
    open_world: bool | None = None
    guessed: frozenset[str] = frozenset()
    """Names of the hints that were guessed from the tool's name; a guess is shown, never acted on."""

    def stated(self, hint: str) -> bool | None:
        """The hint's value where the tool's author or the user stated it, else None."""
        return None if hint in self.guessed else self.as_dict()[hint]

    def as_dict(self) -> dict[str, bool | None]:
        """The hints by name, guessed ones included."""
        return {
            "read_only": self.read_only,
            "destructive": self.destructive,
            "idempotent": self.idempotent,
            "open_world": self.open_world,
        }


@dataclass(frozen=True)
class Tool:
    name: str
    description: str
    parameters: JsonSchema
    """JSON Schema of the arguments object."""
    result: JsonSchema | None = None
    """JSON Schema of what a call returns."""
    result_inferred: bool = False
    """True where no result schema was stated and `result` was inferred from the parameters."""
    hints: Hints = Hints()
    implementation: Callable[..., Any] | None = field(default=None, compare=False, repr=False)
    """Called with the arguments as keywords; None where the tool can only be simulated."""
    validate: Callable[[Any], Any] | None = field(default=None, compare=False, repr=False)
    """The user's own validator, for what JSON Schema cannot say: raises `pydantic.ValidationError` on arguments it refuses."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """What the tool's form carried beside the above (`strict`, `title`, `_meta`); written back where the form knows it."""

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def inlined_parameters(self) -> JsonSchema:
        """`parameters` with every `$ref` replaced by what it names (`references.inlined`)."""
        return inlined(self.parameters)

    @cached_property
    def properties(self) -> dict[str, JsonSchema]:
        """The parameters' schemas, free of `$ref`."""
        properties: dict[str, JsonSchema] = self.inlined_parameters.get("properties", {})
        return properties

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(self.inlined_parameters.get("required", ()))

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """The parameters that a call may leave out."""
        return tuple(name for name in self.properties if name not in self.required)

    @cached_property
    def destructive(self) -> bool:
        """Stated destructive: never called without the user's yes."""
        return self.hints.stated("destructive") is True

    @cached_property
    def hash(self) -> str:
        """SHA-256 (64 hex digits) of name, description, schemas and stated hints; key order and white space do not count."""
        stated = {name: self.hints.stated(name) for name in HINTS}
        content = {
            "name": self.name,
            "description": self.description,
            "parameters": self.parameters,
            "result": None if self.result_inferred else self.result,
            "hints": {name: value for name, value in stated.items() if value is not None},
        }
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()


class Toolset(Mapping[str, Tool]):
    """Tools by name, in the order they are served. Names are unique: a second tool of the same name is refused."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools: dict[str, Tool] = {}
        for tool in tools:
            if tool.name in self._tools:
                raise ToolsError(f"two tools are named {tool.name!r}: rename or remove one")
            self._tools[tool.name] = tool

    def __getitem__(self, name: str) -> Tool:
        return self._tools[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tools)

    def __len__(self) -> int:
        return len(self._tools)

    def __repr__(self) -> str:
        return f"Toolset({', '.join(self._tools)})"
