"""What calls have changed, read from the calls themselves, for tools whose state nobody can look into.

A tool that only reads changes nothing. A call that names a thing by its id changes this thing: `update`, `set` and the like set
fields, so that two such calls are as good as one with both fields; `delete` with nothing but the id ends it; any other call is an
event in its life, in order. A call without an id makes something. The id it gets is the world's own and does not count: later calls
on that id are part of what was made, and what was made and ended again leaves nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callwright.finetune.metrics.execution import effective_arguments
from callwright.tools.hints import with_guesses
from callwright.tools.naming import verb
from callwright.tools.tool import JsonSchema, Tool, canonical_json
from callwright.tools.values.kinds import kind_of

ENDING = frozenset({"delete", "remove", "destroy", "erase", "purge", "del", "discard"})
SETTING = frozenset({"set", "update", "replace", "put", "edit", "modify", "change", "rename"})


def only_reads(tool: Tool) -> bool:
    """As stated, else as its name suggests."""
    return with_guesses(tool.name, tool.hints).read_only is True


@dataclass
class _Thing:
    made_by: str | None = None
    """The call that made it, as canonical JSON; None where it was there before."""
    fields: dict[str, Any] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    ended: bool = False

    def canonical(self) -> str:
        return canonical_json([self.made_by, self.ended, {} if self.ended else self.fields, [] if self.ended else self.events])


@dataclass
class Ledger:
    _things: dict[str, _Thing] = field(default_factory=dict)
    """By id; what was made without an id is numbered."""

    def enter(self, tool: Tool, arguments: Mapping[str, Any], result: Any) -> None:
        """A call that succeeded."""
        if only_reads(tool):
            return
        given = effective_arguments(arguments, tool)
        name = _own_id(tool, given)
        if name is None:
            self._things[_made_id(tool, result) or f"made {len(self._things)}"] = _Thing(made_by=canonical_json([tool.name, given]))
        else:
            rest = {key: value for key, value in given.items() if key != name}
            self._change(self._things.setdefault(canonical_json(given[name]), _Thing()), tool, rest)

    @staticmethod
    def _change(thing: _Thing, tool: Tool, rest: Mapping[str, Any]) -> None:
        if verb(tool.name) in ENDING and not rest:
            thing.ended = True
        elif verb(tool.name) in SETTING:
            thing.fields |= {f"{tool.name}.{key}": value for key, value in rest.items()}
        else:
            thing.events.append(canonical_json([tool.name, rest]))

    def state(self) -> Any:
        made = [thing for thing in self._things.values() if thing.made_by and not thing.ended]
        found = {id: thing.canonical() for id, thing in self._things.items() if thing.made_by is None}
        return [found, sorted(thing.canonical() for thing in made)]


def _own_id(tool: Tool, given: Mapping[str, Any]) -> str | None:
    """The parameter that names the thing a call is about: the one its result is known by, else the first id."""
    keys = (_entity_key(schema) for schema in (tool.result or {}, {"properties": tool.properties}))
    return next((key for key in keys if key is not None and key in given), None)


def _made_id(tool: Tool, result: Any) -> str | None:
    """The id that a new thing was given."""
    key = _entity_key(tool.result) if tool.result else None
    if key is None and isinstance(result, dict):
        key = _entity_key({"properties": {name: {"type": "string"} for name in result}})
    return canonical_json(result[key]) if key is not None and isinstance(result, dict) and key in result else None


def _entity_key(schema: JsonSchema) -> str | None:
    """The field by which an object is known again: `id`, `task_id`, `messageId`."""
    properties = schema.get("properties", {})
    return next((name for name, of in properties.items() if kind_of(name, of) == "id"), None)
