"""A conversation as the ids a `tiny` student reads and writes, and its ids back as text and calls.

    <system> You are an assistant with access to tools. Today is 2 0 2 6 - 1 1 - 2 0 ( Friday ) .
    <tool> get weather <tool> create task
    <user> What is it like in Oslo ? <assistant> <call> get weather <{> location <="> Oslo <}> <end>
    <result> <{> temperature <:> 4 <}> <assistant> It is 4 degrees . <end>

JSON's joints are tokens, names are spelled as words with `_` for the usual space, so that a tool's name, a key and a value
share their ids with the request. Nothing is shortened. Copied into a student's folder: imports nothing of callwright.

Messages and tools are in the OpenAI chat form; arguments may be objects or JSON text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .vocabulary import Vocabulary  # relative: in a student's folder this is no part of callwright

PAD, END = "<pad>", "<end>"
SYSTEM, TOOL, USER, ASSISTANT, RESULT = "<system>", "<tool>", "<user>", "<assistant>", "<result>"
CALL, RAW, CALENDAR = "<call>", "<raw>", "<calendar>"
OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COMMA, COLON, STRING, COLON_STRING = "<{>", "<}>", "<[>", "<]>", "<,>", "<:>", '<">', '<=">'
SPECIALS = (
    PAD,
    END,
    SYSTEM,
    TOOL,
    USER,
    ASSISTANT,
    RESULT,
    CALL,
    RAW,
    CALENDAR,
    OPEN,
    CLOSE,
    OPEN_LIST,
    CLOSE_LIST,
    COMMA,
    COLON,
    STRING,
    COLON_STRING,
)

_PHRASE = re.compile(r"[^.!?:\n]*[.!?:\n]+\s*|[^.!?:\n]+")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
CALENDAR_DAYS = 7
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SWAP = str.maketrans(" _", "_ ")

Message = Mapping[str, Any]


def phrases(system: str) -> list[str]:
    """A system text in the stretches that may be one token each: up to a colon, a line's or a sentence's end."""
    return _PHRASE.findall(system)


def arguments_of(call: Mapping[str, Any]) -> Any:
    """The arguments of a call in OpenAI form; text that is no JSON stays text."""
    arguments = call["function"]["arguments"]
    return read_json(arguments) if isinstance(arguments, str) else arguments


def date_in(text: str) -> date | None:
    """The first date as `2026-11-20`."""
    found = _DATE.search(text)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def read_json(text: str) -> Any:
    """The value, or the text itself where it is no JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text


class Dialect:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._special = {token: vocabulary.ids[token] for token in SPECIALS}
        self.pad, self.end, self.assistant, self.call = (self._special[token] for token in (PAD, END, ASSISTANT, CALL))
        self._names = {i: token for token, i in self._special.items()}

    def render(
        self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], *, generation_prompt: bool = False
    ) -> list[int]:
        """The tools stand after the system message, if any. With `generation_prompt`, up to where the student goes on."""
        ids: list[int] = []
        rest = list(messages)
        while rest and rest[0]["role"] == "system":
            ids += self._system(rest.pop(0)["content"] or "")
        for tool in tools:
            ids += [self._special[TOOL], *self.name(tool.get("function", tool)["name"])]
        for message in rest:
            ids += self._message(message)
        return [*ids, self.assistant] if generation_prompt else ids

    def said_by_user(self, ids: Sequence[int]) -> list[int]:
        """Positions of the words of user messages."""
        speaker, positions = "", []
        for position, i in enumerate(ids):
            speaker = self._names.get(i, speaker)
            if speaker == USER and i not in self._names:
                positions.append(position)
        return positions

    def _message(self, message: Message) -> list[int]:
        content = message.get("content") or ""
        match message["role"]:
            case "user":
                return [self._special[USER], *self.vocabulary.encode(content)]
            case "tool":
                return [self._special[RESULT], *self._result(content)]
            case "system":
                return self._system(content)
            case _:
                calls = [i for call in message.get("tool_calls") or () for i in self._call(call)]
                return [self.assistant, *self.vocabulary.encode(content), *calls, self.end]

    def _system(self, content: str) -> list[int]:
        ids = [self._special[SYSTEM]]
        for phrase in phrases(content):
            known = self.vocabulary.phrase_id(phrase.strip())
            ids += self.vocabulary.encode(phrase.strip()) if known is None else [known]
        return [*ids, *self._calendar(content)]

    def _calendar(self, system: str) -> list[int]:
        """The week after the date of a system text: each day's weekday and number, and a month where it begins.

        It says nothing that the date does not say, but looking a weekday up is easier to learn than reckoning it.
        """
        today = date_in(system)
        if today is None:
            return []
        ids = [self._special[CALENDAR]]
        for ahead in range(1, CALENDAR_DAYS + 1):
            day = today + timedelta(ahead)
            ids += self.vocabulary.encode(WEEKDAYS[day.weekday()])
            ids += [self.vocabulary.ids[f"{number:02}"] for number in ((day.month, 1) if day.day == 1 else (day.day,))]
        return ids

    def name(self, name: str) -> list[int]:
        """Of a tool or a key, without what stands around it."""
        return self.vocabulary.encode(name.translate(_SWAP))

    def _call(self, call: Mapping[str, Any]) -> list[int]:
        arguments = arguments_of(call)
        written = self.value(arguments) if isinstance(arguments, dict) else self._raw(arguments)
        return [self._special[CALL], *self.name(call["function"]["name"]), *written]

    def _raw(self, arguments: Any) -> list[int]:
        text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        return [self._special[RAW], *self.vocabulary.encode(text)]

    def _result(self, content: str) -> list[int]:
        value = read_json(content)
        return self.value(value) if isinstance(value, dict | list) else self.vocabulary.encode(content)

    def value(self, value: Any) -> list[int]:
        """A JSON value by itself or in a list."""
        match value:
            case dict():
                return self._enclosed(OPEN, [self._member(key, member) for key, member in value.items()], CLOSE)
            case list():
                return self._enclosed(OPEN_LIST, [self.value(member) for member in value], CLOSE_LIST)
            case str():
                return [self._special[STRING], *self.vocabulary.encode(value)]
            case _:
                return self.vocabulary.encode(json.dumps(value))

    def _member(self, key: str, value: Any) -> list[int]:
        if isinstance(value, str):
            return [*self.name(key), self._special[COLON_STRING], *self.vocabulary.encode(value)]
        return [*self.name(key), self._special[COLON], *self.value(value)]

    def _enclosed(self, opening: str, members: Sequence[Sequence[int]], closing: str) -> list[int]:
        ids = [self._special[opening]]
        for i, member in enumerate(members):
            ids += [self._special[COMMA], *member] if i else member
        return [*ids, self._special[closing]]

    def text(self, ids: Sequence[int]) -> str:
        """What the student wrote: words, and each call as `<tool_call>{"name": ..., "arguments": ...}</tool_call>`."""
        ids = ids[: ids.index(self.end)] if self.end in ids else ids
        starts = [i for i, token in enumerate(ids) if token == self._special[CALL]]
        bounds = [*starts, len(ids)]
        words = self.vocabulary.decode(ids[: bounds[0]])
        return words + "".join(self._call_text(ids[start + 1 : end]) for start, end in zip(starts, bounds[1:], strict=True))

    def _call_text(self, ids: Sequence[int]) -> str:
        cut = next((i for i, token in enumerate(ids) if token in (self._special[OPEN], self._special[RAW])), len(ids))
        name = json.dumps(self.vocabulary.decode(ids[:cut]).translate(_SWAP), ensure_ascii=False)
        arguments = "".join(self._json_text(ids[cut:]))
        return f'<tool_call>{{"name": {name}, "arguments": {arguments}}}</tool_call>'

    def _json_text(self, ids: Sequence[int]) -> Iterator[str]:
        """Joint by joint; ids that are no JSON give text that is none either."""
        before, start = "", 0
        for i in range(len(ids) + 1):
            joint = self._names.get(ids[i]) if i < len(ids) else END
            if joint is not None:
                yield self._scalar(ids[start:i], before, joint)
                yield _WRITTEN.get(joint, "")
                before, start = joint, i + 1

    def _scalar(self, ids: Sequence[int], before: str, after: str) -> str:
        """What stands between two joints: a string, a key, or as it is (numbers, true, null, text that is no JSON)."""
        text = self.vocabulary.decode(ids)
        if before in (STRING, COLON_STRING):
            return json.dumps(text, ensure_ascii=False)
        if after in (COLON, COLON_STRING):
            return json.dumps(text.translate(_SWAP), ensure_ascii=False)
        return text


_WRITTEN = {OPEN: "{", CLOSE: "}", OPEN_LIST: "[", CLOSE_LIST: "]", COMMA: ", ", COLON: ": ", COLON_STRING: ": "}

_TOOL_CALL = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)


def read_text(text: str, calls_before: int = 0) -> dict[str, Any]:
    """An assistant message in OpenAI form from what `Dialect.text` gave; a call that is no JSON leaves all of it as content.

    Calls are numbered on from those of the conversation so far.
    """
    written = [read_json(call) for call in _TOOL_CALL.findall(text)]
    if not written or not all(isinstance(call, dict) and call.keys() >= {"name", "arguments"} for call in written):
        return {"role": "assistant", "content": text}
    calls = [
        {
            "id": f"call_{i}",
            "type": "function",
            "function": {"name": call["name"], "arguments": json.dumps(call["arguments"], ensure_ascii=False)},
        }
        for i, call in enumerate(written, calls_before + 1)
    ]
    return {"role": "assistant", "content": text[: text.index("<tool_call>")] or None, "tool_calls": calls}
