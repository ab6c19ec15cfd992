"""How many requests are in flight: as many as the server likes.

Additive increase, multiplicative decrease (Chiu and Jain 1989), with TCP's slow start: the limit doubles with every round of
answers until the server first objects, then it grows by STEP a round and is halved by each objection. Just below the place that was
objected to last it stays, and tries one more after PATIENCE rounds, twice as many after each attempt in vain: with an objection
comes a Retry-After, which costs more than one place. An objection to a place that was let through before has another reason than
how many are in flight, and nothing is learned from it but to halve. What was sent before the last halving halves nothing again: it
says nothing of the new limit.
"""

import asyncio
from collections import deque
from typing import NamedTuple

STEP = 4
"""Requests more in flight after each round of answers, once the server has objected."""
PATIENCE = 8
"""Rounds at the limit objected to last before one request more is tried; doubled by each attempt in vain."""
LONGEST_PATIENCE = 256


class Place(NamedTuple):
    """Of one request, when it was let in."""

    epoch: int
    """How often the limit had been halved."""
    number: int
    """How many were in flight with it."""


class Gate:
    def __init__(self, start: int, most: int) -> None:
        self.most = most
        self.limit = float(min(start, most))
        self.in_flight = 0
        self._waiting: deque[asyncio.Future[Place]] = deque()
        self._epoch = 0
        self._ceiling = 0
        """Places the server lets through, as far as its last objection tells; 0 where it tells nothing."""
        self._patience = PATIENCE
        self._closed_until = 0.0

    async def enter(self) -> Place:
        """Waits for a place. Returns it; `cut` wants it back."""
        place: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        self._admit()
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        self.in_flight -= 1
        self._admit()

    def grow(self) -> None:
        """A request was answered well."""
        self.limit = min(self.most, self.limit + self._step / self.limit)

    def cut(self, place: Place) -> None:
        """The server objected to the request of that place."""
        if place.epoch == self._epoch:
            self._epoch += 1
            in_vain = place.number == self._ceiling + 1
            self._patience = min(2 * self._patience, LONGEST_PATIENCE) if in_vain else PATIENCE
            self._ceiling = place.number - 1 if place.number > self._ceiling else 0
            self.limit = max(1.0, self.limit / 2)

    @property
    def _step(self) -> float:
        """How much the limit grows in a round of answers."""
        if self._is_trying:
            return 1 / self._patience
        return STEP if self._epoch else self.limit

    @property
    def _is_trying(self) -> bool:
        """Whether the limit is where the server objected last, and one above."""
        return 0 < self._ceiling <= self.limit < self._ceiling + 2

    def close(self, seconds: float) -> None:
        """Nobody enters for so long: the server asked for it."""
        loop = asyncio.get_running_loop()
        if loop.time() + seconds > self._closed_until:
            self._closed_until = loop.time() + seconds
            loop.call_later(seconds, self._admit)

    def _admit(self) -> None:
        if self._closed_until and asyncio.get_running_loop().time() < self._closed_until:
            return
        while self._waiting and self.in_flight < int(self.limit):
            place = self._waiting.popleft()
            if not place.done():
                self.in_flight += 1
                place.set_result(Place(self._epoch, self.in_flight))
