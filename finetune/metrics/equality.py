"""When two JSON values are the same value: `True` is not 1, `"5"` is not 5, `"-5"` is not `"5"`; 5 and 5.0 are one number.

>>> same(5, 5.0), same(1, True), same("5", 5), same({"a": 1, "b": 2}, {"b": 2, "a": 1})
(True, False, False, True)
"""

from collections.abc import Mapping
from typing import Any


def same(expected: Any, got: Any) -> bool:
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        return expected.keys() == got.keys() and all(same(value, got[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    return bool(expected == got)
