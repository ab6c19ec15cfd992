"""Where a trace comes from, as `metadata` beside the messages: the same in every form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from callwright.generator.formats.openai import PROVENANCE
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import JsonSchema, Tool

METADATA: JsonSchema = {
    "type": ["object", "null"],
    "properties": {
        **{name: {"type": "string"} for name in PROVENANCE},
        "acts": {"type": ["array", "null"], "items": {"enum": ["call", "ask", "confirm", "decline", "answer", None]}},
    },
}


def metadata_of(trace: Trace) -> dict[str, Any]:
    acts = [message.act for message in trace.messages if message.role == "assistant"]
    return {
        "trace_id": trace.trace_id,
        "plan_id": trace.plan_id,
        "category": trace.category,
        "tool": trace.tool,
        "template": trace.template,
        "pattern": trace.pattern,
        "fault": trace.fault,
        "style": trace.style,
        "phrasing": trace.phrasing,
        "side": trace.side,
        "teacher": trace.teacher,
        "acts": acts,
    }


def with_provenance(metadata: Mapping[str, Any] | None, messages: Iterable[Message], tools: Sequence[Tool]) -> Trace:
    """A trace of these messages; what the metadata lacks is `-`."""
    stated = metadata or {}
    acts = iter(stated.get("acts") or ())
    acted = tuple(replace(message, act=next(acts, None)) if message.role == "assistant" else message for message in messages)
    return Trace(**{name: stated.get(name, "-") for name in PROVENANCE}, messages=acted, tools=tuple(tools))
