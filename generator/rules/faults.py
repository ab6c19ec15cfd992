"""What each fault of the model looks like in the wrong call."""

from callwright.generator.rules.conversation import PlacedCall
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.faults import MODEL_FAULTS, REPORT_FAULTS, RETRY_FAULTS
from callwright.tools.tool import Tool

FAULTS = (*MODEL_FAULTS, *RETRY_FAULTS, *REPORT_FAULTS)

CODES = {
    "missing_required": {"CW203"},
    "wrong_type": {"CW204", "CW210"},
    "bad_enum": {"CW205", "CW210"},
    "bad_format": {"CW206", "CW207"},
    "unknown_parameter": {"CW209"},
    "out_of_range": {"CW208"},
}
"""What the schema rules find in a call with the fault. In a call with an unknown id they find nothing."""


def shows(fault: str, call: ToolCall, tool: Tool, correction: PlacedCall | None) -> bool:
    """Whether the call has the fault. An unknown id is one that the corrected call replaces in a call that is otherwise valid."""
    found = {finding.code for finding in check_call(call, {tool.name: tool})}
    if fault in CODES:
        return bool(found & CODES[fault])
    return not found and correction is not None and _changes_a_value(call, correction.call)


def _changes_a_value(call: ToolCall, correction: ToolCall) -> bool:
    wrong, right = call.arguments, correction.arguments
    return isinstance(wrong, dict) and isinstance(right, dict) and any(right.get(name) != value for name, value in wrong.items())
