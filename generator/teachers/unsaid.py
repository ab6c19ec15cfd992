"""Words a request must not hold, as the call would have to pass them and does not: "my playlist", where a parameter says whose."""

import re
from collections.abc import Iterable
from functools import lru_cache

from callwright.tools.tool import Tool
from callwright.tools.values.grammar import entries
from callwright.tools.values.parameter import parameter
from callwright.tools.values.words import words

WORD = re.compile(r"[a-z'-]+")


@lru_cache(maxsize=8192)
def unsaid(tool: Tool, given: frozenset[str]) -> frozenset[str]:
    """Of the parameters not `given` that pass the user's words ("as said"), those words that are one alone."""
    left = (name for name in tool.properties if name not in given)
    return frozenset(word for name in left for word in _said_for(name, tool))


def _said_for(name: str, tool: Tool) -> Iterable[str]:
    for branch in parameter(name, tool.properties[name], tool.inlined_parameters):
        if branch.is_verbatim and branch.kind.name in words("kinds")["exemplified"]:
            yield from (entry for entry in entries(branch.kind.traits["start"]) if entry.islower() and " " not in entry)


@lru_cache(maxsize=65536)
def words_in(text: str) -> frozenset[str]:
    """Of a request or a carrier, small letters; slots are none."""
    return frozenset(WORD.findall(re.sub(r"\{[^}]*\}", " ", text).lower()))
