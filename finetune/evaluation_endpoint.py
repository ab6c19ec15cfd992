"""A model of an OpenAI-compatible server, as a student among the others: asked concurrently, at temperature 0, never paid twice."""

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from callwright.errors import StudentError
from callwright.finetune.students.student import Response
from callwright.generator.formats.openai import parse_message, render_message, render_tool
from callwright.generator.trace import Message
from callwright.tools.tool import Tool

if TYPE_CHECKING:
    from openai import OpenAI

CONCURRENCY = 8
ATTEMPTS = 4
TIMEOUT = 120.0
"""Seconds; a local server may load its model on the first request."""

Conversation = tuple[Sequence[Message], Sequence[Tool]]


class Endpoint:
    """`kept`: a JSON lines file of answers by request. What it holds is not asked again: an evaluation that broke off goes on."""

    def __init__(self, model: str, url: str, kept: Path | None = None) -> None:
        self.name = f"{model}@{url}"
        self._model, self._url = model, url
        self._answers = Answerbook(kept)

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> Response:
        request = self._request(messages, tools)
        answer = self._answers.get(request)
        if answer is None:
            answer = self._ask(request)
            self._answers.add(request, answer)
        return _response(answer)

    def respond_many(self, conversations: Sequence[Conversation]) -> list[Response]:
        """Raises StudentError at the first request that keeps failing; the answers of the others are kept."""
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            return list(pool.map(lambda conversation: self.respond(*conversation), conversations))

    def _request(self, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
        said = [{name: value for name, value in render_message(message).items() if name != "weight"} for message in messages]
        request = {"model": self._model, "messages": said, "temperature": 0}
        offered = [{"type": "function", "function": render_tool(tool)["function"]} for tool in tools]
        return {**request, "tools": offered} if offered else request

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        import openai
        import tenacity

        passing = (openai.APIConnectionError, openai.APITimeoutError, openai.RateLimitError, openai.InternalServerError)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(passing),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_random_exponential(multiplier=0.5, max=20),
            reraise=True,
        )
        try:
            return retrying(self._complete, request)
        except openai.OpenAIError as error:
            raise StudentError(f"{self.name}: no answer: {error}") from error

    def _complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        started = time.perf_counter()
        completion = self._client.chat.completions.create(**request)
        seconds = time.perf_counter() - started
        if not completion.choices:
            raise StudentError(f"{self.name}: the server sent a completion without a choice")
        usage = completion.usage
        return {
            "message": completion.choices[0].message.model_dump(mode="json", include={"role", "content", "tool_calls"}),
            "seconds": seconds,
            "prompt_tokens": usage.prompt_tokens if usage else 0,
            "completion_tokens": usage.completion_tokens if usage else 0,
        }

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import OpenAI

        return OpenAI(base_url=self._url, api_key=os.environ.get("OPENAI_API_KEY", "none"), max_retries=0, timeout=TIMEOUT)


def _response(answer: Mapping[str, Any]) -> Response:
    message = answer["message"]
    text = json.dumps(message["tool_calls"], ensure_ascii=False) if message.get("tool_calls") else message.get("content") or ""
    return Response(text, parse_message(message), answer["seconds"], answer["prompt_tokens"], answer["completion_tokens"])


class Answerbook:
    """Answers by request, on disk as they arrive where there is a file."""

    def __init__(self, path: Path | None) -> None:
        self._path, self._lock = path, Lock()
        lines = path.read_text(encoding="utf-8").splitlines() if path and path.is_file() else []
        self._answers = {entry["request"]: entry["answer"] for entry in map(_entry, lines) if entry}

    def get(self, request: Mapping[str, Any]) -> dict[str, Any] | None:
        return self._answers.get(_digest(request))

    def add(self, request: Mapping[str, Any], answer: dict[str, Any]) -> None:
        with self._lock:
            self._answers[_digest(request)] = answer
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write("\n" + json.dumps({"request": _digest(request), "answer": answer}, ensure_ascii=False))


def _entry(line: str) -> dict[str, Any] | None:
    """None for an empty line and for one that a crash cut off."""
    try:
        entry: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return entry


def _digest(request: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
