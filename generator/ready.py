"""Plan rows from ready scenarios: first in plan order, under their own ids."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from callwright.generator.holdout import NOTHING, Holdout
from callwright.generator.plan import PlanRow
from callwright.generator.trace import SIDES, Side
from callwright.templates.dealing import Split
from callwright.templates.ready import ReadyScenario


def ready_rows(scenarios: Sequence[ReadyScenario], split: Split, holdout: Holdout = NOTHING) -> list[PlanRow]:
    """A ready scenario is a phrasing of its own; its side is drawn by the hash of its id."""
    return [_row(ready, place - len(scenarios), split, holdout) for place, ready in enumerate(scenarios)]


def _row(ready: ReadyScenario, position: int, split: Split, holdout: Holdout) -> PlanRow:
    scenario = ready.scenario
    called = {call.tool.name for turn in scenario.turns for call in turn.calls}
    side = holdout.side(scenario.template, called, _side(ready.id, split))
    return PlanRow(
        plan_id=ready.id,
        position=position,
        category=scenario.category,
        tool=ready.tool,
        template=scenario.template,
        pattern=scenario.pattern,
        fault=scenario.fault,
        style="-",
        side=side,
        twin_of="",
        scenario=replace(scenario, offered=holdout.offered(scenario.offered, side)),
    )


def _side(scenario_id: str, split: Split) -> Side:
    place = int(hashlib.sha256(scenario_id.encode()).hexdigest()[:8], 16) / 2**32
    return SIDES[0] if place < split[0] else SIDES[1] if place < split[0] + split[1] else SIDES[2]
