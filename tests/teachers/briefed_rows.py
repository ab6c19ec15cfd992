"""Planned rows that the tests of teachers write words for."""

from functools import lru_cache

from callwright.generator.plan import Plan, PlanRow
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.teachers.teacher import Words
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.load import SEED_TOOLS, load_tools


@lru_cache
def planned_rows(count: int, seed: int = 0) -> tuple[PlanRow, ...]:
    """The first rows over all cells of the seed tools."""
    plan = Plan(load_tools(SEED_TOOLS), load_templates(), load_phrasebook(), seed=seed)
    each = -(-count // len(plan.cells)) + 2
    return tuple(plan.rows(dict.fromkeys(plan.cells, each)))[:count]


def offline_words(row: PlanRow) -> Words:
    return next(OfflineTeacher(load_phrasebook()).write([row]))[1]
