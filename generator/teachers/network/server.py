"""The server as openai's client reaches it: one request at a time, raw, and the list of its models.

The client's own parsing of an answer into models costs 1.0 ms of its 1.7; a raw `post` over aiohttp costs 0.7 (a bare aiohttp
client 0.23), measured at 256 in flight. Retries are not the client's either (`max_retries=0`): one place decides about them.
"""

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from callwright.errors import TeacherError
from callwright.generator.teachers.network.failure import FailedError, failure_of
from callwright.generator.teachers.network.limits import Limits

if TYPE_CHECKING:
    from openai import AsyncOpenAI

KEY, BASE_URL = "OPENAI_API_KEY", "OPENAI_BASE_URL"
NO_KEY = "none"
"""What a server of one's own is given where no key is set; it does not look."""


class Server:
    """Made within a running event loop, used there, and closed."""

    def __init__(self, base_url: str | None, limits: Limits) -> None:
        self.url = base_url or os.environ.get(BASE_URL) or "https://api.openai.com/v1"
        self._client = _client(self.url, limits)

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The completion as the server's JSON. Raises FailedError; RefusedError where sending it again would be no use."""
        import httpx2
        import openai

        try:
            response = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
            completion = json.loads(response.content)
        except openai.APIStatusError as error:
            raise failure_of(error.status_code, error.response.headers, error.response.content) from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            # Over aiohttp a cut connection comes as APITimeoutError too; the innermost cause knows which it was.
            cause = _cause(error)
            if isinstance(cause, TimeoutError):
                raise FailedError("timeout", "no answer in time") from None
            raise FailedError("disconnected", _reason(cause)) from None
        except ValueError:
            raise FailedError("failed", "the answer is not JSON") from None
        return completion  # type: ignore[no-any-return]

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


def _client(url: str, limits: Limits) -> "AsyncOpenAI":
    import httpx2
    from openai import AsyncOpenAI, DefaultAioHttpClient

    connections = limits.concurrency + 1
    http = DefaultAioHttpClient(
        base_url=url,
        limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
        timeout=httpx2.Timeout(limits.timeout, connect=limits.connect, pool=None),
    )
    key = os.environ.get(KEY) or NO_KEY
    return AsyncOpenAI(api_key=key, base_url=url, max_retries=0, timeout=http.timeout, http_client=http)


def _cause(error: BaseException) -> BaseException:
    """The innermost error, which is the one that says something."""
    while inner := error.__cause__ or error.__context__:
        error = inner
    return error


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
