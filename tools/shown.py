"""A value as a message quotes it."""

import json
from typing import Any

LONGEST = 60


def shown(value: Any) -> str:
    """JSON, cut at 60 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def json_type(value: Any) -> str:
    """The JSON Schema type of a value that came from JSON."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"
