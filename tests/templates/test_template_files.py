"""Template files: ours load, a user's is added, a malformed one is refused with file, line and reason."""

from pathlib import Path
from typing import get_args

import pytest

from callwright.errors import TemplateError
from callwright.templates.loading import load_templates
from callwright.templates.template import Category, Fault

GOOD = """\
id: mine.request
version: 1
category: single_call
pattern: call
summary: One of mine.
roles:
  main: {}
turns:
  - {user: request, of: [main]}
  - {call: [main]}
  - {result: [main]}
  - {say: answer, about: [main]}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    return path


def test_ours_cover_every_category_and_fault_with_at_least_forty_templates() -> None:
    ours = load_templates()
    assert len(ours) >= 40
    assert {template.category for template in ours} == set(get_args(Category))
    assert {fault for template in ours for fault in template.faults} == set(get_args(Fault))


@pytest.mark.parametrize(
    ("category", "patterns"),
    [
        ("single_call", {"call", "follow_up", "conditional"}),
        ("error_recovery", {"correct", "retry", "give_up", "report", "ask", "other_tool", "widen"}),
        ("multi_step", {"sequential", "conditional", "loop", "mixed", "follow_up"}),
        ("parallel", {"same_tool", "different_tools", "follow_up"}),
        ("no_call", {"unrelated", "small_talk", "near_miss", "knowledge", "no_tools", "missing_tool"}),
        ("clarify", {"missing", "ambiguous", "withheld"}),
        ("confirm", {"agreed", "refused", "corrected"}),
    ],
)
def test_ours_have_every_pattern_of_their_category(category: str, patterns: set[str]) -> None:
    assert {template.pattern for template in load_templates() if template.category == category} == patterns


def test_a_file_in_a_folder_of_the_user_is_a_template_more(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert len(load_templates([tmp_path])) == len(load_templates()) + 1


def test_a_template_with_an_id_of_ours_takes_its_place(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("mine.request", "single_call.request"))
    found = {template.id: template for template in load_templates([tmp_path])}
    assert found["single_call.request"].summary == "One of mine."
    assert len(found) == len(load_templates())


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("category: single_call", "category: singel_call"), 3, "category"),
        (("version: 1", "version: zero"), 2, "version"),
        (("- {call: [main]}", "- {shout: [main]}"), 10, "a turn is one of"),
        (("- {user: request, of: [main]}", "- {user: whisper, of: [main]}"), 9, "turns.0"),
        (("of: [main]", "of: [other]"), 1, "names roles that `roles` lacks: other"),
        (("summary: One of mine.\n", ""), 1, "summary"),
        (("pattern: call", "pattern: call\nextra: 1"), 5, "extra"),
        (("roles:", "roles: ["), 8, "not YAML"),
        (("main: {}", "main: {differs: one}"), 1, "has `differs` but no `like`"),
        (("main: {}", "main: {pick: each}"), 1, "has `source` or `pick` but no `uses`"),
        (("main: {}", "main: {pick: third}"), 7, "roles.main.pick"),
        (("main: {}", "main: {like: later}\n  later: {}"), 1, "refers to later, which must stand before it"),
        (("main: {}", "main: {destructive: true}"), 1, "before a {user: agree}"),
        (("of: [main]}\n  - {call", "of: [main], condition: perhaps}\n  - {call"), 9, "condition"),
        (("pattern: call", "pattern: call\nshare: 0"), 5, "share"),
    ],
)
def test_a_malformed_template_is_refused_with_file_line_and_reason(
    tmp_path: Path, change: tuple[str, str], line: int, reason: str
) -> None:
    path = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(TemplateError) as refused:
        load_templates([tmp_path])
    assert str(refused.value).startswith(f"{path}:{line}:")
    assert reason in str(refused.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such folder"):
        load_templates([tmp_path / "none"])
