"""docs/formats.md is what the forms say of themselves."""

import json
from pathlib import Path

from test_form_round_trips import test_what_a_form_cannot_hold_is_refused_with_the_reason as refused

from callwright.formats_page import page
from callwright.generator.formats import FORMS, recognised

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")


def test_the_page_is_up_to_date() -> None:
    assert page() == PAGE, "run: python -m callwright.formats_page > docs/formats.md"


def test_each_example_is_a_line_of_its_form() -> None:
    for section in PAGE.split("\n## ")[1:]:
        name, _, rest = section.partition("\n")
        if name in FORMS:
            line = json.loads(rest.split("```json\n")[1].split("\n```")[0])
            assert recognised(line) is FORMS[name]
            assert FORMS[name].parse(line).calls[0].arguments == {"location": "Oslo"}


def test_every_reason_to_leave_a_row_out_is_on_the_page() -> None:
    [reasons] = [mark.args[1] for mark in refused.pytestmark if mark.args[0][-1] == "reason"]  # type: ignore[attr-defined]
    assert all(reason in " ".join(PAGE.split()) for _, _, reason in reasons)
