"""`docs/metrics.md` names everything a report counts, and nothing else."""

import re
from pathlib import Path
from typing import get_args

import pytest

from callwright.finetune.episode_world import Lost
from callwright.finetune.episodes import Outcome
from callwright.finetune.evaluation_groups import PROVENANCE
from callwright.finetune.evaluation_metrics import TITLES
from callwright.finetune.report_table import FURTHER, HEADLINE

PAGE = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")


def test_every_metric_has_its_row_and_every_row_its_metric() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted([*TITLES, "latency_ms"])


def test_the_table_on_a_terminal_shows_every_metric() -> None:
    assert sorted([*HEADLINE, *FURTHER]) == sorted(TITLES)


@pytest.mark.parametrize("outcome", [outcome for outcome in (*get_args(get_args(Outcome)[0]), *get_args(Lost)) if outcome != "won"])
def test_every_way_to_lose_an_episode_is_explained(outcome: str) -> None:
    assert f"`{outcome}`" in PAGE


@pytest.mark.parametrize("group", PROVENANCE)
def test_every_breakdown_is_named(group: str) -> None:
    [breakdowns] = re.findall(r"The breakdowns are by ([^:]*):", PAGE)
    assert group in breakdowns
