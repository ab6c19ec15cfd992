"""`--max-cost`: no request is sent that could take the run past it, what is in flight counted at the most it can cost."""

import asyncio

from callwright.errors import TeacherError


class OverBudgetError(TeacherError):
    """The next request might pass `--max-cost`."""


class Budget:
    def __init__(self, most: float | None, spent: float = 0.0) -> None:
        self.most = most
        self.spent = spent
        self.held = 0.0
        self._settled = asyncio.Event()

    async def hold(self, amount: float) -> None:
        """Sets the amount aside, as soon as enough of what is in flight turned out cheaper. OverBudgetError where it never does."""
        if self.most is None:
            return
        while self.spent + self.held + amount > self.most:
            if not self.held:
                raise OverBudgetError(
                    f"--max-cost {self.most:g}: the next request might pass it ({self.spent:.4f} is spent); what was made is in "
                    "the store, and the same command with more goes on from there"
                )
            self._settled.clear()
            await self._settled.wait()
        self.held += amount

    def settle(self, amount: float, cost: float) -> None:
        """What was held came to that cost."""
        if self.most is None:
            return
        self.held = max(0.0, self.held - amount) if self.held - amount > 1e-12 else 0.0
        self.spent += cost
        self._settled.set()
