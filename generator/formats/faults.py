"""Texts within a line that are not what its form has there: tools that are no JSON list, tags that are opened and not closed."""

from collections.abc import Iterator

from callwright.generator.formats.conversations import ROLES, decoded
from callwright.generator.formats.form import Line

CLOSED = {"system": "tools", "assistant": "tool_call", "tool": "tool_response", "user": "tool_response"}
"""Role -> the tag that its text may hold."""


def tools_text(line: Line) -> Iterator[tuple[str, str]]:
    """An empty text is no tools."""
    tools = line.get("tools")
    listed = decoded(tools) if isinstance(tools, str) and tools.strip() else tools or []
    if not isinstance(listed, list):
        yield "tools", "expected the JSON text of a list of tools, got text that is none"
        return
    for place, tool in enumerate(listed):
        function = tool.get("function", tool) if isinstance(tool, dict) else None
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            yield f"tools[{place}]", "a tool without a name"


def open_tags(line: Line) -> Iterator[tuple[str, str]]:
    for member, role, value in (("conversations", "from", "value"), ("messages", "role", "content")):
        for turn, message in enumerate(line.get(member) or ()):
            text = message.get(value)
            tag = CLOSED.get(ROLES.get(message[role], message[role]))
            if tag and isinstance(text, str) and text.count(f"<{tag}>") != text.count(f"</{tag}>"):
                yield f"{member}[{turn}].{value}", f"as many <{tag}> as </{tag}> expected, got one without the other"


def tagged(line: Line) -> Iterator[tuple[str, str]]:
    yield from tools_text(line)
    yield from open_tags(line)


def answers_text(line: Line) -> Iterator[tuple[str, str]]:
    yield from tools_text(line)
    answers = line["answers"]
    if isinstance(answers, str) and not isinstance(decoded(answers), list | dict):
        yield "answers", "expected the JSON text of a list of calls, got text that is none"


def same_twice(line: Line) -> Iterator[tuple[str, str]]:
    yield from tools_text(line)
    if line["chosen"] == line["rejected"]:
        yield "rejected", "the same as what is chosen"
