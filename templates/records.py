"""What a result holds that people speak about: its list, how each element is called, whether there is anything at all."""

from typing import Any

LABELS = ("title", "name", "subject", "label")


def elements(result: Any) -> list[Any] | None:
    """The first list a result is or holds; None where there is none."""
    if isinstance(result, list):
        return result
    held = result.values() if isinstance(result, dict) else ()
    return next((value for value in held if isinstance(value, list)), None)


def is_empty(result: Any) -> bool:
    return elements(result) == []


def has_failed(result: Any) -> bool:
    return isinstance(result, dict) and bool(result.get("error"))


def label(element: Any) -> str:
    """How an element of a list is called: its title or name, else its first text."""
    if not isinstance(element, dict):
        return str(element)
    return next((str(element[key]) for key in (*LABELS, *element) if isinstance(element.get(key), str)), "")
