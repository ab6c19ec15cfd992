"""The offline teacher behind the real protocol, with faults on demand: `callwright mock-teacher`.

POST /v1/chat/completions, GET /v1/models; GET /stats counts what was served, GET /stats/faults lists the mistakes that were made.
"""

import asyncio
import json
import math
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from callwright.errors import InputError
from callwright.generator.teachers.mock_faults import MEANING, Faults
from callwright.generator.teachers.mock_replies import (
    TOKENS_A_MESSAGE,
    Asked,
    Reply,
    RequestError,
    read_request,
    reply_to,
    tokens_in,
)
from callwright.templates.phrasebook import load_phrasebook

MODEL = "mock-teacher"
LARGEST_BODY = 64 * 2**20
GONE_AFTER = 0.05
"""Seconds between two looks whether a client that is left hanging has given up."""
BACKLOG = 1024
"""Connections that may wait to be accepted: a client opens 256 at once."""
SHUTDOWN = 0.5
"""Seconds that replies under way are given when the server is ended."""
STARTED = 1_767_225_600
"""The `created` of every reply: same request, same bytes."""


@dataclass(frozen=True)
class Serving:
    """How the server behaves."""

    faults: Faults
    latency: float = 0.0
    """Seconds from a request's arrival to its reply."""
    key: str = ""
    """The API key asked for; empty where any will do."""
    most: int = 0
    """Requests in flight above which it answers 429; 0 for no limit."""
    retry_after: float = 1.0
    """Seconds that a 429 asks to wait."""


@dataclass
class Stats:
    requests: int = 0
    """To chat completions, refused ones included."""
    completed: int = 0
    """Replies written by the model: what a provider would bill, whether or not the client was still there to read it."""
    in_flight: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    by_fault: Counter[str] = field(default_factory=Counter)
    mistakes: list[dict[str, Any]] = field(default_factory=list)
    """Each reply with a mistake of meaning in it."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often each row was asked for."""

    def counts(self) -> dict[str, Any]:
        names = ("requests", "completed", "in_flight", "prompt_tokens", "completion_tokens")
        return {**{name: getattr(self, name) for name in names}, "by_fault": dict(sorted(self.by_fault.items()))}


def application(serving: Serving) -> web.Application:
    server = _Server(serving)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[server.guard])
    app.add_routes(
        [
            web.post("/v1/chat/completions", server.complete),
            web.get("/v1/models", server.models),
            web.get("/stats", server.stats_page),
            web.get("/stats/faults", server.mistakes_page),
        ]
    )
    return app


async def serve(serving: Serving, port: int, say: Callable[[str], None]) -> None:
    """Serves on 127.0.0.1 until interrupted or terminated. Raises InputError where the port is taken."""
    load_phrasebook()
    runner = web.AppRunner(application(serving), access_log=None, shutdown_timeout=SHUTDOWN)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port, backlog=BACKLOG).start()
        say(f"listening on http://127.0.0.1:{runner.addresses[0][1]}/v1")
        await _stopped()
    except OSError as error:
        raise InputError(f"port {port} cannot be listened on: {error.strerror}; --port 0 takes a free one") from None
    finally:
        await runner.cleanup()


async def _stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


class _Server:
    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.stats = Stats()

    @web.middleware
    async def guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """The key, and errors as OpenAI writes them."""
        key = self.serving.key
        if key and request.path.startswith("/v1/") and request.headers.get("Authorization") != f"Bearer {key}":
            return _error(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key")
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _error(error.status, f"Invalid URL ({request.method} {request.path})", "invalid_request_error")

    async def models(self, _: web.Request) -> web.Response:
        model = {"id": MODEL, "object": "model", "created": STARTED, "owned_by": "callwright"}
        return _json({"object": "list", "data": [model]})

    async def stats_page(self, _: web.Request) -> web.Response:
        return _json(self.stats.counts())

    async def mistakes_page(self, _: web.Request) -> web.Response:
        return _json(self.stats.mistakes)

    async def complete(self, request: web.Request) -> web.Response:
        self.stats.requests += 1
        self.stats.in_flight += 1
        try:
            return await self._complete(request, time.monotonic())
        finally:
            self.stats.in_flight -= 1

    async def _complete(self, request: web.Request, arrived: float) -> web.Response:
        try:
            asked = read_request(json.loads(await request.read()))
        except RequestError as error:
            return _error(400, str(error), "invalid_request_error")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            message = f"The body of your request could not be read: {type(error).__name__}: {error}"
            return _error(400, message, "invalid_request_error")
        refused = await self._refused(request, asked, arrived)
        if refused is not None:
            return refused
        reply = reply_to(asked, self.serving.faults)
        await self._wait(arrived)
        return _json(self._counted(asked, reply))

    async def _refused(self, request: web.Request, asked: Asked, arrived: float) -> web.Response | None:
        """What becomes of a request that meets a fault of the connection, or one too many in flight."""
        fault = self.serving.faults.of_connection(asked.row, self.stats.asked[asked.row])
        self.stats.asked[asked.row] += 1
        if self.serving.most and self.stats.in_flight > self.serving.most:
            fault = "429"
        if not fault:
            return None
        self.stats.by_fault[fault] += 1
        if fault == "429":
            return self._rate_limited()
        if fault == "hang":
            while request.transport is not None and not request.transport.is_closing():
                await asyncio.sleep(GONE_AFTER)
        await self._wait(arrived)
        if fault == "reset" and request.transport is not None:
            request.transport.abort()
        return _error(500, "The server had an error while processing your request. Sorry about that!", "server_error")

    def _rate_limited(self) -> web.Response:
        seconds = self.serving.retry_after
        response = _error(429, "Rate limit reached for requests.", "requests", "rate_limit_exceeded")
        response.headers["Retry-After"] = str(math.ceil(seconds))
        response.headers["Retry-After-Ms"] = str(round(seconds * 1000))
        return response

    async def _wait(self, arrived: float) -> None:
        left = arrived + self.serving.latency - time.monotonic()
        if left > 0:
            await asyncio.sleep(left)

    def _counted(self, asked: Asked, reply: Reply) -> dict[str, Any]:
        stats = self.stats
        stats.completed += 1
        if reply.fault:
            stats.by_fault[reply.fault] += 1
        if reply.fault in MEANING:
            stats.mistakes.append({"plan_id": asked.row, "fault": reply.fault, "detail": reply.detail, "told": asked.told})
        completion = _completion(asked, reply, stats.completed)
        stats.prompt_tokens += completion["usage"]["prompt_tokens"]
        stats.completion_tokens += completion["usage"]["completion_tokens"]
        return completion


def _completion(asked: Asked, reply: Reply, number: int) -> dict[str, Any]:
    prompt = tokens_in(len(asked.prompt) + asked.overhead) + TOKENS_A_MESSAGE * asked.messages
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": STARTED,
        "model": asked.model,
        "choices": [{"index": 0, "message": _message(reply, number), "finish_reason": _finish(reply), "logprobs": None}],
        "usage": {"prompt_tokens": prompt, "completion_tokens": reply.tokens, "total_tokens": prompt + reply.tokens},
    }


def _message(reply: Reply, number: int) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    if reply.refusal:
        return {**message, "content": None}
    if not reply.tool:
        return message
    call = {"id": f"call_{number}", "type": "function", "function": {"name": reply.tool, "arguments": reply.text}}
    return {**message, "content": None, "tool_calls": [call]}


def _finish(reply: Reply) -> str:
    return "tool_calls" if reply.tool and reply.finish == "stop" else reply.finish


def _error(status: int, message: str, kind: str, code: str | None = None) -> web.Response:
    return _json({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(value, ensure_ascii=False).encode(), status=status, content_type="application/json")
