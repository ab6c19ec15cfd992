"""The server as openai's client reaches it: one request at a time, raw, and the list of its models.

`chat.completions.create` costs 1.7 ms of CPU a request, a raw `post` of the client 0.85, and a request sent over the client's own
HTTP connections with its headers 0.40, where a bare aiohttp client takes 0.25 (256 in flight, 6 KB a prompt, one run). So requests
go the last way; connections, headers and the list of models are the client's. It retries nothing: one place decides about that.
"""

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from callwright.errors import TeacherError
from callwright.generator.teachers.network.failure import FailedError, failure_of
from callwright.generator.teachers.network.limits import Limits

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

KEY, BASE_URL = "OPENAI_API_KEY", "OPENAI_BASE_URL"
NO_KEY = "none"
"""What a server of one's own is given where no key is set; it does not look."""


class Server:
    """Made within a running event loop, used there, and closed."""

    def __init__(self, base_url: str | None, limits: Limits) -> None:
        import httpx2

        self.url = base_url or os.environ.get(BASE_URL) or "https://api.openai.com/v1"
        timeout = httpx2.Timeout(limits.timeout, connect=limits.connect, pool=None)
        self._http = _connections(self.url, limits.concurrency + 1, timeout)
        self._client = _client(self.url, timeout, self._http)
        self._place = httpx2.URL(f"{self.url.rstrip('/')}/chat/completions")
        stated = {name: value for name, value in self._client.default_headers.items() if isinstance(value, str)}
        self._headers = httpx2.Headers({**stated, **self._client.auth_headers, "Content-Type": "application/json"})
        self._extensions = {"timeout": timeout.as_dict()}

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The completion as the server's JSON. Raises FailedError; RefusedError where sending it again would be no use."""
        import aiohttp
        import httpx2

        content = json.dumps(body, ensure_ascii=False).encode()
        request = httpx2.Request("POST", self._place, headers=self._headers, content=content, extensions=self._extensions)
        try:
            response = await self._http.send(request)
        except (httpx2.HTTPError, aiohttp.ClientError, OSError) as error:
            # Over aiohttp a cut connection comes as a timeout too; the innermost cause knows which it was.
            cause = _cause(error)
            if isinstance(cause, TimeoutError):
                raise FailedError("timeout", "no answer in time") from None
            raise FailedError("disconnected", _reason(cause)) from None
        if response.status_code >= 400:
            raise failure_of(response.status_code, response.headers, response.content)
        try:
            return json.loads(response.content)  # type: ignore[no-any-return]
        except ValueError:
            raise FailedError("failed", "the answer is not JSON") from None

    async def models(self) -> list[str]:
        """Names of the models served; none where the server does not tell. TeacherError where it cannot be used at all."""
        import openai

        try:
            return [model.id async for model in self._client.models.list()]
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise TeacherError(f"{self.url}: refuses the key ({error.status_code}); set {KEY} to a valid one") from None
        except openai.APIConnectionError as error:
            raise TeacherError(
                f"{self.url}: cannot be reached ({_reason(_cause(error))}); check --base-url and that it runs"
            ) from None
        except (openai.APIError, ValueError, TypeError, AttributeError):
            return []

    async def close(self) -> None:
        await self._client.close()


def _connections(url: str, most: int, timeout: "httpx2.Timeout") -> "httpx2.AsyncClient":
    import httpx2
    from openai import DefaultAioHttpClient

    limits = httpx2.Limits(max_connections=most, max_keepalive_connections=most)
    return DefaultAioHttpClient(base_url=url, limits=limits, timeout=timeout, verify=url.startswith("https:"))


def _client(url: str, timeout: "httpx2.Timeout", http: "httpx2.AsyncClient") -> "AsyncOpenAI":
    from openai import AsyncOpenAI

    return AsyncOpenAI(api_key=os.environ.get(KEY) or NO_KEY, base_url=url, max_retries=0, timeout=timeout, http_client=http)


def _cause(error: BaseException) -> BaseException:
    """The innermost error, which is the one that says something."""
    while inner := error.__cause__ or error.__context__:
        error = inner
    return error


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
