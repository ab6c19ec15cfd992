"""A tool call, its findings, and the OpenAI chat protocol's names for both sides of it."""

from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class ToolCall:
    name: str
    arguments: Any
    """An object; whatever else the model wrote (a list, text that is no JSON) stays as it is, for the checks to name."""
    id: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing a rule found, as data."""

    code: str
    """`CW` and three digits, as `callwright rules` lists them."""
    message: str
    """What was expected and what was got, in one line."""
    path: str = ""
    """Where: `messages[2].tool_calls[0].arguments.due_date`; relative to the thing checked."""
    severity: Severity = "error"
    mend: str = field(default="", compare=False)
    """What to do about it, where that can be said."""
