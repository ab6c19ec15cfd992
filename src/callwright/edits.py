"""What became of the tools between two runs: edited, renamed, taken away, added."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from callwright.store.database import Store
from callwright.store.succession import Lineage
from callwright.store.traces import stored_tools
from callwright.templates.focus import Focus
from callwright.tools.tool import Tool, Toolset, canonical_json

_Shown = Callable[[Focus], bool]


@dataclass(frozen=True)
class Edit:
    """From the tools of the run before to those of this one."""

    old: Mapping[str, Tool]
    """Every tool of the store, by hash."""
    old_hashes: Mapping[str, str]
    """Name -> hash of those served, in their order."""
    new: Toolset
    names: Mapping[str, str]
    """Old name -> new one; what was taken away is not in it."""

    @cached_property
    def changed(self) -> frozenset[str]:
        """Old names of those edited, renamed or taken away."""
        kept = {tool.hash for tool in self.new.values()}
        return frozenset(name for name, tool_hash in self.old_hashes.items() if tool_hash not in kept)

    @cached_property
    def has_added(self) -> bool:
        return set(self.new) > set(self.names.values())

    def offered_now(self, offered: tuple[Tool, ...]) -> tuple[Tool, ...]:
        """The tools a row offered, as they are now: of ours those that are left; where it was the list as served, that list."""
        if [tool.name for tool in offered] == list(self.old_hashes):
            return tuple(self.new.values())
        ours = {name: self.new[self.names[name]] for name in self.old_hashes if name in self.names}
        return tuple(ours.get(tool.name, tool) for tool in offered if tool.name in ours or tool.name not in self.old_hashes)

    def is_shown_by(self, focus: Focus) -> bool:
        """Whether a row with this focus shows what was not possible before: a parameter, a member of an enumeration, or to leave
        out what was required."""
        return any(shown(focus) for shown in self._additions)

    @cached_property
    def _additions(self) -> tuple[_Shown, ...]:
        edited = [(self.old[self.old_hashes[name]], self.new[now]) for name, now in self.names.items() if name in self.changed]
        return tuple(shown for before, now in edited for shown in _additions(before, now))


def edit_between(store: Store, lineage: Lineage, new: Toolset) -> Edit:
    """A tool that differs in nothing but its name from one that is gone was renamed."""
    old, hashes = stored_tools(store), lineage.tools
    names = {name: name for name in hashes if name in new}
    by_content = {_content(tool): name for name, tool in new.items() if name not in hashes}
    gone = {name: _content(old[tool_hash]) for name, tool_hash in hashes.items() if name not in new}
    return Edit(old, hashes, new, names | {name: by_content[content] for name, content in gone.items() if content in by_content})


def _content(tool: Tool) -> str:
    """All but the name."""
    return canonical_json([tool.description, tool.parameters])


def _additions(before: Tool, now: Tool) -> Iterator[_Shown]:
    for parameter, schema in now.properties.items():
        if parameter not in before.properties:
            yield partial(_gives, now.name, parameter)
            continue
        if parameter in before.required and parameter not in now.required:
            yield partial(_leaves_out, now.name, parameter)
        members = set(map(canonical_json, before.properties[parameter].get("enum", ())))
        yield from (
            partial(_says, now.name, parameter, member)
            for member in schema.get("enum", ())
            if canonical_json(member) not in members
        )


def _gives(tool: str, parameter: str, focus: Focus) -> bool:
    return parameter in focus.present.get(tool, ())


def _leaves_out(tool: str, parameter: str, focus: Focus) -> bool:
    return tool in focus.present and parameter not in focus.present[tool]


def _says(tool: str, parameter: str, member: object, focus: Focus) -> bool:
    level = focus.levels.get(tool, {}).get(parameter)
    return level is not None and level.given == (member,)
