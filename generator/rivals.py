"""Whether another tool could do a tool's job: what makes a missing tool no reason to decline.

Where in doubt it could: a twin with a doubtful label is worth less than none.
"""

from collections.abc import Iterable

from callwright.templates.foreign import subject_words
from callwright.tools.naming import VERBS, about, verb, words
from callwright.tools.simulated_values import result_schema
from callwright.tools.tool import Tool
from callwright.tools.values.kinds import kind_of

ANYTHING = frozenset({
    "execute", "run", "eval", "shell", "bash", "command", "sql", "http", "code", "script", "browse", "browser", "web", "agent",
    "ask", "api",
})  # fmt: skip
"""Words of tools that take whatever one gives them."""
MAKES = frozenset({"create", "add", "new", "insert", "register", "post", "book"})
CHANGES = frozenset({"update", "edit", "modify", "change", "set", "patch", "put"})
ALIKE = 0.6
"""Share of a description's words that, found in another tool's, make the two alike."""
STATES = frozenset({"status", "state", "ok", "success", "message", "total", "count"})
"""Result fields that say nothing of what a tool is for."""


def rival(tool: Tool, others: Iterable[Tool]) -> str | None:
    """Why some other tool may do the tool's job; None where none can."""
    for other in others:
        if reason := _reason(tool, other):
            return f"{other.name} may do what {tool.name} does: {reason}"
    return None


def _reason(tool: Tool, other: Tool) -> str | None:
    if ANYTHING & set(words(other.name)):
        return "it takes anything"
    if about(tool.name) == about(other.name) and _does(tool) == _does(other):
        return "the same is done with the same thing"
    if _does(tool) == _does(other) == "reads" and (shared := _told(tool) & _told(other)):
        return f"both tell {', '.join(sorted(shared))}"
    said = _subject(tool)
    if _does(tool) == _does(other) and said and len(said & _subject(other)) >= ALIKE * len(said):
        return "their descriptions say the same"
    return None


def _does(tool: Tool) -> str:
    does = verb(tool.name)
    if does in VERBS["destructive"]:
        return "deletes"
    if does in MAKES:
        return "makes"
    if does in CHANGES:
        return "changes"
    return "reads" if does in VERBS["read_only"] or does in VERBS["lists"] or tool.hints.read_only else does or tool.name


def _told(tool: Tool) -> set[str]:
    """What a reading tool's result tells: its fields, less ids, states and what it was itself given."""
    properties = result_schema(tool).get("properties", {})
    return {
        name
        for name, schema in properties.items()
        if name not in tool.properties
        and name not in STATES
        and isinstance(schema, dict)
        and kind_of(name, schema) not in ("id", "list")
    }


def _subject(tool: Tool) -> frozenset[str]:
    """The words of the description's first sentence that say what it is about."""
    return frozenset(
        word for word in subject_words(tool.description.split(". ")[0]) if len(word) > 3 and word not in VERBS["read_only"]
    )
