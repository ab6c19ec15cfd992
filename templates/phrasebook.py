"""The words around the values: carriers by intent, clauses, openers, closers, answers, dealt to the sides of the split.

All of them are data files in `phrasebook/`; nothing here knows a word of any language.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from callwright.templates.dealing import DEFAULT_SPLIT, SIDES, Dealing, Split
from callwright.templates.phrase import Phrase, phrases
from callwright.templates.phrasebook_files import (
    Clause,
    FollowUp,
    IntentFile,
    Sentences,
    Style,
    read_intents,
    read_sentences,
    read_things,
)
from callwright.templates.slots import PART, SLOT
from callwright.templates.yaml_file import read_yaml

BOOK = Path(__file__).with_name("phrasebook")
WORD = re.compile(r"[\w'’]+")


class Phrasebook:
    """Each side of the split has phrases of its own. What only the offline teacher says is read when it needs it."""

    def __init__(self, folder: Path = BOOK, split: Split = DEFAULT_SPLIT) -> None:
        self.folder, self.split = folder, split
        self.intents = {file.intent: file for file in read_intents(folder / "intents")}
        self.things = {noun: thing for thing in read_things(folder / "things.yaml") for noun in thing.nouns}
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
        return read_sentences(self.folder / "sentences.yaml")

    @cached_property
    def usual(self) -> tuple[Sentences, ...]:
        return read_sentences(self.folder / "usual.yaml")

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
                for phrase in phrases(name, texts, form):
                    slots = frozenset[str]() if phrase.has_parts else phrase.slots
                    groups.setdefault((form == "imperative", phrase.has_parts, slots), []).append(phrase)
            self._deal(name, groups.values(), Dealing(self.split, self._frame))
        return self._dealt[name, side]

    def _frame(self, phrase: Phrase) -> str:
        """What is said apart from courtesies, articles, slots and optional parts."""
        said = WORD.findall(SLOT.sub(" ", PART.sub(" ", phrase.text.lower())))
        return " ".join([word for word in said if word not in self.grammar["courtesies"]])

    def _deal(self, name: str, groups: Iterable[Sequence[Phrase]], dealing: Dealing) -> None:
        """To all sides at once: the hashes of the texts are what it takes."""
        dealt = [dealing.deal(group) for group in groups]
        self._dealt |= {(name, side): tuple(phrase for shares in dealt for phrase in shares[side]) for side in SIDES}

    def lines(self, group: str, side: str, texts: Sequence[str] | None = None) -> tuple[Phrase, ...]:
        """The side's share of a group of lines: openers, closers, agree, small_talk, ... or of `texts` under that name."""
        if (group, side) not in self._dealt:
            self._deal(group, [phrases(group, self.dialogue[group] if texts is None else texts)], Dealing(self.split))
        return self._dealt[group, side]

    def vague(self, group: str, side: str) -> tuple[Phrase, ...]:
        """The side's requests of an intent without values; none where it has no such lines."""
        intent, name = self.intents.get(group), f"{group}.vague"
        if intent is None:
            return ()
        if (name, side) not in self._dealt:
            self._deal(name, [phrases(name, intent.vague, "imperative")], Dealing(self.split))
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


@lru_cache(maxsize=8)
def load_phrasebook(folder: Path = BOOK, split: Split = DEFAULT_SPLIT) -> Phrasebook:
    return Phrasebook(folder, split)
