"""Which token may come next: regular expressions over token ids, followed by their derivatives (Brzozowski, 1964).

An expression says which tokens a sequence of its language begins with (`first`), what has to follow one of them (`after`), and
whether it may end here (`nullable`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


class Grammar(ABC):
    nullable = False

    @property
    @abstractmethod
    def first(self) -> frozenset[int]: ...

    @abstractmethod
    def after(self, token: int) -> "Grammar": ...


@dataclass(frozen=True)
class One(Grammar):
    """Any one of these tokens."""

    tokens: frozenset[int]

    @property
    def first(self) -> frozenset[int]:
        return self.tokens

    def after(self, token: int) -> Grammar:
        return EMPTY if token in self.tokens else NOTHING


class _Empty(One):
    """The empty sequence only."""

    nullable = True


NOTHING: Grammar = One(frozenset())
"""No sequence at all: what follows a token that may not stand there."""
EMPTY: Grammar = _Empty(frozenset())


@dataclass(frozen=True)
class Then(Grammar):
    left: Grammar
    right: Grammar

    @cached_property
    def nullable(self) -> bool:  # type: ignore[override]
        return self.left.nullable and self.right.nullable

    @cached_property
    def first(self) -> frozenset[int]:
        return self.left.first | self.right.first if self.left.nullable else self.left.first

    def after(self, token: int) -> Grammar:
        going_on = then(self.left.after(token), self.right)
        return either([going_on, self.right.after(token)]) if self.left.nullable else going_on


@dataclass(frozen=True)
class Either(Grammar):
    options: tuple[Grammar, ...]

    @cached_property
    def nullable(self) -> bool:  # type: ignore[override]
        return any(option.nullable for option in self.options)

    @cached_property
    def first(self) -> frozenset[int]:
        return frozenset().union(*(option.first for option in self.options))

    def after(self, token: int) -> Grammar:
        return either(option.after(token) for option in self.options)


@dataclass(frozen=True)
class Many(Grammar):
    """None, one or more of `each`."""

    each: Grammar
    nullable = True

    @cached_property
    def first(self) -> frozenset[int]:
        return self.each.first

    def after(self, token: int) -> Grammar:
        return then(self.each.after(token), self)


@dataclass(frozen=True)
class Members(Grammar):
    """Members of an object in any order, none twice, those required all there; `comma` between them and `close` at the end."""

    members: Mapping[str, Grammar]
    required: frozenset[str]
    comma: Grammar
    close: Grammar
    begun: bool = False

    @property
    def _next(self) -> Sequence[Grammar]:
        """How it may go on from here."""
        between = self.comma if self.begun else EMPTY
        one_more = [then(between, then(member, self._without(name))) for name, member in self.members.items()]
        return one_more if self.required else [*one_more, self.close]

    def _without(self, name: str) -> "Members":
        rest = {other: member for other, member in self.members.items() if other != name}
        return Members(rest, self.required - {name}, self.comma, self.close, begun=True)

    @cached_property
    def first(self) -> frozenset[int]:
        return frozenset().union(*(way.first for way in self._next))

    def after(self, token: int) -> Grammar:
        return either(way.after(token) for way in self._next)


def then(left: Grammar, right: Grammar) -> Grammar:
    if left is NOTHING or right is NOTHING:
        return NOTHING
    if left is EMPTY:
        return right
    return left if right is EMPTY else Then(left, right)


def sequence(*parts: Grammar) -> Grammar:
    whole = EMPTY
    for part in reversed(parts):
        whole = then(part, whole)
    return whole


def either(options: Iterable[Grammar]) -> Grammar:
    possible = tuple(option for option in options if option is not NOTHING)
    return NOTHING if not possible else possible[0] if len(possible) == 1 else Either(possible)


def literal(tokens: Iterable[int]) -> Grammar:
    return sequence(*(One(frozenset((token,))) for token in tokens))
