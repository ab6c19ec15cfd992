"""A real server on loopback that speaks as much of the protocol as an evaluation needs."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from loopback import listening

from callwright.finetune.students.student import Student
from callwright.generator.formats.openai import parse_message, parse_tool, render_message

CALL = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"location": "Oslo"}'}}


Message = dict[str, Any]
Reply = Callable[[dict[str, Any]], tuple[Message, dict[str, int] | None]]
"""From a request to the message and the tokens counted."""


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[dict[str, Any]] = []
        self.failures: list[int] = []
        """Status codes of the next requests, before it answers."""
        self.fault: dict[str, Any] = {"message": "not now"}
        self.headers: dict[str, str] = {}
        """Sent with a failure."""
        self.usage: dict[str, int] | None = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        self.pause = 0.0
        self.message: dict[str, Any] = {"role": "assistant", "content": None, "tool_calls": [CALL]}
        self.reply: Reply = lambda _request: (self.message, self.usage)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)
        status = self.server.failures.pop(0) if self.server.failures else 200
        message, usage = self.server.reply(request)
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        completion = {"id": "c", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
        completion["usage"] = usage
        body = json.dumps(completion if status == 200 else {"error": self.server.fault}).encode()
        time.sleep(self.server.pause)
        self.send_response(status)
        for name, value in self.server.headers.items() if status != 200 else ():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    with listening(server):
        yield server


def reply_of(student: Student) -> Reply:
    """The student behind the protocol, one request after the other, its own tokens counted."""
    lock = Lock()

    def reply(request: dict[str, Any]) -> tuple[Message, dict[str, int]]:
        messages = [parse_message(message) for message in request["messages"]]
        tools = [parse_tool(tool) for tool in request.get("tools", ())]
        with lock:
            given = student.respond(messages, tools)
        counted = {"prompt_tokens": given.prompt_tokens, "completion_tokens": given.completion_tokens}
        said = {name: value for name, value in render_message(given.message).items() if name != "weight"}
        return said, {**counted, "total_tokens": sum(counted.values())}

    return reply
