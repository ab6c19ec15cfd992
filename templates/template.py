"""A scenario template as its file states it: who speaks when, with which roles for tools, and what goes wrong.

id: error_recovery.model_fault
version: 1
category: error_recovery
pattern: correct
summary: The first call is wrong in a way the tool's error names or implies; the second is right.
faults: [missing_required, wrong_type]
roles:
  main: {}
turns:
  - {user: request, of: [main]}
  - {call: [main], broken: true}
  - {result: [main], fault: true}
  - {call: [main]}
  - {result: [main]}
  - {say: answer, about: [main]}
prompt: |
  The assistant's first call fails with {{ fault }}; the user never notices.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Category = Literal["single_call", "error_recovery", "multi_step", "parallel", "no_call", "clarify", "confirm"]
Fault = Literal[
    "missing_required", "wrong_type", "bad_enum", "bad_format", "unknown_parameter", "unknown_id", "out_of_range",
    "timeout", "rate_limited", "unavailable", "permission_denied", "not_found", "conflict", "empty_result", "partial_result",
]  # fmt: skip
SpeechAct = Literal[
    "request", "follow_up", "supply", "choose", "withhold", "correct", "agree", "refuse",
    "thanks", "small_talk", "knowledge", "unrelated", "near_miss",
]  # fmt: skip


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(Strict):
    """A part a tool is cast for."""

    destructive: bool = False
    """True: only a tool stated destructive; false: only one that is not."""
    does: Literal["anything", "reads", "writes"] = "anything"
    """`reads`: only a tool that looks something up; `writes`: only one that does not (hints, guessed ones included)."""
    uses: str | None = None
    """A role whose result gives this call one of its arguments."""
    source: Literal["object", "list"] = "object"
    """With `uses`: whether that result is one object or a list."""
    pick: Literal["first", "second", "last", "each", "chosen"] = "first"
    """With `source: list`: the element meant. `each`: one call for every one; `chosen`: the user is asked which."""
    like: str | None = None
    """A role whose tool this one has too, with a call of its own (and the same `uses`)."""
    differs: Literal["all", "one", "name", "id", "value", "less"] = "all"
    """With `like`: in what the calls differ. all: in everything; one: in one value; name: in one that can be said in a row ("Leeds
    and York"); id: in the id; value: in the one value beside the id; less: one optional value is dropped."""
    lacks: int = Field(default=0, ge=0)
    """That many required values the user leaves out of the request; they come with `supply`."""
    ambiguous: Literal["no", "date", "either"] = "no"
    """One value is said so that it has two readings: a date such as 03/04/2026, or "low or medium". `choose` settles it."""
    offered: bool = True
    """False: the request is for this tool, which is not offered."""


class UserTurn(Strict):
    user: SpeechAct
    """What the user does in this turn."""
    of: tuple[str, ...] = ()
    """Roles whose calls the user asks for, or speaks of."""
    shape: Literal["plain", "sentences", "values_first", "background"] = "plain"
    """Of a request: as it comes; each value in a sentence of its own; such sentences first; after a line about something else."""
    condition: Literal["any", "none", "value", "fails", "widen"] | None = None
    """The last role is wanted only if the first finds any, finds none, returns such a value, or fails; `widen`: if the first finds
    none, the same without one filter."""
    holds: bool = True
    """Whether the condition turns out to be met."""


class CallTurn(Strict):
    call: tuple[str, ...]
    """Roles whose calls are made, at once where there are several."""
    broken: bool = False
    """The call carries the scenario's fault and is never trained on."""


class ResultTurn(Strict):
    result: tuple[str, ...]
    """Roles whose calls are answered."""
    fault: bool = False
    """The result is the error (or the empty or partial result) that the scenario's fault brings about."""


class SayTurn(Strict):
    say: Literal["ask", "confirm", "decline", "answer"]
    """The assistant's act."""
    about: tuple[str, ...] = ()
    """Roles whose calls, missing values or results it speaks of."""
    to: SpeechAct | None = None
    """What the user said that this replies to, where the words depend on it."""


TURN_KINDS = ("user", "call", "result", "say")


def _kind(turn: Any) -> str | None:
    return next((kind for kind in TURN_KINDS if isinstance(turn, dict) and kind in turn), None)


Turn = Annotated[
    Annotated[UserTurn, Tag("user")]
    | Annotated[CallTurn, Tag("call")]
    | Annotated[ResultTurn, Tag("result")]
    | Annotated[SayTurn, Tag("say")],
    Discriminator(
        _kind,
        custom_error_type="turn_kind",
        custom_error_message="a turn is one of {user: ...}, {call: [...]}, {result: [...]}, {say: ...}",
    ),
]


class Template(Strict):
    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
    """Parts of small letters, digits and underscores, joined by dots. A file of yours with an id of ours takes its place."""
    version: int = Field(ge=1)
    """Raised when the template changes what it makes: its rows get other ids then."""
    category: Category
    pattern: str = Field(pattern=r"^[a-z0-9_]+$")
    """What kind of scenario of its category it is; rows are counted by it."""
    summary: str
    """One line: who does what, and what comes of it."""
    share: int = Field(default=1, ge=1)
    """How many rows it gets for each that a template of its category with a share of 1 gets."""
    faults: tuple[Fault, ...] = ()
    """The faults it may carry, one a scenario; empty where nothing goes wrong."""
    roles: dict[str, Role] = {}
    """The parts that tools are cast for, by name; one that refers to another stands after it."""
    turns: tuple[Turn, ...] = Field(min_length=2)
    """`{user: ...}`, `{call: [...]}`, `{result: [...]}` and `{say: ...}` in order, from a user turn to a say turn."""
    no_tools: bool = False
    """No tool at all is offered."""
    prompt: str = ""
    """What a teacher model is told about this kind of scenario (Jinja, sandboxed)."""

    @cached_property
    def conditional(self) -> UserTurn | None:
        """The request that makes its last call depend on its first."""
        return next((turn for turn in self.turns if isinstance(turn, UserTurn) and turn.condition), None)

    @cached_property
    def is_near_miss(self) -> bool:
        """Whether the user asks for what only looks like a tool's job."""
        return any(isinstance(turn, UserTurn) and turn.user == "near_miss" for turn in self.turns)

    @cached_property
    def broken(self) -> frozenset[str]:
        """Roles whose call goes wrong by the model's own fault."""
        return frozenset(role for turn in self.turns if isinstance(turn, CallTurn) and turn.broken for role in turn.call)

    @cached_property
    def varied(self) -> Mapping[str, tuple[str, ...]]:
        """Role -> in what the roles that are like it differ from it."""
        likes = dict.fromkeys(role.like for role in self.roles.values() if role.like)
        return {name: tuple(role.differs for role in self.roles.values() if role.like == name) for name in likes}

    @model_validator(mode="after")
    def _names_its_roles(self) -> "Template":
        named = {role for turn in self.turns for role in roles_of(turn)} | {
            name for role in self.roles.values() for name in _named(role)
        }
        if unknown := sorted(named - set(self.roles)):
            raise ValueError(f"names roles that `roles` lacks: {', '.join(unknown)}")
        if unused := sorted(set(self.roles) - named):
            raise ValueError(f"has roles that no turn names: {', '.join(unused)}")
        return self

    @model_validator(mode="after")
    def _begins_and_ends(self) -> "Template":
        if not isinstance(self.turns[0], UserTurn) or not isinstance(self.turns[-1], SayTurn):
            raise ValueError("begins with a user turn and ends with a say turn")
        if any(isinstance(turn, CallTurn) and turn.broken for turn in self.turns) and not self.faults:
            raise ValueError("has a broken call but no faults")
        return self

    @model_validator(mode="after")
    def _stands_in_order(self) -> "Template":
        """What a role refers to stands before it, so that tools and values can be dealt from top to bottom."""
        before: set[str] = set()
        for name, role in self.roles.items():
            if late := sorted(set(_named(role)) - before):
                raise ValueError(f"role {name} refers to {', '.join(late)}, which must stand before it")
            if role.differs != "all" and role.like is None:
                raise ValueError(f"role {name} has `differs` but no `like`")
            if role.uses is None and (role.source, role.pick) != ("object", "first"):
                raise ValueError(f"role {name} has `source` or `pick` but no `uses`")
            before.add(name)
        return self

    @model_validator(mode="after")
    def _asks_before_it_destroys(self) -> "Template":
        """A destructive call stands after a confirmation that the user agrees to, in any category."""
        permitted = False
        for turn in self.turns:
            permitted |= isinstance(turn, UserTurn) and turn.user == "agree"
            if isinstance(turn, CallTurn) and not permitted and any(self.roles[role].destructive for role in turn.call):
                raise ValueError(f"calls the destructive {', '.join(turn.call)} before a {{user: agree}}")
        return self


def _named(role: Role) -> Iterator[str]:
    yield from (name for name in (role.uses, role.like) if name)


def roles_of(turn: UserTurn | CallTurn | ResultTurn | SayTurn) -> tuple[str, ...]:
    match turn:
        case UserTurn():
            return turn.of
        case CallTurn():
            return turn.call
        case ResultTurn():
            return turn.result
        case SayTurn():
            return turn.about
