"""Before anything is generated: the server answers and takes the key."""

import asyncio
import os

from callwright.errors import TeacherError
from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.server import BASE_URL, KEY, Server

SHOWN = 8


def preflight(model: str, connection: Connection) -> None:
    """TeacherError where the server cannot be reached, refuses the key, or says that it serves other models only."""
    asyncio.run(_look(model, connection))


async def _look(model: str, connection: Connection) -> None:
    server = Server(connection.base_url, connection.limits)
    try:
        served = await server.models()
    finally:
        await server.close()
    if served and not any(_is(name, model) for name in served):
        others = ", ".join(sorted(served)[:SHOWN]) + (", ..." if len(served) > SHOWN else "")
        raise TeacherError(f"{server.url}: does not serve {model!r}; it serves {others}")


def _is(served: str, model: str) -> bool:
    """Some servers list `llama3:latest` and `models/gemini`, and take `llama3` and `gemini`."""
    return served == model or served.startswith(f"{model}:") or served.endswith(f"/{model}")


def has_server(connection: Connection) -> bool:
    """Somebody said where a server is, or has a key for OpenAI's."""
    return bool(connection.base_url or os.environ.get(BASE_URL) or os.environ.get(KEY))
