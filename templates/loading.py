"""The scenario templates there are: ours in `library/`, and those of the user's folders."""

from collections.abc import Iterable
from pathlib import Path

from callwright.errors import TemplateError
from callwright.templates.template import Template
from callwright.templates.yaml_file import read_model

LIBRARY = Path(__file__).with_name("library")


def load_templates(folders: Iterable[Path] = ()) -> tuple[Template, ...]:
    """All templates by id; one in a user's folder takes the place of ours with the same id."""
    templates: dict[str, Template] = {}
    for folder in (LIBRARY, *folders):
        templates |= _read_folder(folder)
    return tuple(templates[name] for name in sorted(templates))


def _read_folder(folder: Path) -> dict[str, Template]:
    if not folder.is_dir():
        raise TemplateError(f"{folder}: no such folder of templates")
    found: dict[str, Template] = {}
    for path in sorted(folder.rglob("*.yaml")):
        template = read_model(path, Template)
        if template.id in found:
            raise TemplateError(f"{path}:1: id: {template.id!r} stands twice in {folder}")
        found[template.id] = template
    return found
