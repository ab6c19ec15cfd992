"""A live MCP server is read over stdio and over HTTP; one that does not answer is one clear line."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from callwright.errors import ToolsError
from callwright.tools.load import load_tools
from callwright.tools.tool import Toolset

pytest.importorskip("mcp")
SERVER = Path(__file__).with_name("clock_server.py")
SECONDS_TO_START = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def address() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, str(SERVER), str(port)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/mcp"
    process.terminate()
    process.wait()


def check_clock(tools: Toolset) -> None:
    assert list(tools) == ["reset_clock", "tell_time"]
    reset = tools["reset_clock"]
    assert reset.description == "Set the clock anew."
    assert reset.properties["zone"]["enum"] == ["utc", "local"]
    assert reset.required == ("zone",)
    assert reset.destructive
    assert reset.result is not None
    assert not reset.result_inferred


def test_a_server_is_read_over_stdio() -> None:
    check_clock(load_tools(f"mcp:{sys.executable} {SERVER}"))


def test_a_server_is_read_over_http(address: str) -> None:
    check_clock(load_tools(address))


def test_a_server_is_read_where_an_event_loop_runs_already() -> None:
    async def in_a_notebook() -> Toolset:
        return load_tools(f"mcp:{sys.executable} {SERVER}")

    check_clock(asyncio.run(in_a_notebook()))


@pytest.mark.parametrize("source", ["mcp:no-such-command-anywhere", "http://127.0.0.1:9/mcp"])
def test_a_server_that_is_not_there_is_one_line(source: str) -> None:
    with pytest.raises(ToolsError, match="no MCP server answers at") as raised:
        load_tools(source)

    assert "\n" not in str(raised.value)


def test_a_command_that_ends_at_once_is_one_line() -> None:
    with pytest.raises(ToolsError, match=r"no MCP server answers at .*: Connection closed"):
        load_tools(f"mcp:{sys.executable} -c pass")


def test_reading_files_does_not_import_the_sdk() -> None:
    code = "import sys, callwright.tools.load as load; load.load_tools(load.SEED_TOOLS); sys.exit('mcp' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
