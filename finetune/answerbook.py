"""Answers of a server by request, on disk as they arrive: one JSON line each, so that a crash costs at most the line it cuts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any


@dataclass(frozen=True)
class Answer:
    message: Mapping[str, Any] = field(default_factory=lambda: {"role": "assistant", "content": None})
    """As the server sent it: role, content, tool_calls."""
    seconds: float = 0.0
    prompt_tokens: int | None = None
    """As the server counted them; None where it does not say."""
    completion_tokens: int | None = None
    over_length: bool = False
    """The server refused the prompt as too long for the model."""


class Answerbook:
    def __init__(self, path: Path | None) -> None:
        self._path, self._lock = path, Lock()
        lines = path.read_text(encoding="utf-8").splitlines() if path and path.is_file() else []
        self._answers = {entry["request"]: Answer(**entry["answer"]) for entry in map(_entry, lines) if entry}

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, request: Mapping[str, Any]) -> Answer | None:
        return self._answers.get(_digest(request))

    def add(self, request: Mapping[str, Any], answer: Answer) -> None:
        with self._lock:
            self._answers[_digest(request)] = answer
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write("\n" + json.dumps({"request": _digest(request), "answer": asdict(answer)}, ensure_ascii=False))


def _entry(line: str) -> dict[str, Any] | None:
    """None for an empty line and for one that a crash cut off."""
    try:
        entry: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return entry


def _digest(request: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
