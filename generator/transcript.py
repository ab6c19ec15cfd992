"""A trace as a person reads it."""

from callwright.generator.formats.openai import arguments_text
from callwright.generator.trace import Message, Trace


def transcript(trace: Trace) -> str:
    """One line a message or call; calls that are not trained on are marked."""
    return "\n".join(line for message in trace.messages for line in _lines(message))


def _lines(message: Message) -> list[str]:
    if not message.tool_calls:
        return [f"{message.role:>9}: {message.content}"]
    mark = "" if message.weight else "   (not trained on)"
    return [f"{message.role:>9}> {call.name}({arguments_text(call.arguments)}){mark}" for call in message.tool_calls]
