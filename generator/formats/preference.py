"""Preference pairs in TRL's conversational form: what to do and what not to do after the same prompt.

{"prompt": [{"role": "user", "content": "What's the weather in Oslo?"}],
 "chosen": [{"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": {"name": ..., ...}}]}],
 "rejected": [{"role": "assistant", "content": "It is 4 degrees in Oslo."}],
 "tools": "[{\\"type\\": \\"function\\", ...}]", "metadata": {..., "turn": 1, "pair": "answered_without_calling"}}

As a trace a pair is the prompt, what is chosen with weight 1, and what is rejected with weight 0. `generator/pairs.py` makes them.
"""

from dataclasses import replace
from typing import Any

from callwright.generator.formats.conversations import numbered, read_tools
from callwright.generator.formats.decisions import EXEMPT, as_history
from callwright.generator.formats.faults import same_twice
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.provenance import METADATA, metadata_of, with_provenance
from callwright.generator.formats.trl import MESSAGES, TOOLS, read_messages, refuses, tools_text, written_messages
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import JsonSchema

SHAPE: JsonSchema = {
    "type": "object",
    "properties": {"prompt": MESSAGES, "chosen": MESSAGES, "rejected": MESSAGES, "tools": TOOLS, "metadata": METADATA},
    "required": ["prompt", "chosen", "rejected"],
}


def recognises(line: Line) -> bool:
    return "prompt" in line and "chosen" in line and "rejected" in line


def parse(line: Line) -> Trace:
    """What is chosen is what is judged."""
    return _trace(line, [*as_history(read_messages(line["prompt"])), *read_messages(line["chosen"])])


def recover(line: Line) -> Trace:
    rejected = as_history(read_messages(line["rejected"]))
    return _trace(line, [*as_history(read_messages(line["prompt"])), *read_messages(line["chosen"]), *rejected])


def _trace(line: Line, messages: list[Message]) -> Trace:
    return with_provenance(line.get("metadata"), numbered(messages), read_tools(line.get("tools") or []))


def render(trace: Trace) -> dict[str, Any]:
    *prompt, chosen, rejected = written_messages(trace.messages)
    return {
        "prompt": prompt,
        "chosen": [chosen],
        "rejected": [rejected],
        "tools": tools_text(trace.tools),
        "metadata": metadata_of(trace),
    }


def pair(trace: Trace, turn: int, chosen: Message, rejected: Message) -> Trace:
    """The trace up to the turn, with both ways to go on."""
    return replace(trace, messages=(*as_history(trace.messages[:turn]), replace(chosen, weight=1), replace(rejected, weight=0)))


PREFERENCE = Form(
    "preference", recognises, SHAPE, parse, render, frozenset({"ids"}), refuses=refuses, exempt=EXEMPT, recover=recover,
    faults=same_twice
)  # fmt: skip
