"""Why a trace cannot be written in a form: what is counted and listed instead of being written wrong."""

import json
from collections.abc import Sequence

from callwright.generator.formats.form import Form
from callwright.generator.trace import Message, Trace


def refusal(trace: Trace, form: Form) -> str:
    """The reason, or nothing where the form holds the trace after its declared losses."""
    return _unwritable(trace) or ("ids" in form.cannot_hold and _out_of_order(trace.messages)) or form.refuses(trace)


def _unwritable(trace: Trace) -> str:
    calls = [call for message in trace.messages for call in message.tool_calls]
    if not all(isinstance(call.arguments, dict) for call in calls):
        return "arguments that are no object"
    said = [message.content for message in trace.messages]
    offered = [(tool.name, tool.description, tool.parameters) for tool in trace.tools]
    try:
        json.dumps([said, [(call.name, call.arguments) for call in calls], offered], ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return "half a surrogate pair, which is no text"
    except ValueError:
        return "a number that is no JSON"
    return ""


def _out_of_order(messages: Sequence[Message]) -> str:
    """Without ids a result belongs to the oldest open call of the message before it: all must be there, in order, or none."""
    for turn, message in enumerate(messages):
        if message.role == "tool" and not any(before.tool_calls for before in messages[:turn]):
            return "a result without a call"
        if message.tool_calls:
            results = _results_after(messages, turn)
            if results and results != [call.id for call in message.tool_calls]:
                return "results that do not stand in the order of their calls"
    return ""


def _results_after(messages: Sequence[Message], turn: int) -> list[str | None]:
    results = []
    for message in messages[turn + 1 :]:
        if message.role != "tool":
            break
        results.append(message.tool_call_id)
    return results
