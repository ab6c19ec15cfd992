"""What is seen of a conversation without reading it: who takes which turn, does what, and calls how often.

A file has few outlines (32 in 1,600 traces of ours), so what follows from one is found once.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from callwright.generator.trace import Act, Message
from callwright.tools.call import Role


class Turn(NamedTuple):
    role: Role
    act: Act | None
    weight: int
    calls: int
    """How many it makes."""
    says: bool
    """Whether it has a content, if only blanks."""
    blank: bool
    """Whether there is nothing in it but blanks."""
    answers: bool
    """Whether it states the id of a call."""


class Outline:
    """One object for all conversations of the same turns."""

    def __init__(self, turns: tuple[Turn, ...]) -> None:
        self.turns = turns
        self.calls = sum(turn.calls for turn in turns)
        self.results = sum(turn.role == "tool" for turn in turns)

    def assistants(self) -> Iterator[tuple[int, Turn]]:
        return ((place, turn) for place, turn in enumerate(self.turns) if turn.role == "assistant")

    def acted(self, act: Act) -> list[int]:
        """Turns of the assistant messages with this act."""
        return [place for place, turn in enumerate(self.turns) if turn.act == act]

    def user_before(self, place: int) -> int | None:
        """The nearest user turn before this one."""
        return next((before for before in range(place - 1, -1, -1) if self.turns[before].role == "user"), None)

    def calling(self) -> Iterator[int]:
        """The turn of each call."""
        return (place for place, turn in enumerate(self.turns) for _ in range(turn.calls))


def outline_of(messages: Sequence[Message]) -> Outline:
    return _outline(tuple([_seen(message) for message in messages]))


def _seen(message: Message) -> tuple[Role, Act | None, int, int, bool, bool, bool]:
    """The fields of a Turn, as a plain tuple: one is made of every message."""
    text = message.content
    return (
        message.role,
        message.act,
        message.weight,
        len(message.tool_calls),
        bool(text),
        not text or text.isspace(),
        message.tool_call_id is not None,
    )


@lru_cache(maxsize=1024)
def _outline(turns: tuple[tuple[Role, Act | None, int, int, bool, bool, bool], ...]) -> Outline:
    return Outline(tuple(Turn(*turn) for turn in turns))


def calls_are_made(outline: Outline) -> bool:
    return outline.calls > 0


def several_calls_are_made(outline: Outline) -> bool:
    return outline.calls > 1
