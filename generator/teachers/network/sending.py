"""Sending requests for the rows: paced, within the budget, retried where the server failed, each on record before it goes out."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from callwright.errors import TeacherError
from callwright.generator.teachers.network.budget import Budget
from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.dialect import Dialect, Mode, answer_of
from callwright.generator.teachers.network.failure import FailedError, RefusedError
from callwright.generator.teachers.network.gate import Gate, Place
from callwright.generator.teachers.network.journal import Answer, Exchange, Journal
from callwright.generator.teachers.network.limits import Limits
from callwright.generator.teachers.network.pace import Pace
from callwright.generator.teachers.network.pairs import Said
from callwright.generator.teachers.network.server import Server
from callwright.generator.teachers.reply import Form
from callwright.generator.teachers.request import UNANSWERED, Request

PER_TOKEN = 3.0
"""Characters a token of English and JSON has at least: what a prompt may cost is reckoned from it before it is sent."""
USUAL_ANSWER = 150
"""Tokens of an answer, as `--tpm` reckons before it knows."""


@dataclass
class Talk:
    """The requests of one row so far."""

    request: Request
    """As every one of them begins: lost, until it is known better."""
    past: deque[Exchange]
    """Of earlier starts, to be used before anything is sent."""
    said: Said | None = None
    """What the row's other half says."""
    requests: list[Request] = field(default_factory=list)
    cap: int = 0

    def next(self) -> Request:
        number = len(self.requests) + 1
        return replace(self.request, request_id=f"{self.request.request_id}.{number}", attempt=number)

    def judged(self, **changes: Any) -> None:
        """What became of the last one."""
        self.requests[-1] = replace(self.requests[-1], **changes)


@dataclass
class Post:
    """Everything a request passes on its way."""

    model: str
    server: Server
    journal: Journal
    dialect: Dialect
    connection: Connection
    budget: Budget
    limits: Limits = field(init=False)
    gate: Gate = field(init=False)
    rpm: Pace = field(init=False)
    tpm: Pace = field(init=False)
    answered: int = 0
    """Answers of the server, of any kind, to tell a row that fails from a server that is gone."""
    _first: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.limits = self.connection.limits
        self.gate = Gate(self.limits.start, self.limits.concurrency)
        self.rpm, self.tpm = Pace(self.limits.rpm), Pace(self.limits.tpm)

    async def ask(self, talk: Talk, messages: Sequence[Mapping[str, Any]], form: Form) -> tuple[Answer | None, Mode]:
        """The answer, from an earlier start or from the server; None where the server failed at this row for good."""
        while talk.past:
            exchange = talk.past.popleft()
            talk.requests.append(exchange.request)
            if exchange.answer is not None:
                return exchange.answer, self.dialect.mode
        if not self.answered:
            # The first goes alone: what it finds out of key, model and mode would cost each of the others a refusal.
            async with self._first:
                if not self.answered:
                    return await self._send(talk, messages, form)
        return await self._send(talk, messages, form)

    async def _send(self, talk: Talk, messages: Sequence[Mapping[str, Any]], form: Form) -> tuple[Answer | None, Mode]:
        answered = self.answered
        try:
            return await self._once(talk, messages, form)
        except FailedError as failure:
            return await self._again(failure, answered, talk, messages, form)

    async def _again(
        self, failure: FailedError, answered: int, talk: Talk, messages: Sequence[Mapping[str, Any]], form: Form
    ) -> tuple[Answer | None, Mode]:
        """After a first try that failed, when so many had been answered. tenacity takes as long as the sending does, so only
        what fails comes here, and its first try is the one that was made."""
        made = [failure]

        async def once() -> tuple[Answer | None, Mode]:
            if made:
                raise made.pop()
            return await self._once(talk, messages, form)

        def failed(_: RetryCallState) -> None:
            nonlocal answered
            answered = self.answered

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(FailedError),
            stop=stop_after_attempt(self.limits.tries),
            wait=self._wait,
            before_sleep=failed,
            reraise=True,
        )
        try:
            return await retrying(once)
        except FailedError as last:
            if self.answered == answered:  # nobody was answered since the last try but this one
                raise TeacherError(
                    f"{self.server.url}: answers nobody any more ({last}); what was made is kept, and the same command "
                    "goes on from there"
                ) from None
            return None, self.dialect.mode

    def _wait(self, state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.retry_after if isinstance(failure, FailedError) else None
        return max(asked or 0.0, self.limits.wait(state.attempt_number))

    async def _once(self, talk: Talk, messages: Sequence[Mapping[str, Any]], form: Form) -> tuple[Answer | None, Mode]:
        """One request sent, in whatever way the server turns out to understand."""
        while True:
            mode = self.dialect.mode
            body = {"model": self.model, "messages": messages, **self.dialect.body(form, talk.cap)}
            try:
                return await self._exchange(talk, body), mode
            except RefusedError as error:
                refusal = error
            if refusal.ends_the_run:
                raise TeacherError(f"{self.server.url}: {self.model}: {refusal}")
            if not self.dialect.refused(str(refusal), body):
                if not self.answered:
                    raise TeacherError(f"{self.server.url}: {self.model}: refuses every way of asking: {refusal}")
                return None, mode

    async def _exchange(self, talk: Talk, body: dict[str, Any]) -> Answer:
        """Through pace, budget and gate to the server and back, on record on both sides."""
        size = sum(len(message.get("content") or "") for message in body["messages"]) + 400
        tokens = size / PER_TOKEN
        most = self.connection.prices.cost(self.model, int(tokens), talk.cap) or 0.0
        await self.rpm.take()
        await self.tpm.take(tokens + USUAL_ANSWER)
        place = await self.gate.enter()
        try:
            await self.budget.hold(most)
            return await self._recorded(talk, body, most, tokens, place)
        finally:
            self.gate.leave()

    async def _recorded(self, talk: Talk, body: dict[str, Any], most: float, tokens: float, place: Place) -> Answer:
        request = talk.next()
        talk.requests.append(request)
        self.journal.sent(request, talk.said)
        start = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.limits.timeout):
                completion = await self.server.complete(body)
                answer = answer_of(completion)
        except TimeoutError:
            failure = FailedError("timeout", f"no answer in {self.limits.timeout:g} s")
            self._failed(talk, failure, most, place, start)
            raise failure from None
        except (FailedError, RefusedError) as error:
            self._failed(talk, error, most, place, start)
            raise
        counted = _tokens(completion)
        cost = self.connection.prices.cost(self.model, *counted) if counted else None
        ended = replace(
            request,
            outcome="answered",
            prompt_tokens=counted[0] if counted else None,
            completion_tokens=counted[1] if counted else None,
            cost=cost,
            latency_ms=self._since(start),
        )
        talk.requests[-1] = ended
        self.journal.ended(Exchange(ended, answer))
        self.budget.settle(most, most if cost is None else cost)
        if counted:
            self.tpm.correct(sum(counted) - tokens - USUAL_ANSWER)
        self.answered += 1
        self.gate.grow()
        return answer

    def _failed(self, talk: Talk, error: FailedError | RefusedError, most: float, place: Place, start: float) -> None:
        talk.judged(outcome=error.outcome, latency_ms=self._since(start), error=str(error))
        self.journal.ended(Exchange(talk.requests[-1], None))
        # An error is not paid for; where no answer came nobody knows, and the budget takes the worst for granted.
        self.budget.settle(most, most if error.outcome in UNANSWERED else 0.0)
        self.answered += error.outcome == "rate_limited"
        if error.overload:
            self.gate.cut(place)
        if error.retry_after:
            if error.retry_after > self.limits.longest_obeyed:
                raise TeacherError(f"{self.server.url}: asks to wait for {error.retry_after:.0f} s; start again then")
            self.gate.close(error.retry_after)

    def _since(self, start: float) -> float:
        return round((asyncio.get_running_loop().time() - start) * 1000, 1)


def _tokens(completion: Mapping[str, Any]) -> tuple[int, int] | None:
    """Read and written, as the server counted them; None where it does not count."""
    usage = completion.get("usage")
    if not isinstance(usage, dict):
        return None
    counted = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return counted if all(isinstance(count, int) for count in counted) else None  # type: ignore[return-value]
