"""Files of tools as JSON values: JSON, JSON lines and YAML, within limits that keep a hostile file harmless."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from callwright.errors import ToolsError
from callwright.tools.yaml12 import DEEPEST, UnfoldingError, load_yaml

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".yaml", ".yml"})
MOST_BYTES = 32 * 2**20
"""The largest public OpenAPI descriptions are about 12 MB."""


def read_documents(path: Path) -> Iterator[tuple[str, Any]]:
    """(place, value) for the file, or for each of its lines where it is JSON lines; for a line that is no JSON, its ValueError.

    Raises ToolsError where the file cannot be read as a whole.
    """
    text = _text(path)
    if path.suffix.lower() in (".yaml", ".yml") or text.lstrip()[:1] not in ("{", "["):
        yield path.name, _yaml(path, text)
        return
    try:
        value = json.loads(text)
    except RecursionError as fault:
        raise _too_deep(path) from fault
    except ValueError as fault:
        lines = _json_lines(path, text)
        if all(isinstance(value, ValueError) for _, value in lines):
            raise ToolsError(f"{path} is not JSON: {fault}") from fault
        yield from lines
        return
    check_depth(path, value)
    yield path.name, value


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ToolsError(f"{path} is larger than {MOST_BYTES // 2**20} MiB: split it")
        return path.read_text("utf-8-sig")
    except OSError as fault:
        raise ToolsError(f"{path} cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise ToolsError(f"{path} is not UTF-8 text: {fault.reason} at byte {fault.start}") from fault


def _yaml(path: Path, text: str) -> Any:
    try:
        return load_yaml(text)
    except UnfoldingError as fault:
        raise ToolsError(f"{path}: {fault}; no description of tools needs that") from fault
    except (yaml.YAMLError, ValueError) as fault:
        raise ToolsError(f"{path} is not YAML: {' '.join(str(fault).split())}") from fault
    except RecursionError as fault:
        raise _too_deep(path) from fault


def _json_lines(path: Path, text: str) -> list[tuple[str, Any]]:
    lines = [(f"{path.name}:{number}", line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return [(place, _line(path, line)) for place, line in lines]


def _line(path: Path, line: str) -> Any:
    try:
        value = json.loads(line)
    except RecursionError as fault:
        raise _too_deep(path) from fault
    except ValueError as fault:
        return fault
    check_depth(path, value)
    return value


def check_depth(path: Path | str, document: Any) -> None:
    """Raises ToolsError on a document nested more than 100 levels deep, which would exhaust the stack further on."""
    level = [document]
    for _ in range(DEEPEST):
        level = [child for value in level if isinstance(value, dict | list) for child in _children(value)]
        if not level:
            return
    raise _too_deep(path)


def _children(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _too_deep(path: Path | str) -> ToolsError:
    return ToolsError(f"{path} is nested more than {DEEPEST} levels deep; no description of tools needs that")
