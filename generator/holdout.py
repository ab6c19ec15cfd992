"""Tools and templates kept out of training, so that test asks for what the student has never seen.

A row that is cast with a held-out tool, or played by a held-out template, is test. No train row is offered a held-out tool: not
to be called, not as a distractor, and so not in its system text either.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from callwright.errors import InputError
from callwright.generator.trace import SIDES, Side
from callwright.tools.tool import Tool


@dataclass(frozen=True)
class Holdout:
    tools: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()

    def side(self, template: str, cast: Iterable[str], side: Side) -> Side:
        """Where a row of `template`, about the tools named in `cast`, belongs that would else stand on `side`."""
        return "test" if template in self.templates or not self.tools.isdisjoint(cast) else side

    def offered(self, tools: Sequence[Tool], side: Side) -> tuple[Tool, ...]:
        if side != SIDES[0] or not self.tools:
            return tuple(tools)
        return tuple(tool for tool in tools if tool.name not in self.tools)


NOTHING = Holdout()


def held_out(tools: Sequence[str], templates: Sequence[str], known_tools: Collection[str], known: Collection[str]) -> Holdout:
    """InputError for a name that is not there, and where nothing would be left to train on."""
    for option, names, there in (("--holdout-tools", tools, known_tools), ("--holdout-templates", templates, known)):
        for name in names:
            if name not in there:
                raise InputError(f"{option} {name!r}: there is no such one; there are {', '.join(sorted(there))}")
        if names and set(names) == set(there):
            raise InputError(f"{option}: holds out all there is; leave one to train on")
    return Holdout(frozenset(tools), frozenset(templates))
