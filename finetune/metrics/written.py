"""A call that a model wrote as text, where its server saw none: what it meant, and what is wrong with how it is written.

>>> read_written("Sure! {'name': 'get_weather', 'arguments': {'location': 'Oslo'}}", ["get_weather"])
Written(call=ToolCall(name='get_weather', arguments={'location': 'Oslo'}, id=''), defect='unquoted_json', calls=())
"""

import ast
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from callwright.tools.call import ToolCall

Defect = Literal["extra_prose", "malformed_json", "unquoted_json", "truncated", "looping", "function_syntax", "text_only"]

_MARKUP = re.compile(r"</?tool_calls?>|</?function_calls?>|```(?:json|tool_call)?|\[/?TOOL_CALLS\]|<\|[a-z_]+\|>", re.IGNORECASE)
_ATTEMPT = re.compile(
    r"<tool_call|\[TOOL_CALLS\]|[\"']?(?:arguments|parameters)[\"']?\s*:\s*[{\"']|[\"']?name[\"']?\s*:\s*[\"']?\w+[\"']?\s*,",
    re.IGNORECASE,
)
_LOOP = re.compile(r"(.{2,40}?)\1{5,}", re.DOTALL)
"""Six times the same in a row."""
TAIL = 1000
"""Characters looked at for a loop."""
RULE = 40
"""A line of dashes may be so long."""


@dataclass(frozen=True)
class Written:
    call: ToolCall | None
    """The call meant, where it can be made out."""
    defect: Defect
    """`text_only`: well-formed calls and nothing else, in a place where no server reads calls."""
    calls: tuple[ToolCall, ...] = ()
    """All that are well-formed, `call` the first of them."""


def read_written(text: str, names: Collection[str]) -> Written | None:
    """None where the text is no attempt at a call. `names` are those of the tools offered."""
    function = _function_syntax(text, names)
    if function is not None:
        return Written(function, "function_syntax")
    if not _ATTEMPT.search(text):
        return None
    bare = _MARKUP.sub(" ", text).strip()
    calls, outside = _calls(bare)
    if not calls:
        return _defective(bare)
    if _ATTEMPT.search(outside):
        return Written(calls[0], _defective(outside).defect, calls)
    return Written(calls[0], "extra_prose" if outside else "text_only", calls)


def _calls(text: str) -> tuple[tuple[ToolCall, ...], str]:
    """The well-formed calls, and what else stands there."""
    calls, outside, behind = [], "", 0
    for start, value, end in _objects(text):
        call = _as_call(value)
        if call is not None:
            calls.append(call)
            outside, behind = outside + text[behind:start], end
    return tuple(calls), (outside + text[behind:]).strip(" \n\t[],;")


def loops(text: str) -> bool:
    """The same words again and again: a model that does not find the end."""
    return any(len(set(found[1])) > 1 or len(found[0]) > RULE for found in _LOOP.finditer(text[-TAIL:]))


def _objects(text: str) -> Iterator[tuple[int, Any, int]]:
    """The outermost JSON objects with their places."""
    decoder, position = json.JSONDecoder(), 0
    while (start := text.find("{", position)) >= 0:
        try:
            value, position = decoder.raw_decode(text, start)
        except ValueError:
            position = start + 1
        else:
            yield start, value, position


def _as_call(value: Any) -> ToolCall | None:
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("function"), dict):
        value = value["function"]
    arguments = value.get("arguments", value.get("parameters"))
    if isinstance(value.get("name"), str) and isinstance(arguments, dict | str):
        return ToolCall(value["name"], arguments)
    return None


def _defective(text: str) -> Written:
    start = text.find("{")
    if loops(text):
        return Written(None, "looping")
    if start < 0:
        return Written(None, "malformed_json")
    end = _closing(text, start)
    if end is None:
        return Written(_relaxed(text[start:] + "}" * text[start:].count("{")), "truncated")
    call = _relaxed(text[start:end])
    return Written(call, "unquoted_json" if call else "malformed_json")


def _closing(text: str, start: int) -> int | None:
    """Behind the brace that closes the one at `start`; None where the text ends before."""
    depth, quoted, escaped = 0, False, False
    for place in range(start, len(text)):
        letter = text[place]
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        else:
            depth += {"{": 1, "}": -1}.get(letter, 0)
            if not depth:
                return place + 1
    return None


def _relaxed(text: str) -> ToolCall | None:
    """YAML's flow style reads single quotes and no quotes at all."""
    try:
        return _as_call(yaml.load(text, Loader=yaml.CBaseLoader))
    except yaml.YAMLError:
        return None


def _function_syntax(text: str, names: Collection[str]) -> ToolCall | None:
    """`get_weather(location="Oslo")`."""
    for name in names:
        found = re.search(rf"(?<!\w){re.escape(name)}\(([^()]*)\)", text)
        if found:
            return ToolCall(name, _keywords(found.group(1)))
    return None


def _keywords(text: str) -> Any:
    """The arguments object, or the text where it is none."""
    try:
        parsed = ast.parse(f"f({text})", mode="eval").body
        if isinstance(parsed, ast.Call) and not parsed.args:
            return {keyword.arg: ast.literal_eval(keyword.value) for keyword in parsed.keywords if keyword.arg}
    except (SyntaxError, ValueError):
        pass
    return text
