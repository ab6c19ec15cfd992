"""Traces that are hard on a reader, and a Hub on loopback that keeps what it is sent."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from loopback import listening

from callwright.generator.trace import Message, Trace
from callwright.tools.call import ToolCall
from callwright.tools.tool import Tool

VALUES: list[Any] = [
    {}, {"a": None}, {"b": 1e3}, {"b": 1}, {"b": "1"}, {"c": [1, [2, {"d": None}]]},
    {"text": 'a "quote"\n</tool_call> {x} \U0001f642'},
    {"text": "null"}, {"text": "5"}, {"flag": True}, {"n": 0.1}, {"n": -(2**40)},
]  # fmt: skip
SCHEMAS: list[Any] = [
    {"type": "object"},
    {"type": "object", "properties": {"a": {"type": ["string", "null"], "default": None}}},
    {"type": "object", "properties": {"b": {"type": "number", "enum": [1, 2.5]}}, "required": ["b"]},
    {"type": "object", "properties": {"c": {"anyOf": [{"type": "integer"}, {"type": "array"}]}}, "additionalProperties": False},
]  # fmt: skip


def _trace(number: int, first: Any, second: Any) -> Trace:
    calls = (ToolCall("wait", first, "call_1"), ToolCall("look", second, "call_2"))
    messages = (
        Message("system", "Today is 2026-11-20 (Friday)."),
        Message("user", f"Do number {number}, please."),
        Message("assistant", None, calls, act="call"),
        Message("tool", json.dumps(first), tool_call_id="call_1"),
        Message("tool", "null" if number % 2 else "5", tool_call_id="call_2"),
        Message("assistant", f"Number {number} is done.", act="answer"),
    )
    tools = tuple(Tool(name, "Does it.", SCHEMAS[(number + place) % len(SCHEMAS)]) for place, name in enumerate(("wait", "look")))
    return Trace(
        f"trace_{number:02}", f"plan_{number:02}", "parallel", "wait", "t", "p", "-", "plain", "words", "train", "offline",
        messages, tools if number % 5 else tools[:1],
    )  # fmt: skip


NASTY_TRACES = [_trace(number, value, VALUES[number - 1]) for number, value in enumerate(VALUES)]


@dataclass
class Received:
    created: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    commits: int = 0
    tokens: list[str] = field(default_factory=list)


@contextmanager
def hub(refuse: int = 0) -> Iterator[tuple[str, Received]]:
    """The part of the Hub's HTTP interface that an upload of small files uses; `refuse` answers everything with that status."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer([] if "/tree/" in self.path else {"siblings": [], "sha": "0" * 40, "id": "me/office"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received.tokens.append(self.headers.get("Authorization", ""))
            if self.path.endswith("/repos/create"):
                self._answer(
                    {"url": f"http://{self.headers['Host']}/datasets/me/office"}, lambda: received.created.update(json.loads(body))
                )
            elif "/preupload/" in self.path:
                files = json.loads(body)["files"]
                self._answer({"files": [{"path": each["path"], "uploadMode": "regular", "shouldIgnore": False} for each in files]})
            elif "/commit/" in self.path:
                self._answer(
                    {"commitOid": "0" * 40, "commitUrl": f"http://{self.headers['Host']}/datasets/me/office/commit/0"},
                    lambda: keep(body),
                )
            else:
                self._answer({})

        def _answer(self, answer: Any, unless_refused: Any = None) -> None:
            if not refuse and unless_refused:
                unless_refused()
            content = json.dumps(answer if not refuse else {"error": "no"}).encode()
            self.send_response(refuse or 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    def keep(body: bytes) -> None:
        received.commits += 1
        for operation in map(json.loads, body.splitlines()):
            if operation["key"] == "file":
                received.files[operation["value"]["path"]] = base64.b64decode(operation["value"]["content"])

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url, received
