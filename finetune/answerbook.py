"""Answers of a model by request, on disk as they come: one JSON line each, so that a crash costs at most the line it cuts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from callwright.errors import InputError


@dataclass(frozen=True)
class Answer:
    message: Mapping[str, Any] = field(default_factory=lambda: {"role": "assistant", "content": None})
    """In the protocol's form: role, content, tool_calls."""
    text: str | None = None
    """Word for word, where that is known and says more than the message."""
    seconds: float = 0.0
    alone: bool = False
    """Nothing else was asked for at the same time: `seconds` is the latency of a single request."""
    prompt_tokens: int | None = None
    """As the model's server counted them; None where it does not say."""
    completion_tokens: int | None = None
    over_length: bool = False
    """The prompt was refused as too long for the model."""


class Answerbook:
    """With `fresh` what the file holds is not looked at; what comes is added to it, and from then on counts instead.

    Raises InputError where the file cannot be read or written.
    """

    def __init__(self, path: Path | None, *, fresh: bool = False) -> None:
        self.path, self._lock = path, Lock()
        self._answers = {} if fresh else dict(_read(path))
        self._earlier, self._used, self._taken_over = set(self._answers), set[str](), set[str]()

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def taken_over(self) -> tuple[int, int]:
        """Answers that an earlier evaluation got, and all that were wanted of this book."""
        return len(self._taken_over), len(self._used)

    def get(self, request: Mapping[str, Any], *, alone: bool = False) -> Answer | None:
        """`alone`: only an answer whose `seconds` are a latency will do."""
        name = _digest(request)
        with self._lock:
            self._used.add(name)
            answer = self._answers.get(name)
            if answer is None or (alone and not answer.alone):
                return None
            if name in self._earlier:
                self._taken_over.add(name)
            return answer

    def add(self, request: Mapping[str, Any], answer: Answer) -> None:
        name = _digest(request)
        with self._lock:
            self._answers[name] = answer
            self._earlier.discard(name)
            if self.path:
                _append(self.path, json.dumps({"request": name, "answer": asdict(answer)}, ensure_ascii=False))


def _read(path: Path | None) -> dict[str, Answer]:
    if path is None or not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot read the answers kept there: {error.strerror}") from error
    return {entry["request"]: Answer(**entry["answer"]) for entry in map(_entry, lines) if entry}


def _append(path: Path, line: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" + line)
    except OSError as error:
        raise InputError(f"{path}: cannot keep an answer there: {error.strerror}") from error


def _entry(line: str) -> dict[str, Any] | None:
    """None for an empty line and for one that a crash cut off."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and entry.keys() == {"request", "answer"} else None


def _digest(request: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
