"""JSON from strangers: as deep as rules may walk it, and no deeper."""

import json
from typing import Any

MAX_DEPTH = 64
"""Deepest nesting; hand-made schemas seldom pass 12. Python's own parser gives up near 1,000."""

CONTAINERS = (dict, list)
"""These very types; a `SharedTool` is not entered, it was when it was read."""


def nested_deeper(value: Any, limit: int) -> bool:
    """Level by level, so that depth costs no stack."""
    level = [value] if type(value) in CONTAINERS else []
    for _ in range(limit + 1):
        level = [inner for item in level for inner in (item.values() if type(item) is dict else item) if type(inner) in CONTAINERS]
        if not level:
            return False
    return True


def json_or_text(text: str) -> Any:
    """The value of a JSON text; the text itself where it is no JSON, or too deep to be walked."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return text if nested_deeper(value, MAX_DEPTH) else value
