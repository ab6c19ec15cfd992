"""The teacher over the network: rows out to any OpenAI-compatible server, words back, checked and mended on the way.

A request is on record before it is sent and its answer before it is used (`Journal`), so that a run that was killed goes on where
it was: what came back is used, what was in flight is asked again and recorded as lost.
"""

import asyncio
import hashlib
import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType

from callwright.errors import TeacherError
from callwright.generator.plan import PlanRow
from callwright.generator.teachers.brief import key_of
from callwright.generator.teachers.network.budget import Budget, OverBudgetError
from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.dialect import Dialect
from callwright.generator.teachers.network.journal import Exchange, Journal
from callwright.generator.teachers.network.limits import GATHERED, REPAIRS, VAIN
from callwright.generator.teachers.network.pairs import Pairs, Said, is_settled, settled
from callwright.generator.teachers.network.repair import look, mend
from callwright.generator.teachers.network.sending import Post, Talk
from callwright.generator.teachers.network.server import Server
from callwright.generator.teachers.prompt import Prompts
from callwright.generator.teachers.reply import Forms, Notes, Reply
from callwright.generator.teachers.request import Request
from callwright.generator.teachers.teacher import Words
from callwright.generator.trace import Trace, Verdict

Reviewer = Callable[[PlanRow, Words, str], tuple[Trace, Verdict]]
"""Row, words and the teacher's name in, the trace and the verdict out: `generate.review` with a system text."""
_PLACE = re.compile(r"^messages\[(\d+)\]")


class NetworkTeacher:
    def __init__(
        self,
        model: str,
        connection: Connection,
        journal: Journal,
        review: Reviewer,
        *,
        versions: Mapping[str, int],
        spent: float = 0.0,
        prompts: Prompts | None = None,
        said: Mapping[str, Said] = MappingProxyType({}),
    ) -> None:
        """`versions`: of the templates, by id. `spent`: what earlier starts of the run have cost. `said`: what the store has of
        twins and their other halves."""
        self.name = model
        self.connection = connection
        self.journal = journal
        self.prompts = prompts or Prompts()
        self._review = review
        self._versions = versions
        self._budget = Budget(connection.max_cost, spent)
        self._runner = asyncio.Runner()
        self._post: Post | None = None
        self._forms = Forms(self.prompts.notes)
        self._pairs = Pairs(said)
        self._vain: list[Verdict] = []

    def write(self, rows: Iterable[PlanRow]) -> Iterator[tuple[PlanRow, Words]]:
        """In the order of the answers. TeacherError where the server is of no more use, once what was finished is handed on."""
        run = self._runner.run
        writing = _Writing(iter(rows), self._words, self._look)
        try:
            run(writing.start(self._opened, self.connection.limits.concurrency))
            while not writing.ended:
                run(writing.some())
                yield from writing.taken()
            if writing.failure:
                raise writing.failure
        finally:
            run(writing.stop())

    def close(self) -> None:
        """Ends the connections; they and what was learned of the server last from one `write` to the next."""
        if self._post:
            self._runner.run(self._post.server.close())
        self._runner.close()

    def _opened(self) -> Post:
        """To be called in the running loop."""
        if self._post is None:
            server = Server(self.connection.base_url, self.connection.limits)
            self._post = Post(self.name, server, self.journal, Dialect(self.connection.mode), self.connection, self._budget)
        return self._post

    async def _words(self, post: Post, row: PlanRow) -> Words:
        """The words of one row, after those of its other half where it has one."""
        async with self._pairs.alone(row) as said:
            past = deque(self.journal.past.get(row.plan_id, ()))
            # What an earlier start was answered belongs to what it asked.
            words = await self._asked(post, row, self._talk(row, past, past[0].said if past else said))
            if words.reviewed is not None and words.reviewed[1].accepted and 0 in words.texts:
                self._pairs.keep(row, words.texts[0])
            return words

    async def _asked(self, post: Post, row: PlanRow, talk: Talk) -> Words:
        """The first reply where it does, else what the repairs came to, else none at all."""
        before = {0: talk.said.text} if talk.said and is_settled(row, talk.said) else {}
        asked = settled(row, before[0]) if before else row
        form = self._forms.of(asked)
        messages = self.prompts.messages(asked, beside=talk.said.text if talk.said and not before else "")
        best = Words({}, "")

        def review(reply: Reply) -> str:
            nonlocal best
            texts = {**before, **reply.texts()}
            best = Words(texts, phrasing_of(row, texts))
            trace, verdict = self._review(row, best, self.name)
            best = Words(texts, best.phrasing, reviewed=(trace, verdict))
            problem = _told(verdict, form.notes)
            talk.judged(outcome="rejected" if problem else "accepted", error=", ".join(_codes(verdict)) or None)
            return problem

        answer, mode = await post.ask(talk, messages, form)
        if answer is not None:
            look(talk, answer)
            reply = form.read(answer.text)
            if isinstance(reply, Reply):
                post.dialect.worked()
                problem = review(reply)
            else:
                problem = reply
                if not answer.refusal and answer.finish != "length":
                    post.dialect.misunderstood(mode)
            if problem and REPAIRS:
                await mend(post, talk, messages, form, answer, problem, review)
        if best.reviewed is None:
            best = Words({}, "", reviewed=self._review(row, best, self.name))
        requests = (*talk.requests, *(exchange.request for exchange in talk.past))
        return Words(best.texts, best.phrasing, requests, best.reviewed)

    def _look(self, words: Words) -> None:
        """TeacherError where one row after another is rejected."""
        if words.reviewed is None or words.reviewed[1].accepted:
            self._vain.clear()
            return
        self._vain.append(words.reviewed[1])
        if len(self._vain) >= VAIN:
            codes = Counter(code for verdict in self._vain for code in _codes(verdict))
            broken = ", ".join(f"{code} {times}" for code, times in codes.most_common(4))
            raise TeacherError(
                f"{self.name}: the last {VAIN} rows were all rejected ({broken}); look at what it writes with `callwright estimate`"
            )

    def _talk(self, row: PlanRow, past: deque[Exchange], said: Said | None) -> Talk:
        first = Request(
            request_id=f"{self.journal.run}.{row.plan_id}",
            plan_id=row.plan_id,
            attempt=0,
            model=self.name,
            template_version=self._versions.get(row.template, 0),
            prompt_version=self.prompts.version,
            outcome="lost",
        )
        return Talk(first, past, said, cap=self.connection.limits.completion_tokens)


class _Writing:
    """Workers that take rows from one iterator; what they finish is collected until somebody comes for it."""

    def __init__(
        self, rows: Iterator[PlanRow], words: Callable[[Post, PlanRow], Awaitable[Words]], look: Callable[[Words], None]
    ) -> None:
        self.rows = rows
        self.words = words
        self.look = look
        self.failure: Exception | None = None
        self._finished: list[tuple[PlanRow, Words]] = []
        self._workers: set[asyncio.Task[None]] = set()
        self._any, self._over = asyncio.Event(), asyncio.Event()

    async def start(self, opened: Callable[[], Post], workers: int) -> None:
        post = opened()
        self._workers = {asyncio.create_task(self._work(post)) for _ in range(workers)}
        for worker in self._workers:
            worker.add_done_callback(self._ended)

    @property
    def ended(self) -> bool:
        """Nobody is at work, and all that was finished has been taken."""
        return self._over.is_set() and not self._finished

    async def some(self) -> None:
        """Waits until something is finished, and GATHERED seconds for more. It returns nothing: the runner writes out what a
        task returned (into an error it then drops) each time it is done."""
        with suppress(TimeoutError):
            await self._any.wait()
            await asyncio.wait_for(self._over.wait(), GATHERED)
        if not self._over.is_set():
            self._any.clear()

    def taken(self) -> list[tuple[PlanRow, Words]]:
        """What has been finished, for whoever takes it first."""
        finished, self._finished = self._finished, []
        return finished

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, post: Post) -> None:
        try:
            for row in self.rows:
                words = await self.words(post, row)
                self._finished.append((row, words))
                self._any.set()
                self.look(words)
                if self.failure:
                    return
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """What ends the run is raised by `write`. Where the money is gone the others finish their rows, else they end at once,
        before one of them sends anything more."""
        if self.failure is None or isinstance(self.failure, OverBudgetError):
            self.failure = error
        if not isinstance(error, OverBudgetError):
            for other in self._workers - {asyncio.current_task()}:
                other.cancel()

    def _ended(self, worker: "asyncio.Task[None]") -> None:
        self._workers.discard(worker)
        if not self._workers:
            self._over.set()
            self._any.set()


def phrasing_of(row: PlanRow, texts: Mapping[int, str]) -> str:
    """Hash of the requests with the values taken out: the words around them, without regard to case and spaces."""
    masked = []
    for index, text in texts.items():
        turn = row.scenario.turns[index]
        if turn.role == "user":
            said = text.casefold()
            for value in sorted((value for call in turn.calls for value in call.values), key=lambda value: -len(value.surface)):
                said = said.replace(value.surface.casefold(), f"{{{value.kind}}}")
            masked.append(" ".join(said.split()))
    return f"said/{hashlib.sha256('|'.join(masked).encode()).hexdigest()[:16]}"


def _codes(verdict: Verdict) -> list[str]:
    """Rules broken, each once."""
    return list(dict.fromkeys(finding.code for finding in verdict.findings if finding.severity == "error"))


def _told(verdict: Verdict, notes: Notes) -> str:
    """The findings as the teacher is told them, by the keys of its reply; empty where the words do."""
    errors = [finding for finding in verdict.findings if finding.severity == "error"]
    lines = [f"- {_place(finding.path)}{finding.message}{f' ({finding.mend})' if finding.mend else ''}" for finding in errors]
    return "\n".join([notes.broken, *lines]) if lines else ""


def _place(path: str) -> str:
    """Messages are counted from the system message, turns from the first after it."""
    found = _PLACE.match(path)
    return f"{key_of(int(found[1]) - 1)}: " if found and int(found[1]) else ""
