"""What `--model` names: a student's folder, a model of a server, the untrained student, or the teacher."""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from callwright.commands.extras import require
from callwright.errors import InputError

if TYPE_CHECKING:
    from callwright.finetune.answerbook import Answerbook
    from callwright.finetune.evaluation_endpoint import Costing, Endpoint
    from callwright.finetune.students.student import Student

TEACHER = "teacher"
SERVERS_URL = "OPENAI_BASE_URL"
PUBLIC_URL = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Asking:
    """How models are asked."""

    answers: Path
    """Folder where their answers are kept."""
    fresh: bool = False
    """Nothing is taken over of the answers kept there."""
    prices: Path | None = None
    timeout: float = 120.0
    """Seconds that a server may take over one answer; it may load its model on the first."""
    temperature: float = 0.0
    """Of servers' models."""
    constrained: bool = False
    """Students' folders are asked a second time, held to the schemas of the tools they are offered."""


def load_models(names: Sequence[str], data: Path, asking: Asking, seed: int) -> "list[Student]":
    """In the order named. Folders are called after their last part, or as many as tell them apart."""
    from callwright.finetune.students.student import BASE

    folders = [name for name in names if name not in (BASE, TEACHER) and not _served(name)]
    shown = dict(zip(folders, _told_apart([Path(folder) for folder in folders]), strict=True))
    if folders or BASE in names:
        require("evaluating a student's folder", "train", "torch", "safetensors")
    return [student for name in names for student in _load(name, shown, data, asking, seed)]


def _load(name: str, folders: dict[str, str], data: Path, asking: Asking, seed: int) -> "list[Student]":
    from callwright.finetune.students.student import BASE, load_base

    if name in folders and not Path(name).is_dir():
        raise InputError(
            f"--model {name}: no such folder; a server's model is NAME@URL, as in {name.partition('@')[0]}@{PUBLIC_URL}"
        )
    if name in folders:
        return _students(Path(name), folders[name], asking)
    if name == BASE:
        if not folders:
            raise InputError("--model base is the untrained student of a folder: name that too, --model base --model DIR")
        folder = Path(next(iter(folders)))
        return [_resumable(load_base(folder, seed), folder, f"untrained, seed {seed}", asking)]
    if name == TEACHER:
        return [_endpoint(_teacher_of(data), os.environ.get(SERVERS_URL, PUBLIC_URL), asking)]
    model, url = _served(name) or ("", "")
    return [_endpoint(model, url, asking)]


def _students(folder: Path, name: str, asking: Asking) -> "list[Student]":
    from callwright.finetune.students.student import CONSTRAINED, load_student

    free = _resumable(load_student(folder, name), folder, "", asking)
    if not asking.constrained:
        return [free]
    held = load_student(folder, f"{name} {CONSTRAINED}", constrained=True)
    return [free, _resumable(held, folder, CONSTRAINED, asking)]


def _served(name: str) -> tuple[str, str] | None:
    """Model and URL of NAME@URL."""
    found = re.fullmatch(r"(.+?)@(https?://.+)", name)
    return (found[1], found[2]) if found else None


def _told_apart(folders: Sequence[Path]) -> list[str]:
    parts = [folder.absolute().parts for folder in folders]
    for given in parts:
        if parts.count(given) > 1:
            raise InputError(f"--model {Path(*given)}: given twice")
    depth = next(n for n in range(1, 1 + max(map(len, parts), default=1)) if _are_names([given[-n:] for given in parts]))
    return ["/".join(given[-depth:]) for given in parts]


def _are_names(endings: Sequence[tuple[str, ...]]) -> bool:
    """Each its own, and none that of the untrained student."""
    return len(set(endings)) == len(endings) and ("base",) not in endings


def _resumable(student: "Student", folder: Path, variant: str, asking: Asking) -> "Student":
    from callwright.finetune.evaluation_resuming import ResumableStudent, fingerprint

    identity = f"{fingerprint(folder)} {variant}".strip()
    return ResumableStudent(student, identity, _book(student.name, identity, asking))


def _endpoint(model: str, url: str, asking: Asking) -> "Endpoint":
    from callwright.finetune.evaluation_endpoint import Endpoint
    from callwright.finetune.evaluation_sampling import SamplingEndpoint

    book, cost, timeout = _book(model, url, asking), _costing(asking.prices), asking.timeout
    if asking.temperature:
        return SamplingEndpoint(model, url, book, temperature=asking.temperature, cost=cost, timeout=timeout)
    return Endpoint(model, url, book, cost=cost, timeout=timeout)


def _book(model: str, identity: str, asking: Asking) -> "Answerbook":
    """A file for each model and place it runs at."""
    from callwright.finetune.answerbook import Answerbook

    try:
        asking.answers.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{asking.answers}: cannot keep answers there: {error.strerror}; --answers DIR names another place"
        ) from error
    place = hashlib.sha256(identity.encode()).hexdigest()[:8]
    return Answerbook(asking.answers / f"{re.sub(r'[^A-Za-z0-9._-]', '_', model)}-{place}.jsonl", fresh=asking.fresh)


def _costing(prices: Path | None) -> "Costing":
    from callwright.generator.teachers.prices import OURS, read_prices

    return read_prices(prices or OURS).cost


def _teacher_of(data: Path) -> str:
    """Who wrote the words of the data, by its first line that says so."""
    if not data.is_file():
        raise InputError(f"{data}: no such file")
    with data.open(encoding="utf-8") as lines:
        teacher = next((name for name in map(_written_by, lines) if name), None)
    if teacher is None:
        raise InputError(f"--model teacher: {data} does not say who wrote it (metadata.teacher): name the model, NAME@URL")
    if teacher == "offline":
        raise InputError(
            f"--model teacher: the offline teacher wrote {data}, it fills templates and answers no requests: name a model, NAME@URL"
        )
    return teacher


def _written_by(line: str) -> str | None:
    try:
        metadata = json.loads(line).get("metadata") or {}
    except (ValueError, AttributeError):
        return None
    teacher = metadata.get("teacher")
    return teacher if isinstance(teacher, str) and teacher != "-" else None
