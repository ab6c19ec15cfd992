"""A model of an OpenAI-compatible server, as a student among the others: asked concurrently, and never twice."""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from callwright.errors import StudentError
from callwright.finetune.answerbook import Answer, Answerbook
from callwright.finetune.students.student import Response
from callwright.generator.formats.openai import parse_message, render_message, render_tool
from callwright.generator.trace import Message
from callwright.tools.tool import Tool

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI
    from tenacity import RetryCallState

CONCURRENCY = 8
ATTEMPTS, TIMED_OUT_ATTEMPTS = 4, 2
TIMEOUT = 120.0
"""Seconds; a local server may load its model on the first request."""
LONGEST_WAIT = 60.0
"""Seconds a server may ask to be left alone for."""

Conversation = tuple[Sequence[Message], Sequence[Tool]]
Costing = Callable[[str, int, int], float | None]
"""Model, prompt tokens, completion tokens -> what it costs; None where that is not known."""


class Endpoint:
    """What `book` holds is not asked again: an evaluation that broke off goes on.

    Latency is that of the attempt that was answered, waiting for a busy server left out.
    """

    def __init__(
        self, model: str, url: str, book: Answerbook | None = None, *, cost: Costing = lambda *_: None, timeout: float = TIMEOUT
    ) -> None:
        self.name = f"{model}@{url}"
        self.book = Answerbook(None) if book is None else book
        self._model, self._url, self._cost, self._timeout = model, url, cost, timeout
        self._failed: StudentError | None = None
        """The first that kept failing; whoever else waits for this server gives up with it."""

    @property
    def on_this_machine(self) -> bool:
        host = urlsplit(self._url).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    @property
    def priced(self) -> bool:
        return self._cost(self._model, 0, 0) is not None

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> Response:
        return self._respond((messages, tools), alone=True)

    def respond_many(self, conversations: Sequence[Conversation]) -> list[Response]:
        """Raises StudentError at the first request that keeps failing; the answers of the others are kept."""
        alone = len(conversations) == 1
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            return list(pool.map(lambda conversation: self._respond(conversation, alone=alone), conversations))

    def _respond(self, conversation: Conversation, *, alone: bool) -> Response:
        """`alone`: an answer that the server gave while it worked on others tells no latency, it is asked for once more."""
        request = self._request(*conversation)
        answer = self.book.get(request, alone=alone)
        if answer is None:
            answer = replace(self._ask(request), alone=alone)
            self.book.add(request, answer)
        return self._response(answer)

    def _request(self, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
        said = [{name: value for name, value in render_message(message).items() if name != "weight"} for message in messages]
        request = {"model": self._model, "messages": said, "temperature": 0}
        offered = [{"type": "function", "function": render_tool(tool)["function"]} for tool in tools]
        return {**request, "tools": offered} if offered else request

    def _ask(self, request: Mapping[str, Any]) -> Answer:
        import openai
        import tenacity

        if self._failed:
            raise self._failed

        passing = (openai.APIConnectionError, openai.APITimeoutError, openai.RateLimitError, openai.InternalServerError)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(passing),
            stop=self._is_enough,
            wait=_pause,
            reraise=True,
        )
        try:
            return retrying(self._complete, request)
        except openai.BadRequestError as error:
            if _is_over_length(error):
                return Answer(over_length=True)
            raise self._failure(error) from error
        except openai.OpenAIError as error:
            raise self._failure(error) from error

    def _is_enough(self, state: "RetryCallState") -> bool:
        import openai

        error = state.outcome.exception() if state.outcome else None
        attempts = TIMED_OUT_ATTEMPTS if isinstance(error, openai.APITimeoutError) else ATTEMPTS
        return self._failed is not None or state.attempt_number >= attempts

    def _failure(self, error: Exception) -> StudentError:
        reason = _reason(error)
        path, number = self.book.path, len(self.book)
        kept = f"; {number:,} answers are kept in {path}, the same command goes on from there" if path and number else ""
        self._failed = self._failed or StudentError(f"{self.name}: no answer: {reason}{kept}")
        return self._failed

    def _complete(self, request: Mapping[str, Any]) -> Answer:
        client = self._client  # made before the clock starts: importing openai takes a second
        started = time.perf_counter()
        completion = client.chat.completions.create(**request)
        seconds = time.perf_counter() - started
        if not completion.choices:
            raise self._failure(ValueError("the server sent a completion without a choice"))
        usage = completion.usage
        return Answer(
            message=completion.choices[0].message.model_dump(mode="json", include={"role", "content", "tool_calls"}),
            seconds=seconds,
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
        )

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import OpenAI

        key = os.environ.get("OPENAI_API_KEY", "none")
        return OpenAI(base_url=self._url, api_key=key, max_retries=0, timeout=self._timeout)

    def _response(self, answer: Answer) -> Response:
        message = answer.message
        calls = message.get("tool_calls")
        counted = answer.over_length or (answer.prompt_tokens is not None and answer.completion_tokens is not None)
        prompt_tokens, completion_tokens = answer.prompt_tokens or 0, answer.completion_tokens or 0
        return Response(
            text=json.dumps(calls, ensure_ascii=False) if calls else message.get("content") or "",
            message=parse_message(message),
            seconds=answer.seconds,
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            over_length=answer.over_length,
            cost=self._cost(self._model, prompt_tokens, completion_tokens) if counted else None,
        )


def _reason(error: Exception) -> str:
    """What went wrong, and whose business it is to mend it."""
    import openai

    said = (_said(error) or str(error) or type(error).__name__).rstrip(".")
    match error:
        case openai.APITimeoutError():
            return f"{said} (--timeout gives it longer)"
        case openai.APIConnectionError():
            return f"{said}: {error.__cause__ or 'no server there'}"
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return f"{said} (the key is OPENAI_API_KEY)"
    return said


def _said(error: Exception) -> str | None:
    """What a server that keeps to the protocol writes beside its status."""
    import openai

    body = error.body if isinstance(error, openai.APIStatusError) else None
    message = body.get("message") if isinstance(body, dict) else None
    return f"{error.status_code}: {message}" if isinstance(error, openai.APIStatusError) and message else None


def _pause(state: "RetryCallState") -> float:
    """As long as the server asks for, else twice as long at every attempt, at random so that not all come back at once."""
    import openai
    import tenacity

    error = state.outcome.exception() if state.outcome else None
    asked = retry_after(error.response.headers) if isinstance(error, openai.APIStatusError) else None
    return tenacity.wait_random_exponential(multiplier=0.5, max=20)(state) if asked is None else min(asked, LONGEST_WAIT)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from now, by a `Retry-After` in seconds or as a date; None where there is none that can be read."""
    value = headers.get("retry-after", "").strip()
    if value.replace(".", "", 1).isdecimal():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _is_over_length(error: "APIStatusError") -> bool:
    """As OpenAI, vLLM and llama.cpp say it."""
    said = f"{error.code} {error}".lower()
    return any(words in said for words in ("context_length_exceeded", "context length", "context size"))
