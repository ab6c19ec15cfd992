"""Members of enumerations as people say them, by `enums.yaml` and by the parameter's description ("1 = low").

>>> from random import Random
>>> surfaces("due_this_week", ["all", "due_this_week"], "scope", "", Random(0))
[('due this week', 'enum:humanised')]
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Any

from callwright.tools.values.kinds import snake
from callwright.tools.values.words import words

Surface = tuple[str, str]
Members = tuple[Any, ...]
LABEL = re.compile(
    r"(?<![\w.-])['\"`]?([\w-]+)['\"`]?\s*(?:=|:|->|–)\s*['\"]?([A-Za-z][A-Za-z ]{1,30}?)['\"]?(?=\s*(?:[,;.)\n|]|$))"
)


@lru_cache(maxsize=8192)
def sayings(member: Any, members: Members, name: str, description: str) -> tuple[Surface, ...]:
    """Every way to say this member that says no other of them."""
    others = [other for other in members if other != member and other is not None]
    taken = {_folded(said) for other in others for said, _ in _raw(other, name, description)}
    own = dict.fromkeys(said for said in _raw(member, name, description))
    return tuple((said, form) for said, form in own if form == "enum:literal" or _folded(said) not in taken)


def _folded(text: str) -> str:
    return re.sub(r"^(?:that are|that is|all the|all my) ", "", text.lower())


def _raw(member: Any, name: str, description: str) -> Iterator[Surface]:
    key = snake(str(member))
    if _says_which(name, description) and (key in words("enums")["before"] or key in words("enums")["after"]):
        yield from ((said, f"enum:{place}") for place in ("before", "after") for said in words("enums")[place].get(key, ()))
        return
    yield str(member), "enum:literal"
    if (human := humanised(str(member))) != str(member):
        yield human, "enum:humanised"
    yield from ((said, "enum:synonym") for said in words("enums")["synonyms"].get(key, ()))
    yield from ((said, "enum:synonym") for said in _vocabulary(str(member)))
    if label := labels(description).get(str(member).lower()):
        yield label, "enum:synonym"


@lru_cache(maxsize=4096)
def _says_which(name: str, description: str) -> bool:
    lists = words("enums")
    state = snake(name) in ("status", "state")
    return snake(name) in lists["filters"] or (state and any(word in description.lower().split() for word in lists["filter_words"]))


def humanised(member: str) -> str:
    """`due_this_week` as people write it; short codes (`USD`, `en_SG`) stay as they are."""
    parts = [part for part in re.split(r"[_\s-]+|(?<=[a-z])(?=[A-Z])", member) if part]
    kept = max(map(len, parts), default=0) <= 2 or (len(parts) == 1 and len(member) <= 4 and member.isupper())
    return member if kept or not re.fullmatch(r"[\w\s-]+", member) else " ".join(part.lower() for part in parts)


@lru_cache(maxsize=4096)
def _vocabulary(member: str) -> tuple[str, ...]:
    vocabularies = words("vocabularies")
    name = (
        "currency" if len(member) == 3 and member.isupper() else "language" if len(member) == 2 and member.islower() else "timezone"
    )
    return tuple(said for said in vocabularies[name].get(member, ()) if said != member)


@lru_cache(maxsize=4096)
def labels(description: str) -> dict[str, str]:
    """`1 = low, 2 = high` as {"1": "low", "2": "high"}."""
    return {code.lower(): label.strip() for code, label in LABEL.findall(description)}


def surfaces(canonical: Any, members: Sequence[Any], name: str, description: str, rng: Random) -> list[Surface]:
    """One surface of each form; not the literal where it is an identifier (`due_this_week`), which is only read."""
    return [(rng.choice(said), form) for form, said in _by_form(canonical, tuple(members), name, description).items()]


@lru_cache(maxsize=8192)
def _by_form(canonical: Any, members: Members, name: str, description: str) -> Mapping[str, Sequence[str]]:
    by_form: dict[str, list[str]] = {}
    for said, form in sayings(canonical, members, name, description):
        by_form.setdefault(form, []).append(said)
    if "enum:humanised" in by_form:
        by_form.pop("enum:literal")
    return by_form


def readings(text: str, members: Sequence[Any], name: str, description: str) -> set[Any]:
    """Every member that some words of the text say."""
    folded = text.lower()
    every = tuple(members)
    return {member for member in every if any(_held(said, folded) for said, _ in sayings(member, every, name, description))}


def _held(said: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(said.lower())}(?!\w)", folded) is not None
