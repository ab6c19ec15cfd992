"""A tool's name as words, and what its verb suggests.

>>> words("getUserByID"), words("delete-file"), words("create_task")
(['get', 'user', 'by', 'id'], ['delete', 'file'], ['create', 'task'])
>>> verb("tasks_list"), noun("list_tasks")
('list', 'task')
"""

import re
from pathlib import Path

import yaml

_WORDS: dict[str, list[str]] = yaml.load(Path(__file__).with_name("hints.yaml").read_text("utf-8"), yaml.CSafeLoader)
STEERING = frozenset(_WORDS.pop("steering"))
"""Names of parameters that steer a list (`limit`) instead of describing its records."""
VERBS: dict[str, frozenset[str]] = {kind: frozenset(verbs) for kind, verbs in _WORDS.items()}
"""Kind of tool -> the verbs that suggest it (`hints.yaml`)."""
_KNOWN = frozenset[str]().union(*VERBS.values())


def words(name: str) -> list[str]:
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3 \2\4", name)
    return re.findall(r"[a-z0-9]+", spaced.lower())


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
