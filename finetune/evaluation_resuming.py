"""A student of this machine whose answers are kept as they come, so that an evaluation that broke off goes on where it was."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from callwright.finetune.answerbook import Answer, Answerbook
from callwright.finetune.evaluation_answers import hardware
from callwright.finetune.students.student import Response, Student
from callwright.generator.formats.openai import parse_message, render_message, render_tool
from callwright.generator.trace import Message
from callwright.tools.tool import Tool

AT_ONCE = 64
"""Answers that a crash may cost: the student works on so many before they are kept."""
BLOCK = 1 << 20

Conversation = tuple[Sequence[Message], Sequence[Tool]]


class ResumableStudent:
    """The student, asked only for what `book` does not hold.

    `identity` stands for all that decides its answers but the conversation (`fingerprint`). The hardware is part of the request: a
    latency measured elsewhere is none of this machine's.
    """

    def __init__(self, student: Student, identity: str, book: Answerbook) -> None:
        self.name, self.book = student.name, book
        self._student, self._identity = student, {"student": identity, "hardware": hardware()}

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> Response:
        return self.respond_many([(messages, tools)])[0]

    def respond_many(self, conversations: Sequence[Conversation]) -> list[Response]:
        requests = [self._request(*conversation) for conversation in conversations]
        answers = [self.book.get(request, alone=len(requests) == 1) for request in requests]
        asked = [place for place, answer in enumerate(answers) if answer is None]
        for places in _parts(asked):
            responses = self._student.respond_many([conversations[place] for place in places])
            for place, response in zip(places, responses, strict=True):
                answer = answers[place] = _kept(response, alone=len(places) == 1)
                self.book.add(requests[place], answer)
        return [_response(answer) for answer in answers if answer]

    def _request(self, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
        said, offered = [render_message(message) for message in messages], [render_tool(tool) for tool in tools]
        return {**self._identity, "messages": said, "tools": offered}


def _parts(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), AT_ONCE):
        yield places[start : start + AT_ONCE]


def _kept(response: Response, *, alone: bool) -> Answer:
    said: Mapping[str, Any] = render_message(response.message)
    return Answer(
        message={name: said[name] for name in ("role", "content", "tool_calls") if name in said},
        text=response.text,
        seconds=response.seconds,
        alone=alone,
        prompt_tokens=response.prompt_tokens,
        completion_tokens=response.completion_tokens,
        over_length=response.over_length,
    )


def _response(answer: Answer) -> Response:
    return Response(
        text=answer.text or "",
        message=parse_message(answer.message),
        seconds=answer.seconds,
        prompt_tokens=answer.prompt_tokens or 0,
        completion_tokens=answer.completion_tokens or 0,
        over_length=answer.over_length,
    )


def fingerprint(folder: Path) -> str:
    """SHA-256 over a student's files by name, and over the modules that run it: a student answers as both have it."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    for module in sorted(resources.files("callwright.finetune.students").iterdir(), key=lambda module: module.name):
        if module.name.endswith(".py"):
            digest.update(module.read_bytes())
    return digest.hexdigest()
