"""Plan rows from ready scenarios: first in plan order, under their own ids."""

import hashlib
from collections.abc import Sequence

from callwright.generator.plan import PlanRow
from callwright.generator.trace import SIDES, Side
from callwright.templates.phrasebook import Split
from callwright.templates.ready import ReadyScenario


def ready_rows(scenarios: Sequence[ReadyScenario], split: Split) -> list[PlanRow]:
    """A ready scenario is a phrasing of its own; its side is drawn by the hash of its id."""
    return [
        PlanRow(
            plan_id=ready.id,
            position=place - len(scenarios),
            category=ready.scenario.category,
            tool=ready.tool,
            template=ready.scenario.template,
            pattern=ready.scenario.pattern,
            fault=ready.scenario.fault,
            style="-",
            side=_side(ready.id, split),
            twin_of="",
            scenario=ready.scenario,
        )
        for place, ready in enumerate(scenarios)
    ]


def _side(scenario_id: str, split: Split) -> Side:
    place = int(hashlib.sha256(scenario_id.encode()).hexdigest()[:8], 16) / 2**32
    return SIDES[0] if place < split[0] else SIDES[1] if place < split[0] + split[1] else SIDES[2]
