"""The server: one request at a time, as openai's client would send it, and the list of its models.

`chat.completions.create` of openai's client costs 1.7 ms of CPU a request, its raw `post` 0.85, a request sent over its own HTTP
connections 0.40, a bare aiohttp client 0.25 (256 in flight, 6 KB a prompt, one run). So requests go the last way, with the headers
that openai's client makes of key, organisation and project; the list of models is its own request, with its errors. Nothing is
retried here: one place decides about that.
"""

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from callwright.errors import TeacherError
from callwright.generator.teachers.network.failure import FailedError, failure_of
from callwright.generator.teachers.network.limits import Limits

if TYPE_CHECKING:
    from ssl import SSLContext

    from aiohttp import ClientSession
    from openai import AsyncOpenAI

KEY, BASE_URL = "OPENAI_API_KEY", "OPENAI_BASE_URL"
NO_KEY = "none"
"""What a server of one's own is given where no key is set; it does not look."""


class Server:
    """Made within a running event loop, used there, and closed. TeacherError where its proxy cannot be used."""

    def __init__(self, base_url: str | None, limits: Limits) -> None:
        from yarl import URL

        self.url = base_url or os.environ.get(BASE_URL) or "https://api.openai.com/v1"
        proxy, certificates = _proxy(self.url), _certificates(self.url)
        self._client = _client(self.url, limits, certificates)
        self._session = _session(self._client, limits, proxy, certificates)
        self._place = URL(f"{self.url.rstrip('/')}/chat/completions")

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The completion as the server's JSON. Raises FailedError; RefusedError where sending it again would be no use."""
        import aiohttp

        content = _JSON.encode(body).encode()
        try:
            async with self._session.post(self._place, data=content) as response:
                answer = await response.read()
        except TimeoutError:
            raise FailedError("timeout", "no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise FailedError("disconnected", _reason(error)) from None
        if response.status >= 400:
            raise failure_of(response.status, response.headers, answer)
        try:
            return json.loads(answer)  # type: ignore[no-any-return]
        except ValueError:
            raise FailedError("failed", "the answer is not JSON") from None

    async def models(self) -> list[str]:
        """Names of the models served; none where the server does not tell. TeacherError where it cannot be used at all."""
        import openai

        try:
            # `client.models` loads every resource of the API, which takes as long as 200 requests.
            listed = await self._client.get("/models", cast_to=object)
            return [model["id"] for model in listed["data"]]  # type: ignore[index]
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise TeacherError(f"{self.url}: refuses the key ({error.status_code}); set {KEY} to a valid one") from None
        except openai.APIConnectionError as error:
            raise TeacherError(
                f"{self.url}: cannot be reached ({_reason(_cause(error))}); check --base-url and that it runs"
            ) from None
        except (openai.APIError, ValueError, TypeError, LookupError):
            return []

    async def close(self) -> None:
        await self._session.close()
        await self._client.close()


_JSON = json.JSONEncoder(ensure_ascii=False)


def _client(url: str, limits: Limits, certificates: "SSLContext | None") -> "AsyncOpenAI":
    import httpx2
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient

    timeout = httpx2.Timeout(limits.timeout, connect=limits.connect)
    # Where there are no certificates nobody is followed to where they would be needed.
    http = DefaultAsyncHttpxClient(
        base_url=url, timeout=timeout, verify=certificates or False, follow_redirects=certificates is not None
    )
    return AsyncOpenAI(api_key=os.environ.get(KEY) or NO_KEY, base_url=url, max_retries=0, timeout=timeout, http_client=http)


def _session(client: "AsyncOpenAI", limits: Limits, proxy: str | None, certificates: "SSLContext | None") -> "ClientSession":
    """How long an answer may take as a whole is not known here: who asks gives up."""
    import aiohttp

    stated = {name: value for name, value in client.default_headers.items() if isinstance(value, str)}
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=limits.concurrency + 1, keepalive_timeout=limits.idle, ssl=certificates or True),
        headers={**stated, **client.auth_headers, "Content-Type": "application/json"},
        timeout=aiohttp.ClientTimeout(sock_connect=limits.connect),
        cookie_jar=aiohttp.DummyCookieJar(),
        proxy=proxy,
    )


def _certificates(url: str) -> "SSLContext | None":
    """Those that openai's client trusts, since aiohttp finds none on some systems; reading them takes 20 ms."""
    import httpx2

    return httpx2.create_ssl_context() if url.startswith("https:") else None


def _proxy(url: str) -> str | None:
    """What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, asked once: aiohttp would ask for each request, in a thread."""
    place = urlsplit(url)
    proxy = None if proxy_bypass(place.netloc) else getproxies().get(place.scheme)
    if proxy and urlsplit(proxy).scheme not in ("http", "https"):
        raise TeacherError(f"{proxy}: only http proxies can be used; put {place.hostname} into NO_PROXY, or unset it")
    return proxy


def _cause(error: BaseException) -> BaseException:
    """The innermost error, which is the one that says something."""
    while inner := error.__cause__ or error.__context__:
        error = inner
    return error


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
