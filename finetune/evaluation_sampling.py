"""A model of a server that draws its answers, for pass^k: how often it does the same task well every time."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from callwright.finetune.answerbook import Answerbook
from callwright.finetune.evaluation_endpoint import TIMEOUT, Costing, Endpoint
from callwright.finetune.students.student import Student
from callwright.generator.trace import Message
from callwright.tools.tool import Tool


class SamplingEndpoint(Endpoint):
    """Each repeat sends a `seed` of its own, so that kept answers of one are not taken for those of another."""

    def __init__(
        self,
        model: str,
        url: str,
        book: Answerbook | None = None,
        *,
        temperature: float,
        cost: Costing = lambda *_: None,
        timeout: float = TIMEOUT,
    ) -> None:
        super().__init__(model, url, book, cost=cost, timeout=timeout)
        self._temperature, self._repeat = temperature, 0

    def sampled(self, repeat: int) -> Student:
        again = copy(self)
        again._repeat = repeat
        return again

    def _request(self, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
        return {**super()._request(messages, tools), "temperature": self._temperature, "seed": self._repeat}
