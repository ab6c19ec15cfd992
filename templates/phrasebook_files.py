"""What the files of the phrasebook state, and how those that hold lists of it are read."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from callwright.errors import TemplateError
from callwright.templates.template import Strict
from callwright.templates.yaml_file import read_model, read_yaml

Form = Literal["imperative", "question", "statement", "implicit"]
"""Implicit: a need, a problem or a circumstance is stated, and what is wanted follows from it."""


class Matches(Strict):
    verbs: tuple[str, ...]
    nouns: tuple[str, ...] = ()
    """Where stated, one of them must be among the tool's words too; such an intent goes before one without."""
    plural_verbs: tuple[str, ...] = ()
    """Verbs that mean this intent where the tool's noun is a plural."""


class IntentFile(Strict):
    intent: str
    matches: Matches
    carriers: dict[Form, tuple[str, ...]]
    vague: tuple[str, ...] = ()
    """Requests, as imperatives, that leave the values out: they stand elsewhere, or have to be asked for."""
    near_misses: tuple[str, ...] = ()
    answers: tuple[str, ...]
    nothing_found: tuple[str, ...] = ()


class Thing(Strict):
    """What people call a thing that tools handle, and what they say of it and of no other."""

    nouns: tuple[str, ...]
    """Of tools' names, singular."""
    called: tuple[str, ...] = ()
    is_jargon: bool = False
    """True: no person says the name's own word, so that one of the others is always taken."""
    carriers: dict[str, dict[Form, tuple[str, ...]]] = Field(default_factory=dict)
    """Intent -> carriers beside its own."""


class Sentences(Strict):
    """Carriers with optional parts, which say at once whatever is given of a thing."""

    nouns: tuple[str, ...]
    intents: tuple[str, ...]
    carriers: dict[Form, tuple[str, ...]]


class Clause(Strict):
    match: tuple[str, ...]
    intents: tuple[str, ...] = ()
    inline: tuple[str, ...]
    sentence: tuple[str, ...]


class Style(Strict):
    """The manner of requests; shares between 0 and 1."""

    forms: tuple[Form, ...]
    """Carriers it uses."""
    weight: int = 1
    """How many times as often as others it is taken: most of what people type is short and plain."""
    leads: str = ""
    """The group of words put before an imperative, in the share `lead` of requests."""
    lead: float = 0
    opener: float = 0
    closer: float = 0
    reason: float = 0
    hesitations: int = 0
    slips: int = 0
    """At most so many of a request's words are halted before, or mistyped."""
    lower: bool = False
    """As typed into a search box: nothing around the request, not even a capital."""


class FollowUp(Strict):
    match: tuple[str, ...]
    intents: tuple[str, ...] = ()
    lines: tuple[str, ...]


def read_things(file: Path) -> list[Thing]:
    return [Thing.model_validate(thing) for thing in read_yaml(file)]


def read_sentences(file: Path) -> tuple[Sentences, ...]:
    return tuple(Sentences.model_validate(entry) for entry in read_yaml(file))


def read_intents(folder: Path) -> list[IntentFile]:
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise TemplateError(f"{folder}: no intents (*.yaml) in this phrasebook")
    return [read_model(file, IntentFile) for file in files]
