"""Tools from elsewhere that are offered beside the user's own, so that a student learns to look at what is offered.

Distractors (`distractors.json`) do another job than any of the user's tools; namesakes (`namesakes.yaml`) look like one of them
by name and do something else. Neither can do what a request asks for, so that the label stays decidable.
"""

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from callwright.templates.naming import singular, words_of
from callwright.templates.yaml_file import read_yaml
from callwright.tools.naming import VERBS
from callwright.tools.tool import Tool, Toolset

DISTRACTORS = Path(__file__).with_name("distractors.json")
NAMESAKES = Path(__file__).with_name("namesakes.yaml")
_VERBS = frozenset[str]().union(*VERBS.values())


@cache
def _written() -> tuple[tuple[Tool, frozenset[str]], ...]:
    """Each distractor with the words of its subject."""
    documents: list[dict[str, Any]] = json.loads(DISTRACTORS.read_text("utf-8"))
    return tuple(
        (
            Tool(document["name"], document["description"], {**document["parameters"], "additionalProperties": False}),
            frozenset(document["about"]),
        )
        for document in documents
    )


def distractors(tools: Toolset) -> tuple[Tool, ...]:
    """Those that touch no subject of the user's tools: no word of a subject stands in their names or descriptions, and no noun
    of their names in a distractor."""
    spoken = {word for tool in tools.values() for word in subject_words(f"{tool.name} {tool.description}")}
    nouns = {word for tool in tools.values() for word in subject_words(tool.name) if word not in _VERBS}
    return tuple(
        tool
        for tool, about in _written()
        if tool.name not in tools and not about & spoken and not nouns & subject_words(f"{tool.name} {tool.description}")
    )


def subject_words(text: str) -> frozenset[str]:
    """The words of a name or a sentence, singular."""
    return frozenset(singular(word) for word in words_of(text))


def namesakes(tool: Tool, taken: Iterable[str]) -> tuple[Tool, ...]:
    """Tools named after `tool` that do something else; none has a name that is taken."""
    found = (_namesake(tool, number) for number in range(len(read_namesakes())))
    names = set(taken)
    return tuple(namesake for namesake in found if namesake.name not in names)


@cache
def read_namesakes() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = read_yaml(NAMESAKES)
    return entries


@lru_cache(maxsize=4096)
def _namesake(tool: Tool, number: int) -> Tool:
    entry = read_namesakes()[number]
    parameters = {"type": "object", "properties": entry["parameters"], "required": [], "additionalProperties": False}
    return Tool(joined(tool.name, entry["words"]), entry["description"].format(name=tool.name), parameters)


def joined(name: str, words: Iterable[str]) -> str:
    """`words` behind a name in the name's own style: `getUser` and `log` are `getUserLog`, `get-user` and `log` `get-user-log`."""
    separator = next((mark for mark in "_-." if mark in name), "")
    if not separator and any(letter.isupper() for letter in name[1:]):
        return name + "".join(word.capitalize() for word in words)
    return (separator or "_").join([name, *words])
