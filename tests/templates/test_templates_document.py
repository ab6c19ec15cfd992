"""docs/templates.md is what the templates say of themselves, and the template it shows can be used."""

import re
from pathlib import Path

from callwright.templates.loading import load_templates
from callwright.templates.pages import document

DOCUMENT = Path(__file__).parents[2] / "docs" / "templates.md"


def test_templates_document_is_up_to_date() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == document(), "run: python -m callwright.templates.pages > docs/templates.md"


def test_every_template_is_listed() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"| `{template.id}` |" in written for template in load_templates())


def test_every_field_has_a_meaning() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .*? \| (.*?) ?\|$", document().split("## The library")[0], re.MULTILINE)
    assert [name for name, meaning in rows if not meaning] == ["category"]


def test_the_template_of_the_page_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "mine.yaml").write_text(example, "utf-8")
    assert "mine.lookup_then_write" in {template.id for template in load_templates([tmp_path])}
