"""The server: one request at a time, and the list of its models, over aiohttp.

`chat.completions.create` of openai's client costs 1.7 ms of CPU a request, its raw `post` 0.85, a request sent over its own HTTP
connections 0.40, a bare aiohttp client 0.25 (256 in flight, 6 KB a prompt, one run), and importing it costs as much as 1,000 of our
requests. So requests go the last way, with the headers that openai's client makes of the same environment variables. Nothing is
retried here: one place decides about that.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from pydantic_core import to_json

from callwright.errors import TeacherError
from callwright.generator.teachers.network.failure import FailedError, failure_of
from callwright.generator.teachers.network.limits import Limits

if TYPE_CHECKING:
    from ssl import SSLContext

KEY, BASE_URL = "OPENAI_API_KEY", "OPENAI_BASE_URL"
MORE_HEADERS = "OPENAI_CUSTOM_HEADERS"
"""One `Name: value` a line, for gateways that ask for headers of their own."""
NAMED = {"OpenAI-Organization": "OPENAI_ORG_ID", "OpenAI-Project": "OPENAI_PROJECT_ID"}
NO_KEY = "none"
"""What a server of one's own is given where no key is set; it does not look."""


class Server:
    """Made within a running event loop, used there, and closed. TeacherError where its proxy cannot be used."""

    def __init__(self, base_url: str | None, limits: Limits) -> None:
        import aiohttp
        from yarl import URL

        self.url = base_url or os.environ.get(BASE_URL) or "https://api.openai.com/v1"
        self._limits = limits
        self._chat, self._models = (URL(f"{self.url.rstrip('/')}/{page}") for page in ("chat/completions", "models"))
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=limits.concurrency + 1, keepalive_timeout=limits.idle, ssl=_certificates(self.url) or True
            ),
            headers=_headers(),
            # How long an answer may take as a whole is not known here: who asks gives up.
            timeout=aiohttp.ClientTimeout(sock_connect=limits.connect),
            cookie_jar=aiohttp.DummyCookieJar(),
            proxy=_proxy(self.url),
        )

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The completion as the server's JSON. Raises FailedError; RefusedError where sending it again would be no use."""
        import aiohttp

        try:
            async with self._session.post(self._chat, data=to_json(body)) as response:
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
        import aiohttp

        try:
            async with asyncio.timeout(self._limits.timeout), self._session.get(self._models) as response:
                listed = await response.read()
        except (aiohttp.ClientError, OSError) as error:  # of which a TimeoutError is one
            raise TeacherError(
                f"{self.url}: cannot be reached ({_reason(_cause(error))}); check --base-url and that it runs"
            ) from None
        if response.status in (401, 403):
            raise TeacherError(f"{self.url}: refuses the key ({response.status}); set {KEY} to a valid one")
        try:
            return [model["id"] for model in json.loads(listed)["data"]]
        except (ValueError, TypeError, LookupError):
            return []

    async def close(self) -> None:
        await self._session.close()


def _headers() -> dict[str, str]:
    """What openai's client says of itself it says for its own statistics; the others are the same."""
    more = (line.partition(":") for line in os.environ.get(MORE_HEADERS, "").splitlines() if ":" in line)
    return {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Authorization": f"Bearer {os.environ.get(KEY, '').strip() or NO_KEY}",
        **{name: value for name, variable in NAMED.items() if (value := os.environ.get(variable))},
        **{name.strip(): value.strip() for name, _, value in more},
    }


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
