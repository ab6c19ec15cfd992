"""A tool's name as words, and what its verb suggests.

>>> words("getUserByID"), words("delete-file"), words("create_task")
(['get', 'user', 'by', 'id'], ['delete', 'file'], ['create', 'task'])
>>> verb("tasks_list"), noun("list_tasks")
('list', 'task')
"""

import re
from functools import lru_cache
from pathlib import Path

from callwright.tools.data_file import read_data

_WORDS: dict[str, list[str]] = read_data(Path(__file__).with_name("hints.yaml"))
STEERING = frozenset(_WORDS.pop("steering"))
"""Names of parameters that steer a list (`limit`) instead of describing its records."""
VERBS: dict[str, frozenset[str]] = {kind: frozenset(verbs) for kind, verbs in _WORDS.items()}
"""Kind of tool -> the verbs that suggest it (`hints.yaml`)."""
_KNOWN = frozenset[str]().union(*VERBS.values())


def words(name: str) -> list[str]:
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3 \2\4", name)
    return re.findall(r"[a-z0-9]+", spaced.lower())


@lru_cache(maxsize=8192)
def verb(name: str) -> str:
    """The first known verb of the name; a server's prefix or a noun may stand before it. Empty where there is none."""
    return next((word for word in words(name) if word in _KNOWN), "")


def noun(name: str) -> str:
    """The words after the verb, singular: what the tool is about."""
    parts = words(name)
    about = parts[parts.index(verb(name)) + 1 :] if verb(name) else parts
    return singular("_".join(about or parts[:-1]))


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


JOINTS = frozenset({"by", "for", "from", "with", "in", "of", "to"})
ANONYMOUS = frozenset({"", "result", "item", "data", "record", "entry", "row", "list", "match", "hit", "value"})
"""Names of lists that say nothing of what they hold: that is what the tool is about."""


@lru_cache(maxsize=8192)
def about(name: str) -> str:
    """The noun of a tool's name without what is said of it: `pet` of `findPetsByStatus`."""
    parts = noun(name).split("_")
    ends = next((place for place, word in enumerate(parts) if word in JOINTS and place), len(parts))
    return singular("_".join(parts[:ends]))


@lru_cache(maxsize=8192)
def held(list_name: str, tool_name: str) -> str:
    """What the elements of a result's list are: `tag` in `tags`, what the tool is about in `results`."""
    said = singular("_".join(words(list_name)))
    return about(tool_name) if said in ANONYMOUS else said


@lru_cache(maxsize=8192)
def thing(holder: str, name: str) -> str:
    """What an id is the id of: `task_id` of a task, a bare `id` of what holds it."""
    parts = words(name)
    if parts == ["id"]:
        return holder
    return "_".join(parts[:-1]) if parts[-1:] == ["id"] else "_".join(parts)
