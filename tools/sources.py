"""From what the user hands over to the definitions in it: files, folders, dicts, functions, models, importable names, servers."""

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from callwright.errors import ToolsError
from callwright.tools.documents import SUFFIXES, check_depth, read_documents
from callwright.tools.readers import mcp_server, openapi
from callwright.tools.readers.forms import OPENAPI, form_named, recognised
from callwright.tools.readers.python import read_function, read_model
from callwright.tools.reading import BrokenToolError, Candidate
from callwright.tools.tool import Tool

IMPORTABLE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
Source = str | Path | Mapping[str, Any] | Callable[..., Any] | type[BaseModel] | Tool | list[Any] | tuple[Any, ...]


def candidates(source: Source, form: str | None = None) -> Iterator[Candidate]:
    """Every definition in the source, in order; raises ToolsError where the source itself cannot be opened."""
    match source:
        case Path():
            yield from _from_path(source, form)
        case str():
            yield from _from_text(source, form)
        case Tool():
            yield Candidate(source.name, f"Tool {source.name}", lambda: source)
        case list() | tuple():
            for item in source:
                yield from candidates(item, form)
        case dict():
            check_depth("dict", source)
            yield from _from_value(json.loads(json.dumps(source, default=str)), "dict", form)
        case Mapping():
            yield from candidates(list(source.values()), form)
        case _:
            yield from _from_object(source)


def _from_text(source: str, form: str | None) -> Iterator[Candidate]:
    if mcp_server.names_server(source):
        return _from_value(mcp_server.listed_tools(source), source, form)
    if Path(source).exists():
        return _from_path(Path(source), form)
    if IMPORTABLE.fullmatch(source):
        return _from_import(source, form)
    raise ToolsError(f"{source!r} is no file or folder here, no package.module:name, no mcp:COMMAND and no URL")


def _from_import(source: str, form: str | None) -> Iterator[Candidate]:
    module_name, _, attributes = source.partition(":")
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found: Any = importlib.import_module(module_name)
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
    except (ImportError, SyntaxError, AttributeError) as fault:
        raise ToolsError(f"{source} cannot be imported: {fault}") from fault
    yield from candidates(found, form)


def _from_object(source: Any) -> Iterator[Candidate]:
    if isinstance(source, type) and issubclass(source, BaseModel):
        yield Candidate(source.__name__, f"{source.__module__}:{source.__qualname__}", partial(read_model, source))
    elif callable(source) and not isinstance(source, type):
        name = getattr(source, "__name__", type(source).__name__)
        yield Candidate(name, f"{source.__module__}:{getattr(source, '__qualname__', name)}", partial(read_function, source))
    else:
        raise ToolsError(f"tools cannot be made of {source!r}: give a path, a dict, a function, a Pydantic model or a list of them")


def _from_path(path: Path, form: str | None) -> Iterator[Candidate]:
    if not path.is_dir():
        yield from _from_file(path, form)
        return
    inside = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in SUFFIXES and file.is_file()]
    shown = [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    if not shown:
        raise ToolsError(f"{path} holds no {', '.join(sorted(SUFFIXES))} file")
    for file in shown:
        yield from _from_folder_file(file, file.relative_to(path), form)


def _from_folder_file(file: Path, within: Path, form: str | None) -> Iterator[Candidate]:
    """A file that cannot be read is one finding: the folder's others go on."""
    try:
        yield from _from_file(file, form, within.parent)
    except ToolsError as fault:
        yield _broken(file.stem, str(within), BrokenToolError("CW001", str(fault), "mend or move the file"))


def _from_file(path: Path, form: str | None, folder: Path = Path()) -> Iterator[Candidate]:
    """`folder`: shown before the file's name in a place."""
    for place, value in read_documents(path):
        yield from _from_value(value, str(folder / place), form)


def _from_value(value: Any, place: str, form: str | None, origin: str = "") -> Iterator[Candidate]:
    match value:
        case list():
            for position, item in enumerate(value):
                yield from _from_value(item, f"{place}[{position}]", form, origin)
        case {"openapi": _} | {"swagger": _}:
            yield from _from_openapi(value, place)
        case {"tools": list(inner)}:
            yield from _from_value(inner, f"{place} tools", form, _server(value) or origin)
        case {"result": {"tools": list(inner)}}:
            yield from _from_value(inner, f"{place} tools", form, origin)
        case {"functions": list(inner)}:
            yield from _from_value(inner, f"{place} functions", form, origin)
        case dict():
            yield Candidate(_name(value), place, partial(_read, value, form), origin)
        case ValueError():
            yield _broken(place, place, BrokenToolError("CW001", f"this line is no JSON: {value}", "mend or remove the line"))
        case _:
            yield _broken(place, place, BrokenToolError("CW001", f"a tool is an object, this is {type(value).__name__}"))


def _from_openapi(document: dict[str, Any], place: str) -> Iterator[Candidate]:
    try:
        for operation in openapi.operations(document):
            yield Candidate(operation.name, f"{place} {operation.place}", partial(openapi.read, operation))
    except BrokenToolError as fault:
        yield _broken(place, place, fault)


def _read(definition: dict[str, Any], form: str | None) -> Tool:
    if form == OPENAPI:
        raise BrokenToolError(
            "CW001", "this is no OpenAPI document: it has no `openapi`", "leave --from out to have the form recognised"
        )
    return (recognised(definition) if form is None else form_named(form)).read(definition)


def _name(definition: Mapping[str, Any]) -> str:
    inner = definition.get("function")
    named = inner if isinstance(inner, dict) else definition
    name = named.get("name", named.get("title"))
    return name if isinstance(name, str) else "?"


def _server(container: Mapping[str, Any]) -> str:
    match container:
        case {"server": str(name)} | {"serverInfo": {"name": str(name)}}:
            return name
    return ""


def _broken(name: str, place: str, fault: BrokenToolError) -> Candidate:
    def read() -> Tool:
        raise fault

    return Candidate(name, place, read)
