"""Prompt and completion, one line a trained decision, as TRL's trainers take them: the loss is on the completion alone.

{"prompt": [{"role": "user", "content": "What's the weather in Oslo?"}],
 "completion": [{"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": {"name": ..., ...}}]}],
 "tools": "[{\\"type\\": \\"function\\", ...}]", "metadata": {..., "turn": 1}}
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from callwright.generator.formats import faults
from callwright.generator.formats.conversations import numbered, read_tools
from callwright.generator.formats.form import Example, Form, Line
from callwright.generator.formats.provenance import METADATA, metadata_of, with_provenance
from callwright.generator.formats.trl import MESSAGES, TOOLS, read_messages, refuses, tools_text, written_messages
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import JsonSchema

SHAPE: JsonSchema = {
    "type": "object",
    "properties": {"prompt": MESSAGES, "completion": MESSAGES, "tools": TOOLS, "metadata": METADATA},
    "required": ["prompt", "completion"],
}
EXEMPT = ("CW119", "CW3")
"""A line ends with its decision, not with the answer."""


def recognises(line: Line) -> bool:
    return "prompt" in line and "completion" in line


def examples(trace: Trace) -> Iterator[Example]:
    for turn, message in enumerate(trace.messages):
        if message.role == "assistant" and message.weight:
            yield Example(replace(trace, messages=(*as_history(trace.messages[:turn]), message)), {"turn": turn})


def as_history(messages: Sequence[Message]) -> list[Message]:
    """Not trained on here, whatever it is elsewhere."""
    return [replace(message, weight=0) if message.role == "assistant" else message for message in messages]


def parse(line: Line) -> Trace:
    spoken = [*as_history(read_messages(line["prompt"])), *read_messages(line["completion"])]
    return with_provenance(line.get("metadata"), numbered(spoken), read_tools(line.get("tools") or []))


def render(trace: Trace) -> dict[str, Any]:
    *prompt, completion = written_messages(trace.messages)
    return {"prompt": prompt, "completion": [completion], "tools": tools_text(trace.tools), "metadata": metadata_of(trace)}


PROMPT_COMPLETION = Form(
    "prompt-completion", recognises, SHAPE, parse, render, frozenset({"ids"}), refuses=refuses, exempt=EXEMPT, examples=examples,
    faults=faults.tools_text
)  # fmt: skip
