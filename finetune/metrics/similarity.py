"""The three string similarities of the source: exact, fuzzy (> 0.8) and functional (> 0.5). Reported and labelled so, never gated:
`{"task_id": "task_123"}` against `{"task_id": "task_124"}` is .98 alike and deletes another task.
"""

import json
from collections.abc import Sequence
from difflib import SequenceMatcher

from callwright.finetune.metrics.assignment import pair_calls
from callwright.finetune.metrics.equality import same
from callwright.tools.call import ToolCall

FUZZY = 0.8
FUNCTIONAL = 0.5


def key_sorted(call: ToolCall) -> str:
    return json.dumps({"name": call.name, "arguments": call.arguments}, sort_keys=True)


def ratio(expected: ToolCall, got: ToolCall) -> float:
    """difflib's ratio of the two calls as key-sorted JSON: twice the matching characters over all characters."""
    one, other = key_sorted(expected), key_sorted(got)
    return 1.0 if one == other else SequenceMatcher(None, one, other).ratio()


def similarity(expected: Sequence[ToolCall], got: Sequence[ToolCall]) -> float:
    """Mean ratio over the best pairing; a call without a partner counts 0."""
    most = max(len(expected), len(got))
    if not most:
        return 1.0
    return sum(ratio(expected[i], got[j]) for i, j in pair_calls(expected, got, ratio)) / most


def same_call(expected: ToolCall, got: ToolCall) -> bool:
    return expected.name == got.name and same(expected.arguments, got.arguments)


def same_calls(expected: Sequence[ToolCall], got: Sequence[ToolCall]) -> bool:
    """The same calls in any order."""
    if len(expected) != len(got):
        return False
    return sum(same_call(expected[i], got[j]) for i, j in pair_calls(expected, got, same_call)) == len(expected)
