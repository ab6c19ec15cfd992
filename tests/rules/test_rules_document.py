"""docs/rules.md is what the rules say of themselves."""

from pathlib import Path

from callwright.generator.rules.pages import document

DOCUMENT = Path(__file__).parents[2] / "docs" / "rules.md"


def test_rules_document_is_up_to_date() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == document(), "run: python -m callwright.generator.rules.pages > docs/rules.md"
