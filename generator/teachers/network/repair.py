"""Giving a row back to the teacher with what was wrong, by instructor: its retries are ours, its words carry the rules' findings.

Only rows whose first reply did not do come here. instructor rebuilds its schemas on every call, which is why the first reply is
read without it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import create_model, model_validator
from pydantic_core import PydanticCustomError

from callwright.errors import TeacherError
from callwright.generator.teachers.network.dialect import Mode
from callwright.generator.teachers.network.journal import Answer
from callwright.generator.teachers.network.limits import REPAIRS
from callwright.generator.teachers.network.sending import Post, Talk
from callwright.generator.teachers.reply import NAME, OBJECT, Form, Notes, Reply

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

Message = Mapping[str, Any]
Review = Callable[[Reply], str]
"""What is wrong with a reply, as the teacher is told; empty where nothing is."""


_review: ContextVar[Review] = ContextVar("review")
"""Of the row that this task is at. A validator that held it would keep it, and the store it reaches, until the process ends."""


class UnansweredError(Exception):
    """The server failed at this row for good."""


async def mend(
    post: Post, talk: Talk, messages: Sequence[Message], form: Form, failed: Answer, problem: str, review: Review
) -> None:
    """Asks again, REPAIRS times at most, until `review` has nothing to say. What came of it `review` has seen."""
    import instructor
    from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException

    # It reports each failed retry as an error of the program; here it is a row like any other.
    logging.getLogger("instructor").setLevel(logging.CRITICAL)
    asked = 0

    async def create(messages: Sequence[Message], **_: Any) -> "ChatCompletion":
        nonlocal asked
        asked += 1
        answer, mode = await post.ask(talk, messages, form)
        if answer is None:
            raise UnansweredError
        look(talk, answer)
        return _completion(answer, mode)

    _review.set(review)
    history = [*messages, *_told(failed, problem, form.notes)]
    mode = instructor.Mode.TOOLS if post.dialect.mode == "tools" else instructor.Mode.JSON_SCHEMA
    ask: Callable[..., Awaitable[Reply]] = instructor.patch(create=create, mode=mode)
    while asked < REPAIRS:
        if talk.requests[-1].outcome == "cut_off":
            talk.cap = min(2 * talk.cap, post.limits.longest_completion)
        try:
            await ask(response_model=_reviewed(form.model, form.notes.again), messages=history, max_retries=REPAIRS - asked - 1)
        except IncompleteOutputException:
            continue
        except InstructorRetryException as error:
            if isinstance(error.__cause__, TeacherError):
                raise error.__cause__ from None
        return


def look(talk: Talk, answer: Answer) -> None:
    """Notes what can be said of an answer before it is read."""
    if answer.refusal:
        talk.judged(outcome="refused", error=answer.refusal)
    elif answer.finish == "length":
        talk.judged(outcome="cut_off", error=f"longer than {talk.cap} tokens")
    else:
        talk.judged(outcome="invalid", error="no reply of the form asked for")


def _told(failed: Answer, problem: str, notes: Notes) -> list[Message]:
    """The reply that did not do, and why; nothing where there is none to speak of."""
    if failed.refusal:
        return [{"role": "assistant", "content": failed.refusal}, {"role": "user", "content": notes.refused}]
    if not failed.text or failed.finish == "length":
        return []
    return [{"role": "assistant", "content": failed.text}, {"role": "user", "content": f"{problem}\n{notes.again}"}]


@cache
def _reviewed(model: type[Reply], again: str) -> type[Reply]:
    """The form's model; a reply is valid where the review of the row at hand has nothing to say either."""

    def keeps_the_rules(reply: Reply) -> Reply:
        if problem := _review.get()(reply):
            # pydantic would keep a ValueError, with all that its traceback reaches, where the garbage collector cannot see it.
            raise PydanticCustomError("review", "{told}", {"told": f"{problem}\n{again}"})
        return reply

    validator: Any = model_validator(mode="after")(keeps_the_rules)
    return create_model(NAME, __base__=model, __validators__={"keeps_the_rules": validator})


def _completion(answer: Answer, mode: Mode) -> "ChatCompletion":
    """The answer as the object that instructor reads, its JSON freed from what stands around it."""
    from openai.types.chat import ChatCompletion

    found = OBJECT.search(answer.text or "")
    text = found.group() if found else answer.text or ""
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": answer.refusal}
    if mode == "tools":
        call = {"id": "call_1", "type": "function", "function": {"name": NAME, "arguments": text}}
        message = {"role": "assistant", "content": None, "refusal": answer.refusal, "tool_calls": [call]}
    choice = {"index": 0, "finish_reason": "length" if answer.finish == "length" else "stop", "message": message}
    return ChatCompletion.model_validate({"id": "-", "object": "chat.completion", "created": 0, "model": "-", "choices": [choice]})
