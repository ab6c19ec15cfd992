"""A live MCP server, written with the `mcp` SDK: over stdio, or over HTTP on loopback at the port given."""

import sys
from typing import Literal

from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations

server = MCPServer("clock")


@server.tool(annotations=ToolAnnotations(destructive_hint=True, read_only_hint=False))
def reset_clock(zone: Literal["utc", "local"], minutes: int = 0) -> bool:
    """Set the clock anew."""
    return zone == "utc" and minutes == 0


@server.tool()
def tell_time(zone: str) -> str:
    """Tell the time."""
    return zone


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run("stdio")
