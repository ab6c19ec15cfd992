"""Traces as plain rows, as the store's tables hold them, and back."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from pydantic_core import to_json

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.request import Request
from callwright.generator.trace import Message, Trace, Verdict
from callwright.tools.call import ToolCall
from callwright.tools.tool import Tool, canonical_json

Row = dict[str, Any]

REFUSED_TWIN = "twin"
"""The code of a finding on a twin whose label could not be told."""

_PLANNED = ("plan_id", "position", "category", "tool", "template", "pattern", "fault", "style", "side", "twin_of")
_TRACED = (
    "trace_id",
    "plan_id",
    "category",
    "tool",
    "template",
    "pattern",
    "fault",
    "style",
    "phrasing",
    "side",
    "teacher",
    "request",
)
_planned, _traced = attrgetter(*_PLANNED), attrgetter(*_TRACED)


def plan_row(row: PlanRow, state: str) -> Row:
    return {**dict(zip(_PLANNED, _planned(row), strict=True)), "today": row.scenario.today, "state": state}


def trace_row(trace: Trace, verdict: Verdict) -> Row:
    return {
        **dict(zip(_TRACED, _traced(trace), strict=True)),
        "messages": _json([_message_row(message) for message in trace.messages]),
        "tools": '["{}"]'.format('", "'.join(tool.hash for tool in trace.tools)) if trace.tools else "[]",
        "accepted": verdict.accepted,
        "content_hash": trace.content_hash,
    }


def call_rows(trace: Trace) -> list[Row]:
    """`turn` is the message's index, `position` the call's place in it."""
    return [
        {
            "trace_id": trace.trace_id,
            "turn": turn,
            "position": position,
            "tool": call.name,
            "arguments": canonical_json(call.arguments),
            "weight": message.weight,
        }
        for turn, message in enumerate(trace.messages)
        for position, call in enumerate(message.tool_calls)
    ]


def finding_rows(trace: Trace, verdict: Verdict) -> list[Row]:
    names = ("code", "severity", "path", "message")
    return [
        {"trace_id": trace.trace_id, "plan_id": trace.plan_id, **{name: getattr(finding, name) for name in names}}
        for finding in verdict.findings
    ]


def request_rows(requests: Iterable[Request]) -> list[Row]:
    return [dict(vars(request)) for request in requests]


def refusal_row(row: PlanRow) -> Row:
    """The finding on a twin that was refused before a trace was made of it; the plan row stands for the trace."""
    return {
        "trace_id": row.plan_id,
        "plan_id": row.plan_id,
        "code": REFUSED_TWIN,
        "severity": "error",
        "path": "",
        "message": row.refusal,
    }


def tool_row(tool: Tool, foreign: bool = False) -> Row:
    """`foreign`: offered beside the user's tools, and none of them."""
    definition: Row = {"name": tool.name, "description": tool.description, "parameters": tool.parameters, "result": tool.result}
    definition |= {"foreign": True} if foreign else {}
    hints = {name: tool.hints.stated(name) for name in ("read_only", "destructive", "idempotent", "open_world")}
    return {
        "hash": tool.hash,
        "name": tool.name,
        "definition": _json(definition),
        "hints": _json(hints),
    }


def _json(value: Any) -> str:
    """Written by pydantic: a conversation takes it a third of the time that the `json` module needs."""
    return to_json(value).decode()


def _message_row(message: Message) -> Row:
    """What is not the default: a call's arguments are an object here."""
    row: Row = {"role": message.role, "content": message.content}
    if message.tool_calls:
        row["tool_calls"] = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in message.tool_calls]
    if message.tool_call_id is not None:
        row["tool_call_id"] = message.tool_call_id
    if message.role == "assistant":
        row |= {"act": message.act, "weight": message.weight}
    return row


def message_of(row: Mapping[str, Any]) -> Message:
    """The inverse of what `trace_row` stores of a message."""
    return Message(
        role=row["role"],
        content=row["content"],
        tool_calls=tuple(ToolCall(call["name"], call["arguments"], call["id"]) for call in row.get("tool_calls", ())),
        tool_call_id=row.get("tool_call_id"),
        act=row.get("act"),
        weight=row.get("weight", 1),
    )
