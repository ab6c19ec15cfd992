"""`callwright templates`: what there is, one a line; `show` fills one three times."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from callwright.cli import app
from callwright.errors import InputError
from callwright.templates.loading import load_templates

RUN = CliRunner()


def test_every_template_is_listed_with_what_happens() -> None:
    listed = RUN.invoke(app, ["templates"]).output.splitlines()
    assert [line.split()[0] for line in listed] == [template.id for template in load_templates()]
    assert all(template.summary in line for template, line in zip(load_templates(), listed, strict=True))


@pytest.mark.parametrize("template", ["single_call.changed_mind", "clarify.either", "parallel.three_names"])
def test_show_fills_a_template_three_times_with_different_values(template: str) -> None:
    shown = RUN.invoke(app, ["templates", "show", template]).output
    assert [f"{template}, {number} of 3" in shown for number in (1, 2, 3)] == [True] * 3
    requests = [line for line in shown.splitlines() if line.strip().startswith("user:")]
    assert len(set(requests)) > 2


def test_a_template_of_a_folder_is_shown_with_the_tools_given(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "id: mine.thanks\nversion: 1\ncategory: no_call\npattern: small_talk\nsummary: Thanks.\n"
        "turns:\n  - {user: thanks}\n  - {say: decline, to: thanks}\n",
        "utf-8",
    )
    shown = RUN.invoke(app, ["templates", "show", "mine.thanks", "--templates", str(tmp_path)])
    assert shown.exit_code == 0
    assert "mine.thanks, 3 of 3" in shown.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["templates", "show", "no.such"], "no template 'no.such'"),
        (["templates", "show", "multi_step.three_steps"], "cannot be cast with these tools: give others with --tools"),
        (["templates", "shwo"], "there is `templates` and `templates show ID`"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_way_out(arguments: list[str], reason: str) -> None:
    refused = RUN.invoke(app, arguments)
    assert isinstance(refused.exception, InputError)
    assert reason in str(refused.exception)
