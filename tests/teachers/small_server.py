"""A real server of a few lines in the mock teacher's place, which answers as a test wants it to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from briefed_rows import offline_words
from loopback import listening

from callwright.generator.teachers.brief import key_of, read_brief, row_of

Body = dict[str, Any]
Reply = tuple[int, Body]


@contextmanager
def server(answer: Callable[[Body], Reply], models: int = 404) -> Iterator[tuple[str, list[Body]]]:
    """Base URL and the bodies that came in. `answer` is given each body; `models` is the status of the list of models."""
    bodies: list[Body] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(models, {})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            bodies.append(body)
            self._send(*answer(body))

        def _send(self, status: int, document: Body) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield f"{url}/v1", bodies


def words(body: Body) -> str:
    prompts = [message["content"] for message in body["messages"] if message["role"] == "user"]
    brief = next(found for prompt in reversed(prompts) if (found := read_brief(prompt)))
    return json.dumps({key_of(index): text for index, text in offline_words(row_of(brief)).texts.items()})


def completion(text: str) -> Body:
    return {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}]}
