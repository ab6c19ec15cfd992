"""Where in its line a trace's message stands.

Rules speak of `messages[2].tool_calls[0].arguments.unit`; an Anthropic line has that at `messages[1].content[0].input.unit`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from callwright.generator.formats.form import Form, Line

MESSAGE = re.compile(r"messages\[(\d+)\]")
AS_IT_STANDS = ("openai", "trl")
CALL = re.compile(r"\.tool_calls\[(\d+)\]")


def located(path: str, line: Line, form: Form) -> str:
    """The path in terms of the line; what is not about a message stays."""
    found = MESSAGE.match(path)
    if found is None or form.name in AS_IT_STANDS:
        return path
    number, tail = int(found.group(1)), path[found.end() :]
    if "query" in line:
        return _in_answers(tail) if number == len(form.parse(line).messages) - 1 and number else "query"
    for member in ("conversations", "messages"):
        if isinstance(turns := line.get(member), list):
            return _in_turns(line, form, member, turns, number, tail)
    prompt = line["prompt"]
    if number < len(prompt):
        return f"prompt[{number}]{tail}"
    return f"{'completion' if 'completion' in line else 'chosen'}[{number - len(prompt)}]{tail}"


def _in_answers(tail: str) -> str:
    return CALL.sub(r"answers[\1]", tail).lstrip(".") or "answers"


def _in_turns(line: Line, form: Form, member: str, turns: Sequence[Mapping[str, Any]], number: int, tail: str) -> str:
    """A turn may hold several messages or none: as many as reading one turn more gives."""
    before = 0
    for turn in range(len(turns) + 1):
        here = len(form.parse({**line, member: turns[:turn]}).messages)
        if number < here:
            return _named(f"{member}[{turn - 1}]", turns[turn - 1], tail, number - before) if turn else "system"
        before = here
    return f"{member}{tail}"


def _named(place: str, turn: Mapping[str, Any], tail: str, offset: int) -> str:
    rename = _value if "value" in turn else _block if isinstance(turn.get("content"), list) else _same
    return place + rename(tail, turn, offset)


def _same(tail: str, _turn: Mapping[str, Any], _offset: int) -> str:
    return tail


def _value(tail: str, turn: Mapping[str, Any], _offset: int) -> str:
    """ShareGPT's `value` is the call itself, or a list of calls; in tags it holds calls beside words."""
    renamed = tail.replace(".content", ".value").replace(".role", ".from").replace(".tool_call_id", ".value")
    if turn["from"] != "function_call":
        return CALL.sub(r".value.tool_calls[\1]", renamed)
    return CALL.sub(r".value[\1]" if turn["value"].lstrip().startswith("[") else ".value", renamed)


def _block(tail: str, turn: Mapping[str, Any], offset: int) -> str:
    """Anthropic's blocks: uses of tools by their place among the uses, results by their place in the turn."""
    blocks: list[Mapping[str, Any]] = turn["content"]
    uses = [place for place, block in enumerate(blocks) if block["type"] == "tool_use"]
    results = [place for place, block in enumerate(blocks) if block["type"] == "tool_result"]
    if found := CALL.match(tail):
        rest = tail[found.end() :].replace(".arguments", ".input", 1)
        return f".content[{uses[int(found.group(1))]}]{rest}"
    if results and offset < len(results):
        return f".content[{results[offset]}]" + tail.replace(".tool_call_id", ".tool_use_id").replace(".role", ".type")
    return tail
