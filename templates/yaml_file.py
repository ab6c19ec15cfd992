"""YAML data files checked against a Pydantic model, with the line of whatever is wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from callwright.errors import TemplateError
from callwright.tools.data_file import Loader, read_data

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> Any:
    """The document in `path`; TemplateError with line where it is missing, no UTF-8 or no YAML."""
    try:
        return read_data(path)
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: cannot be read: {error}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TemplateError(f"{path}:{line}: not YAML: {error.problem}") from None


def read_model(path: Path, model: type[Model]) -> Model:
    """`path` as `model`; TemplateError naming file, line, field and reason of the first thing that is wrong."""
    document = read_yaml(path)
    try:
        return TypeAdapter(model).validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = [part for part in first["loc"] if part not in ("user", "call", "result", "say") or part == first["loc"][-1]]
        name = ".".join(str(part) for part in place) or "document"
        raise TemplateError(f"{path}:{line_of(path, place)}: {name}: {first['msg'].removeprefix('Value error, ')}") from None


def line_of(path: Path, place: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest node of `path` that `place` reaches."""
    node = yaml.compose(path.read_text("utf-8"), Loader)
    line = 1
    for part in place:
        child = _child(node, part)
        if child is None:
            break
        line, node = child
    return line


def _child(node: Any, part: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line + 1, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
