"""Calls and results as text in tags, as Hermes and Qwen models write them.

<tool_call>
{"name": "get_weather", "arguments": {"location": "Oslo"}}
</tool_call>
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from callwright.generator.formats.conversations import decoded, read_call
from callwright.generator.trace import Message
from callwright.tools.call import ToolCall

TAG = re.compile(r"</?(?:tools|tool_call|tool_response|think|scratch_pad)\b")
CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|$)", re.DOTALL)
RESPONSE = re.compile(r"<tool_response>\n?(.*?)\n?(?:</tool_response>|$)", re.DOTALL)
THOUGHT = re.compile(r"<(think|scratch_pad)>.*?</\1>", re.DOTALL)


def tagged_json(value: Any) -> str:
    r"""JSON that holds none of the tags: inside a string `<` may stand as `\u003c`.

    >>> tagged_json({"note": "</tool_call>"})
    '{"note": "\\u003c/tool_call>"}'
    """
    return TAG.sub(lambda tag: rf"\u003c{tag.group()[1:]}", json.dumps(value, ensure_ascii=False))


def spoken(content: str | None, calls: Iterable[ToolCall]) -> str:
    """What an assistant message says, and its calls after that."""
    written = [f"<tool_call>\n{tagged_json({'name': call.name, 'arguments': call.arguments})}\n</tool_call>" for call in calls]
    return "\n".join([*([content] if content else []), *written])


def read_spoken(text: str) -> tuple[str | None, tuple[ToolCall, ...]]:
    """The inverse of `spoken`; thoughts are no part of what is said."""
    if not TAG.search(text):
        return text or None, ()
    calls = tuple(read_call(decoded(written.strip()), "") for written in CALL.findall(text))
    return THOUGHT.sub("", CALL.sub("", text)).strip() or None, calls


def responses(results: Iterable[str]) -> str:
    return "\n".join(f"<tool_response>\n{result}\n</tool_response>" for result in results)


def read_responses(text: str) -> list[str]:
    """The results in the text; a text without tags is one result."""
    return RESPONSE.findall(text) or [text]


def refusal(messages: Sequence[Message]) -> str:
    """Text outside of JSON cannot be kept apart from tags."""
    for message in messages:
        if TAG.search(message.content or ""):
            return "text that holds one of the form's own tags"
        if message.tool_calls and (message.content or "") != (message.content or "").strip():
            return "words beside a call that begin or end with white space"
    return ""
