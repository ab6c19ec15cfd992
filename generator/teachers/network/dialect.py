"""How a server is asked for a reply of a given form: by a JSON schema, by a tool it must call, or by words alone.

`auto` begins with the first and goes on to the next where the server refuses or does not keep to it; what works is kept.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, get_args

from callwright.generator.teachers.network.failure import FailedError
from callwright.generator.teachers.network.journal import Answer
from callwright.generator.teachers.reply import NAME, Form

Mode = Literal["json_schema", "tools", "json"]
MODES: tuple[Mode, ...] = get_args(Mode)
CHANCES = 2
"""Replies out of form, before the first good one, that make `auto` try the next mode."""
CAPS = ("max_completion_tokens", "max_tokens")
"""Names of the limit on an answer: the present one, and the one that older servers know."""


class Dialect:
    def __init__(self, mode: Mode | None = None) -> None:
        """None finds out."""
        self.mode: Mode = mode or MODES[0]
        self._settled = mode is not None
        self._bad = 0
        self._cap = CAPS[0]

    def body(self, form: Form, most: int) -> dict[str, Any]:
        """What a request holds besides model and messages."""
        return {self._cap: most, **_asking(self.mode, form)}

    def worked(self) -> None:
        self._settled = True

    def misunderstood(self, mode: Mode) -> None:
        """A reply to a request in that mode was out of form."""
        if not self._settled and mode == self.mode:
            self._bad += 1
            if self._bad >= CHANCES:
                self._next()

    def refused(self, said: str, body: Mapping[str, Any]) -> bool:
        """The server refused a request for what it holds. True where it can be asked in another way."""
        if self._cap in body and self._cap == CAPS[0] and CAPS[0] in said:
            self._cap = CAPS[1]
            return True
        if CAPS[0] in body and self._cap == CAPS[1] and CAPS[0] in said:
            return True
        if self._settled:
            return False
        return _mode_of(body) != self.mode or self._next()

    def _next(self) -> bool:
        place = MODES.index(self.mode) + 1
        self._bad = 0
        if place < len(MODES):
            self.mode = MODES[place]
        return place < len(MODES)


def _asking(mode: Mode, form: Form) -> dict[str, Any]:
    match mode:
        case "json_schema":
            return {
                "response_format": {"type": "json_schema", "json_schema": {"name": NAME, "strict": True, "schema": form.schema}}
            }
        case "tools":
            function = {"name": NAME, "description": form.notes.hand_in, "parameters": form.schema, "strict": True}
            return {
                "tools": [{"type": "function", "function": function}],
                "tool_choice": {"type": "function", "function": {"name": NAME}},
            }
        case "json":
            return {"response_format": {"type": "json_object"}}


def _mode_of(body: Mapping[str, Any]) -> Mode:
    if "tools" in body:
        return "tools"
    return "json_schema" if body["response_format"]["type"] == "json_schema" else "json"


def answer_of(completion: Mapping[str, Any]) -> Answer:
    """What a chat completion said. FailedError where it is none."""
    try:
        choice = completion["choices"][0]
        message = choice["message"]
        calls = message.get("tool_calls") or ()
        text = calls[0]["function"]["arguments"] if calls else message.get("content")
    except (LookupError, TypeError, AttributeError):
        raise FailedError("failed", "the answer is no chat completion") from None
    if isinstance(text, dict):
        text = json.dumps(text)
    finish = choice.get("finish_reason") or "stop"
    refusal = message.get("refusal") or ("content filter" if finish == "content_filter" else None)
    return Answer(text, finish, refusal)
