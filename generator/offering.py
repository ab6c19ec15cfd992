"""Which tools are offered with a row, in which order: many ways in training, always the list as served in evaluation."""

import random
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from callwright.generator.trace import SIDES, Side
from callwright.generator.variants import Variant
from callwright.templates.foreign import distractors, namesakes
from callwright.tools.dice import weighted
from callwright.tools.tool import Tool, Toolset

SHARES = {"full": 0.45, "subset": 0.25, "shuffled": 0.08, "distractors": 0.14, "namesake": 0.08}
"""Of training rows. full: the list as served; subset: what is needed and some of the others, in any order; shuffled: all in any
order; distractors: a subset with tools from elsewhere; namesake: all, and one that only looks like a needed tool."""
WAYS, UP_TO = tuple(SHARES), tuple(accumulate(SHARES.values()))
MOST_DISTRACTORS = 6
OPEN_ENDED = frozenset({"near_miss", "unrelated", "knowledge"})
"""Speech acts that could by chance ask for just what a tool from elsewhere does."""


class Offering:
    def __init__(self, tools: Toolset) -> None:
        self.tools = tools
        self.every = tuple(tools.values())

    @cached_property
    def distractors(self) -> tuple[Tool, ...]:
        return distractors(self.tools)

    def offered(self, variant: Variant, rng: random.Random, side: Side) -> tuple[Tool, ...]:
        """What the row needs, less what it is about missing, and mostly the others."""
        if variant.template.no_tools:
            return ()
        served = [tool for tool in self.every if tool.name not in variant.missing] if variant.missing else list(self.every)
        way = weighted(rng, WAYS, UP_TO) if side == SIDES[0] else "full"
        if way in ("distractors", "namesake") and OPEN_ENDED & variant.says:
            way = "subset"
        return tuple(self._chosen(way, variant.needed, served, rng))

    def _chosen(self, way: str, needed: Sequence[Tool], served: list[Tool], rng: random.Random) -> list[Tool]:
        if way == "full":
            return served
        names = {tool.name for tool in needed}
        others = [tool for tool in served if tool.name not in names]
        if way in ("subset", "distractors"):
            others = rng.sample(others, rng.randint(min(1, len(others)), len(others)))
        if way == "distractors" and self.distractors:
            others += rng.sample(self.distractors, rng.randint(1, min(MOST_DISTRACTORS, len(self.distractors))))
        if way == "namesake" and (like := [twin for tool in needed or served for twin in namesakes(tool, self.tools)]):
            others.append(rng.choice(like))
        chosen = [*needed, *others]
        rng.shuffle(chosen)
        return chosen
