"""The tools of a live MCP server, asked for with the `mcp` SDK: a command spoken to over stdio, or a URL over streamable HTTP."""

import asyncio
import os
import shlex
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from callwright.errors import MissingExtraError, ToolsError

PREFIX = "mcp:"
SECONDS = 30
"""Longest wait for a server to start and list its tools."""
MOST_PAGES = 1000


def names_server(source: str) -> bool:
    return source.startswith((PREFIX, "http://", "https://"))


def listed_tools(source: str) -> dict[str, Any]:
    """`{"server": its own name, "tools": [...]}` as `tools/list` returns them, all pages.

    Raises ToolsError where no server answers in time, MissingExtraError without the SDK.
    """
    try:
        import mcp  # noqa: F401
    except ImportError as fault:
        raise MissingExtraError("mcp", "mcp", "reading a live MCP server") from fault
    target = source.removeprefix(PREFIX).strip()
    if not target:
        raise ToolsError(f"{source!r} names no server: write mcp:COMMAND or mcp:URL")
    try:
        with ThreadPoolExecutor(1) as thread:  # a notebook or a service has a loop of its own running here
            return thread.submit(asyncio.run, _listing(target)).result()
    except TimeoutError as fault:
        raise ToolsError(f"the MCP server {target!r} did not list its tools within {SECONDS} seconds") from fault
    except (OSError, ValueError, ExceptionGroup) as fault:
        raise ToolsError(f"no MCP server answers at {target!r}: {_reason(fault)}") from fault


async def _listing(target: str) -> dict[str, Any]:
    import mcp

    async with asyncio.timeout(SECONDS), mcp.Client(_transport(target)) as client:
        tools: list[dict[str, Any]] = []
        cursor = None
        for _ in range(MOST_PAGES):
            page = await client.list_tools(cursor=cursor)
            tools += [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in page.tools]
            cursor = page.next_cursor
            if cursor is None:
                break
        name = client.server_info.name if client.server_info else ""
        return {"server": name, "tools": tools}


def _transport(target: str) -> Any:
    from mcp.client.stdio import StdioServerParameters, stdio_client

    if target.startswith(("http://", "https://")):
        return target
    command, *arguments = shlex.split(target)
    return stdio_client(StdioServerParameters(command=command, args=arguments, env=dict(os.environ)))


def _reason(fault: BaseException) -> str:
    """The SDK wraps what went wrong in groups of one."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return str(fault) or type(fault).__name__
