"""Plans over the seed tools that several tests read."""

from functools import lru_cache

from callwright.generator.generate import generate
from callwright.generator.plan import Plan, PlanRow
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.trace import Trace, Verdict
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools


@lru_cache(maxsize=8)
def office_plan(seed: int = 0, twins: bool = False) -> Plan:
    return Plan(load_tools(SEED_TOOLS), load_templates(), load_phrasebook(), seed=seed, twins=twins)


def office_rows(each: int, seed: int = 0) -> list[PlanRow]:
    plan = office_plan(seed)
    return list(plan.rows(dict.fromkeys(plan.cells, each)))


@lru_cache
def office_traces(each: int = 40) -> tuple[tuple[PlanRow, Trace, Verdict], ...]:
    """Rows of every cell with what the offline teacher made of them."""
    rows = office_rows(each)
    judged = generate(rows, OfflineTeacher(load_phrasebook()))
    return tuple((row, trace, verdict) for row, (trace, verdict) in zip(rows, judged, strict=True))
