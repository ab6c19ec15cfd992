"""The words around the values: carriers by intent, clauses, openers, closers, answers, dealt to the sides of the split.

All of them are data files in `phrasebook/`; nothing here knows a word of any language.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from callwright.errors import TemplateError
from callwright.templates.slots import PART, SLOT, slots_of, with_parts
from callwright.templates.template import Strict
from callwright.templates.yaml_file import read_model, read_yaml

BOOK = Path(__file__).with_name("phrasebook")
Form = Literal["imperative", "question", "statement", "implicit"]
"""Implicit: a need, a problem or a circumstance is stated, and what is wanted follows from it."""
Split = tuple[float, float, float]
DEFAULT_SPLIT: Split = (0.8, 0.1, 0.1)
SIDES = ("train", "validation", "test")
WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True)
class Phrase:
    id: str
    """`create/1f0c9a3b`: group and hash of the text; it does not change when others are added."""
    text: str
    form: str = ""

    @cached_property
    def slots(self) -> frozenset[str]:
        return slots_of(self.text)

    @cached_property
    def has_parts(self) -> bool:
        return PART.search(self.text) is not None

    @cached_property
    def needed(self) -> frozenset[str]:
        """The slots that stand in no optional part."""
        return slots_of(PART.sub("", self.text))

    def saying(self, given: frozenset[str]) -> "Phrase":
        """With those of its optional parts that say what is given."""
        return _saying(self, given & self.slots) if self.has_parts else self

    @property
    def group(self) -> str:
        """The intent, or `fallback` or `thing`, that its carrier speaks for."""
        return self.id.split("/")[0].split(".")[0]


@lru_cache(maxsize=65536)
def _saying(phrase: Phrase, given: frozenset[str]) -> Phrase:
    return Phrase(phrase.id, with_parts(phrase.text, given), phrase.form)


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


class Phrasebook:
    """`deal` says which of a group's phrases a side may use. What only the offline teacher says is read when it needs it."""

    def __init__(self, folder: Path = BOOK, split: Split = DEFAULT_SPLIT) -> None:
        self.folder, self.split = folder, split
        self.intents = {file.intent: file for file in _read_intents(folder / "intents")}
        self.things = {noun: thing for thing in _read_things(folder / "things.yaml") for noun in thing.nouns}
        self.concepts: list[list[str]] = read_yaml(folder / "concepts.yaml")
        self.grammar: dict[str, Any] = read_yaml(folder / "grammar.yaml")
        self.styles = {name: Style.model_validate(style) for name, style in self.grammar["styles"].items()}
        self._clauses: dict[tuple[str, str, str], Clause] = {}
        self._dealt: dict[tuple[str, str], tuple[Phrase, ...]] = {}

    @cached_property
    def dialogue(self) -> dict[str, list[str]]:
        return {**read_yaml(self.folder / "dialogue.yaml"), **read_yaml(self.folder / "turns.yaml")}

    @cached_property
    def asks(self) -> dict[str, list[str]]:
        return dict(read_yaml(self.folder / "asks.yaml"))

    @cached_property
    def sentences(self) -> tuple[Sentences, ...]:
        return _read_sentences(self.folder / "sentences.yaml")

    @cached_property
    def usual(self) -> tuple[Sentences, ...]:
        return _read_sentences(self.folder / "usual.yaml")

    @cached_property
    def unrelated(self) -> dict[str, list[str]]:
        return dict(read_yaml(self.folder / "unrelated.yaml"))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(Clause.model_validate(clause) for clause in read_yaml(self.folder / "clauses.yaml"))

    @cached_property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        return tuple(FollowUp.model_validate(lines) for lines in read_yaml(self.folder / "follow_ups.yaml"))

    @cached_property
    def _by_precedence(self) -> list[IntentFile]:
        """Intents that name the noun go first, then those of plurals."""
        return sorted(self.intents.values(), key=lambda intent: (not intent.matches.nouns, not intent.matches.plural_verbs))

    def intent_of(self, words: Sequence[str], *, is_plural: bool = False) -> IntentFile | None:
        """The intent of a tool whose name consists of `words`; the first verb counts."""
        for word in words:
            for intent in self._by_precedence:
                matches = intent.matches
                fits_noun = not matches.nouns or not set(matches.nouns).isdisjoint(words)
                if (word in matches.verbs and fits_noun) or (is_plural and word in matches.plural_verbs):
                    return intent
        return None

    def carriers(self, group: str, side: str) -> tuple[Phrase, ...]:
        """The side's carriers of an intent (or of `fallback`, `thing`).

        Each set of slots in each form is dealt by itself, so that every side can say everything; carriers with optional parts are
        dealt together. Those that differ in courtesies and optional parts alone stay on one side.
        """
        return self._by_slots(
            group, side, self.intents[group].carriers if group in self.intents else self.grammar["carriers"][group]
        )

    def of_thing(self, noun: str, group: str, side: str) -> tuple[Phrase, ...]:
        """The side's carriers for what an intent does with a thing; none where the phrasebook knows nothing of it."""
        thing = self.things.get(noun)
        if thing is None or group not in thing.carriers:
            return ()
        return self._by_slots(f"{group}.{thing.nouns[0]}", side, thing.carriers[group])

    def sentences_of(self, noun: str, group: str, side: str) -> tuple[Phrase, ...]:
        """The side's carriers with optional parts for what an intent does with a thing."""
        return self._of_entries(self.sentences, "said", noun, group, side)

    def usual_of(self, noun: str, group: str, side: str) -> tuple[Phrase, ...]:
        """Those of them that most people say."""
        return self._of_entries(self.usual, "usual", noun, group, side)

    def _of_entries(self, entries: Sequence[Sentences], name: str, noun: str, group: str, side: str) -> tuple[Phrase, ...]:
        known = (entry for entry in entries if noun in entry.nouns and group in entry.intents)
        return tuple(
            chain.from_iterable(self._by_slots(f"{group}.{entry.nouns[0]}.{name}", side, entry.carriers) for entry in known)
        )

    def _by_slots(self, name: str, side: str, forms: Mapping[Any, Sequence[str]]) -> tuple[Phrase, ...]:
        if (name, side) not in self._dealt:
            groups: dict[tuple[bool, bool, frozenset[str]], list[Phrase]] = {}
            for form, texts in forms.items():
                for phrase in _phrases(name, texts, form):
                    slots = frozenset[str]() if phrase.has_parts else phrase.slots
                    groups.setdefault((form == "imperative", phrase.has_parts, slots), []).append(phrase)
            self._deal(name, groups.values(), self._frame)
        return self._dealt[name, side]

    def _frame(self, phrase: Phrase) -> str:
        """What is said apart from courtesies, articles, slots and optional parts."""
        said = WORD.findall(SLOT.sub(" ", PART.sub(" ", phrase.text.lower())))
        return " ".join([word for word in said if word not in self.grammar["courtesies"]])

    def _deal(
        self, name: str, groups: Iterable[Sequence[Phrase]], frame: Callable[[Phrase], str] = lambda phrase: phrase.id
    ) -> None:
        """To all sides at once: the hashes of the texts are what it takes."""
        settled: dict[str, str] = {}
        dealt = [deal(group, self.split, frame, settled) for group in groups]
        self._dealt |= {(name, side): tuple(phrase for shares in dealt for phrase in shares[side]) for side in SIDES}

    def lines(self, group: str, side: str, texts: Sequence[str] | None = None) -> tuple[Phrase, ...]:
        """The side's share of a group of lines: openers, closers, agree, small_talk, ... or of `texts` under that name."""
        if (group, side) not in self._dealt:
            self._deal(group, [_phrases(group, self.dialogue[group] if texts is None else texts)])
        return self._dealt[group, side]

    def vague(self, group: str, side: str) -> tuple[Phrase, ...]:
        """The side's requests of an intent without values; none where it has no such lines."""
        intent, name = self.intents.get(group), f"{group}.vague"
        if intent is None:
            return ()
        if (name, side) not in self._dealt:
            self._deal(name, [_phrases(name, intent.vague, "imperative")])
        return self._dealt[name, side]

    def follow_up(self, intent: str, parameter: str, kind: str, side: str) -> tuple[Phrase, ...]:
        place, found = next(
            (place, entry)
            for place, entry in enumerate(self.follow_ups)
            if (not entry.intents or intent in entry.intents) and fits(entry.match, parameter, kind)
        )
        return self.lines(f"follow_up.{place}", side, found.lines)

    @cached_property
    def concepts_by_word(self) -> dict[str, frozenset[int]]:
        """By their places in `concepts`."""
        words = {word for concept in self.concepts for word in concept}
        return {word: frozenset(place for place, concept in enumerate(self.concepts) if word in concept) for word in words}

    def clause(self, group: str, parameter: str, kind: str) -> Clause:
        """The first that fits a carrier of the group and the value's parameter and kind; the last one fits any."""
        key = (group, parameter, kind)
        if key not in self._clauses:
            self._clauses[key] = next(
                clause
                for clause in self.clauses
                if (not clause.intents or group in clause.intents) and fits(clause.match, parameter, kind)
            )
        return self._clauses[key]

    @cached_property
    def version(self) -> str:
        """Hash of all words' files (16 hex digits), for manifests."""
        content = hashlib.sha256()
        for file in sorted(self.folder.rglob("*.yaml")):
            content.update(file.relative_to(self.folder).as_posix().encode() + b"\0" + file.read_bytes())
        return content.hexdigest()[:16]


def fits(patterns: Sequence[str], parameter: str, kind: str) -> bool:
    """Whether a value of this parameter name or kind is meant by `patterns`.

    They are kinds or shell patterns of names; one after a minus sign says which names are not meant.
    """
    return _fits(tuple(patterns), parameter, kind)


@lru_cache(maxsize=65536)
def _fits(patterns: tuple[str, ...], parameter: str, kind: str) -> bool:
    name = parameter.lower()
    if any(pattern.startswith("-") and fnmatchcase(name, pattern[1:]) for pattern in patterns):
        return False
    return any(pattern == kind or fnmatchcase(name, pattern) for pattern in patterns)


def deal(
    phrases: Sequence[Phrase], split: Split, frame: Callable[[Phrase], str], settled: dict[str, str]
) -> Mapping[str, Sequence[Phrase]]:
    """The phrases of each side, in the order of their hashes; those of one frame go to one side, of the largest frames to train.

    Below three frames train has them all. `settled`: sides of frames that were dealt before; those dealt now are added.
    """
    frames: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=lambda phrase: phrase.id):
        frames.setdefault(frame(phrase), []).append(phrase)
    shares = zip(SIDES, split, strict=True)
    wanted = {side: max(1, round(share * len(phrases))) if share and len(frames) > 2 else 0 for side, share in shares}
    dealt: dict[str, list[Phrase]] = {side: [] for side in SIDES}
    for name, alike in sorted(frames.items(), key=lambda item: (item[0] not in settled, len(item[1]))):
        free = next((side for side in ("test", "validation") if len(dealt[side]) < wanted[side]), "train")
        dealt[settled.setdefault(name, free)] += alike
    return dealt


def _phrases(group: str, texts: Sequence[str], form: str = "") -> list[Phrase]:
    return [Phrase(f"{group}/{hashlib.sha256(text.encode()).hexdigest()[:8]}", text, form) for text in texts]


def _read_things(file: Path) -> list[Thing]:
    return [Thing.model_validate(thing) for thing in read_yaml(file)]


def _read_sentences(file: Path) -> tuple[Sentences, ...]:
    return tuple(Sentences.model_validate(entry) for entry in read_yaml(file))


def _read_intents(folder: Path) -> list[IntentFile]:
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise TemplateError(f"{folder}: no intents (*.yaml) in this phrasebook")
    return [read_model(file, IntentFile) for file in files]


@lru_cache(maxsize=8)
def load_phrasebook(folder: Path = BOOK, split: Split = DEFAULT_SPLIT) -> Phrasebook:
    return Phrasebook(folder, split)
