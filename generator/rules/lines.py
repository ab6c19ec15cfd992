"""CW1xx about a line of a file: what makes it unreadable, step by step, before it can be a trace."""

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from callwright.generator.rules.nesting import MAX_DEPTH, nested_deeper
from callwright.generator.rules.reading import read_json
from callwright.generator.rules.rule import Objection, Rule, register
from callwright.tools.call import Finding

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A conversation of a million tokens has about 4 MB; a longer line is a file without line breaks, and would have to be held in
memory."""

Step = Callable[[Any], Any]
"""Takes what the step before made, gives the next form of the line, or an Objection that ends it."""

STEPS: list[tuple[str, Step]] = []
_Function = TypeVar("_Function", bound=Step)


def step(code: str) -> Callable[[_Function], _Function]:
    """Registers a step of reading; its docstring is the rule's documentation."""

    def decorate(function: _Function) -> _Function:
        register(Rule(code, function.__doc__ or code, "line"))
        STEPS.append((code, function))
        return function

    return decorate


def read_line(raw: bytes) -> dict[str, Any] | Finding:
    """The object on the line, or why there is none."""
    value: Any = raw
    for code, read in STEPS:
        value = read(value)
        if isinstance(value, Objection):
            return Finding(code, value.message, value.path, mend=value.mend)
    line: dict[str, Any] = value
    return line


@step("CW101")
def of_bounded_length(raw: bytes) -> bytes | Objection:
    """A line has at most 16 MiB.

    A longer one is a file without line breaks; it is skipped, not held in memory.

    Blind spots: a real conversation of that length is refused too.

    Bad: a line of 100 MB

    Good: {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
    """
    if len(raw) > MAX_LINE_BYTES:
        return Objection("", f"the line is longer than {MAX_LINE_BYTES} bytes", "JSON lines have one example a line")
    return raw


@step("CW102")
def in_utf8(raw: bytes) -> str | Objection:
    r"""A line is UTF-8.

    JSON between systems is UTF-8 (RFC 8259); other encodings turn names and places into noise.

    Blind spots: Latin-1 text that happens to be valid UTF-8 is not noticed.

    Bad: {"messages": [{"role": "user", "content": "Caf\xe9"}]} in Latin-1

    Good: {"messages": [{"role": "user", "content": "Café"}, {"role": "assistant", "content": "Bonjour!"}]}
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Objection("", f"not UTF-8: byte 0x{raw[error.start]:02x} at {error.start}", "convert the file, e.g. with iconv")


@step("CW103")
def without_lone_surrogates(text: str) -> str | Objection:
    r"""Text holds no half of a surrogate pair.

    It cannot be written as UTF-8: tokenizers, Arrow and databases fail on it, usually much later.

    Blind spots: text that spells out such an escape, backslash and all, is reported too.

    Bad: {"messages": [{"role": "user", "content": "\ud83d"}, {"role": "assistant", "content": "?"}]}

    Good: {"messages": [{"role": "user", "content": "\ud83d\ude00"}, {"role": "assistant", "content": "?"}]}
    """
    if _SURROGATE.search(text) and (lone := _SURROGATE.search(_PAIR.sub("", text))):
        return Objection("", f"a lone surrogate, {lone.group()}", "emoji beyond U+FFFF are two escapes: keep both")
    return text


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_PAIR = re.compile(r"\\+u[dD][89abAB][0-9a-fA-F]{2}\\+u[dD][c-fC-F][0-9a-fA-F]{2}")


@step("CW104")
def as_json(text: str) -> Any:
    """A line is one JSON value.

    Half a line, two objects on a line and Python's `None`, `True`, `NaN` are the usual causes.

    Blind spots: of a member that stands twice in an object the last counts, as in every reader, without a finding.

    Bad: {"messages": [{"role": "user", "content": "Hi"}

    Good: {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
    """
    try:
        return read_json(text)
    except json.JSONDecodeError as error:
        return Objection("", f"not JSON: {error.msg} at column {error.colno}")
    except ValueError as error:
        return Objection("", f"not JSON: {error}")
    except RecursionError:
        return Objection("", f"nested deeper than {MAX_DEPTH}")


@step("CW105")
def as_object(value: Any) -> dict[str, Any] | Objection:
    """A line is an object, nested at most 64 deep.

    Every form has one object a line; deeper nesting is an accident or an attack, and overflows other readers.

    Blind spots: none known.

    Bad: ["messages"]

    Good: {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
    """
    if not isinstance(value, dict):
        return Objection(
            "", f"expected an object, got {type(value).__name__}", "JSON lines have one object a line, not one array a file"
        )
    if nested_deeper(value, MAX_DEPTH):
        return Objection("", f"nested deeper than {MAX_DEPTH}")
    return value
