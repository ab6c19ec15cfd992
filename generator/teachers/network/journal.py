"""What was sent and what came back, on disk before it is used: a kill loses no answer that was paid for.

One JSON object a line: {"sent": {...}} before a request goes out (with "beside": what a twin's other half says), {"ended": {...},
"answer": {...}} when it is over. The file lies
beside the store and is gone once a run is complete; a row's requests enter the store together with the row. Written through to
the operating system with each line, so that a killed process loses nothing; only a power failure can take the last lines.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from callwright.errors import TeacherError
from callwright.generator.teachers.network.pairs import Said
from callwright.generator.teachers.request import Request


@dataclass(frozen=True)
class Answer:
    """What a server's message said, as far as it counts here."""

    text: str | None
    """The content, or the arguments of the call that was asked for."""
    finish: str
    refusal: str | None = None


@dataclass(frozen=True)
class Exchange:
    """One request and what became of it; `answer` is None where none came."""

    request: Request
    answer: Answer | None
    said: Said | None = None
    """What its row was asked for beside."""


class Journal:
    """One process at a time: TeacherError where another holds it, or where nothing can be written."""

    def __init__(self, path: Path, run: str, stored: Container[str] = ()) -> None:
        """`stored`: plan ids whose rows, with their requests, are in the store."""
        self.path = path
        self.run = run
        self._file = _open(path)
        self.past = self._read(stored)

    def _read(self, stored: Container[str]) -> dict[str, list[Exchange]]:
        """Plan id -> its requests of earlier starts, in order. Those that never ended are `lost`."""
        sent: dict[str, Exchange] = {}
        ended: dict[str, Exchange] = {}
        for line in self._lines():
            if "sent" in line:
                said = Said(**line["beside"]) if "beside" in line else None
                exchange = Exchange(Request(**line["sent"]), None, said)
                sent[exchange.request.request_id] = exchange
            else:
                exchange = Exchange(Request(**line["ended"]), Answer(**line["answer"]) if line["answer"] else None)
                ended[exchange.request.request_id] = exchange
        past: dict[str, list[Exchange]] = defaultdict(list)
        for request_id, exchange in sent.items():
            if exchange.request.plan_id not in stored:
                over = ended.get(request_id, exchange)
                past[exchange.request.plan_id].append(replace(over, said=exchange.said))
        return past

    def _lines(self) -> list[dict[str, Any]]:
        """All whole lines; what a kill or a full disk left of a last one is cut off."""
        with open(self._file, "rb", closefd=False) as file:
            content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        os.ftruncate(self._file, len(whole))
        return [json.loads(line) for line in whole.splitlines()]

    @property
    def lost(self) -> list[Request]:
        """Requests of earlier starts that were in flight when the process ended."""
        return [exchange.request for past in self.past.values() for exchange in past if exchange.request.outcome == "lost"]

    def sent(self, request: Request, said: Said | None = None) -> None:
        self._write({"sent": vars(request), "beside": vars(said)} if said else {"sent": vars(request)})

    def ended(self, exchange: Exchange) -> None:
        self._write({"ended": vars(exchange.request), "answer": vars(exchange.answer) if exchange.answer else None})

    def _write(self, line: dict[str, Any]) -> None:
        content = to_json(line) + b"\n"
        try:
            written = os.write(self._file, content)
        except OSError as error:
            raise TeacherError(
                f"{self.path}: cannot be written: {error.strerror}; make room, and the same command goes on"
            ) from None
        if written < len(content):
            raise TeacherError(f"{self.path}: the disk is full; make room, and the same command goes on")

    def close(self) -> None:
        os.close(self._file)

    def remove(self) -> None:
        """The run is complete: everything in it is in the store."""
        self.close()
        self.path.unlink()


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    except OSError as error:
        raise TeacherError(f"{path}: cannot be written: {error.strerror}") from None
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise TeacherError(f"{path}: another process is at this run; wait for it or end it") from None
    return file
