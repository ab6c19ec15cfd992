"""A trace: one conversation with its tool calls, where it came from, and the validator's verdict on it.

In memory and in the store a call's arguments are an object; as OpenAI chat JSON lines they are a string (`formats/openai.py`).
"""

import hashlib
from typing import Literal, get_args

from callwright.tools.call import Finding, Role, ToolCall
from callwright.tools.record import record
from callwright.tools.tool import Tool, canonical_json

Act = Literal["call", "ask", "confirm", "decline", "answer"]
ACTS: tuple[Act, ...] = get_args(Act)
OPEN_ACTS: frozenset[Act] = frozenset({"call", "ask", "confirm", "decline"})
"""What is open where the model has to decide; `answer` only reports."""

Side = Literal["train", "validation", "test"]
SIDES: tuple[Side, ...] = get_args(Side)


@record
class Message:
    role: Role
    content: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    """On a `tool` message: the call it answers."""
    act: Act | None = None
    """On an assistant message: what it does."""
    weight: int = 1
    """On an assistant message: 1 is trained on, 0 is there to be learned from only as history (a deliberately wrong call)."""


@record
class Trace:
    trace_id: str
    plan_id: str
    category: str
    tool: str
    """The anchor: the planned cell's tool, `-` where there is none."""
    template: str
    pattern: str
    fault: str
    """A fault of the catalogue, `-` where nothing goes wrong."""
    style: str
    phrasing: str
    """Identifies the words around the values; traces of one phrasing stay on one side of the split."""
    side: Side
    teacher: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...]
    """The tools offered, in the order they are rendered."""

    @property
    def request(self) -> str:
        """What the user said, turns joined by a line break."""
        return "\n".join(message.content or "" for message in self.messages if message.role == "user")

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The gold calls: those of weight-1 messages, in order."""
        return tuple(call for message in self.messages if message.weight for call in message.tool_calls)

    @property
    def content_hash(self) -> str:
        """SHA-256 (64 hex digits) of what was said and decided: requests without regard to case, acts, calls.

        Traces that differ in nothing else (ids, a simulated result, the words of an answer) teach the same.
        """
        decided = [
            (message.role, (message.content or "").casefold() if message.role == "user" else "", message.act or "",
             [(call.name, call.arguments) for call in message.tool_calls])
            for message in self.messages
            if message.role in ("user", "assistant")
        ]  # fmt: skip
        return hashlib.sha256(canonical_json(decided).encode()).hexdigest()


@record
class Verdict:
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)
