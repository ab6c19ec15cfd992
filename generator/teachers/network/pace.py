"""At most so many requests, or tokens, a minute: `--rpm`, `--tpm`."""

import asyncio

MINUTE, BURST = 60.0, 1.0
"""Seconds; what was not used in the last second may be used at once, and no more."""


class Pace:
    """The generic cell rate algorithm: each unit moves the time at which the next may start."""

    def __init__(self, per_minute: int | None) -> None:
        self.seconds = MINUTE / per_minute if per_minute else 0.0
        self._next = 0.0

    async def take(self, amount: float = 1.0) -> None:
        """Waits until the amount may start."""
        if not self.seconds:
            return
        now = asyncio.get_running_loop().time()
        start = max(self._next, now - BURST)
        self._next = start + amount * self.seconds
        if start > now:
            await asyncio.sleep(start - now)

    def correct(self, more: float) -> None:
        """What was taken turned out to be so much more (or less)."""
        self._next += more * self.seconds
