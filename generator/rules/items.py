"""CW4xx about lists that were returned: the id passed is that of the item the user meant."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.evidence import Evidence, Source, leaves
from callwright.generator.rules.literals import content_stems, stands
from callwright.generator.rules.moments import ISO_DATE
from callwright.generator.rules.outline import Outline
from callwright.generator.rules.rule import Objection, rule

RANKS = {"first": 0, "top": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "bottom": -1, "final": -1}
RANKED = re.compile(
    rf"\b(?:the|your|my) ({'|'.join(RANKS)}) (?:one|match|result|hit|item|entry|record|row|of|on|in|from)\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:next|latter|former|most|least|any|all|each|every\w*|both|other|rest|first|last|top|\w{3,}est"
    r"|number (?:\d|one|two|three|four|five))\b",
    re.IGNORECASE,
)
"""Words that choose an item by a comparison, which is not followed here."""


class Item(NamedTuple):
    """An object of a list in a result."""

    values: dict[str, Any]
    own: list[str]
    """Its texts that no other item has."""

    def named(self, requests: Evidence) -> bool:
        """Whether the user spoke of one of its texts."""
        return any(_spoken_of(text, requests) for text in self.own)


def calls_after_a_result(outline: Outline) -> bool:
    return any(turn.calls and turn.weight for turn in outline.turns[3:])


@rule("CW406", outlines=calls_after_a_result)
def ids_are_of_the_item_meant(conversation: Conversation) -> Iterator[Objection]:
    """Of a list that was returned, the id passed belongs to the item the user spoke of.

    A neighbour's id is well-formed, grounded, and the wrong customer's.

    Blind spots: the item meant is told by a text of it that was said, or by its place ("the first one"); "the cheapest" is not
    followed. A tool that is called several times is let pass, it may go over the list.

    Bad:
        user: Close the task about the visas.
        call: list_tasks {}
        result: {"tasks": [{"task_id": "task_1", "title": "Renew the visas"}, {"task_id": "task_2", "title": "Pay the rent"}]}
        call: update_task {"task_id": "task_2", "status": "done"}
        result: {"task_id": "task_2", "title": "Pay the rent", "status": "done"}
        answer: The task is done.

    Good:
        user: Close the task about the visas.
        call: list_tasks {}
        result: {"tasks": [{"task_id": "task_1", "title": "Renew the visas"}, {"task_id": "task_2", "title": "Pay the rent"}]}
        call: update_task {"task_id": "task_1", "status": "done"}
        result: {"task_id": "task_1", "title": "Renew the visas", "status": "done"}
        answer: The task is done.
    """
    for placed in conversation.trained:
        alone = sum(other.call.name == placed.call.name for other in conversation.trained) == 1
        if alone and placed.turn >= 3 and isinstance(placed.call.arguments, dict):
            yield from _neighbours(placed, conversation.evidence(placed.turn))


def _neighbours(placed: PlacedCall, evidence: Evidence) -> Iterator[Objection]:
    results = evidence.results
    requests = evidence.without("result", "history", "system")
    for name, value in placed.call.arguments.items():
        holding = [result for result in results if _may_hold(value, result)] if isinstance(value, str) else []
        if holding and _identifies(value) and not stands(value, requests):
            for result in holding:
                if _is_anothers(value, list(_items(result.content)), requests):
                    yield Objection(f"{placed.path}.arguments.{name}", f"{value!r} belongs to an item the user did not speak of")


def _may_hold(value: str, result: Source) -> bool:
    """Whether a text of the result can be the value; one that is written with escapes is seen only when decoded."""
    return value in result.text or "\\" in result.text


def _identifies(value: str) -> bool:
    return any(letter.isdigit() or letter == "@" for letter in value) and ISO_DATE.match(value) is None


def _is_anothers(value: str, items: list[Item], requests: Evidence) -> bool:
    """Whether the value is of an item at another place than the one said, or of none that was named while another was."""
    holding = [place for place, item in enumerate(items) if value in item.values.values()]
    if not holding or len(items) < 2:
        return False
    ranks = {RANKS[rank.lower()] for rank in RANKED.findall(requests.spoken)}
    if len(ranks) == 1:
        return min(ranks) % len(items) not in holding
    if COMPARED.search(requests.spoken) or any(items[place].named(requests) for place in holding):
        return False
    fields = {name for place in holding for name, leaf in items[place].values.items() if leaf == value}
    return any(fields & item.values.keys() and item.named(requests) for item in items)


def _items(content: Any) -> Iterator[Item]:
    if isinstance(content, dict):
        for inner in content.values():
            yield from _items(inner)
    elif isinstance(content, list):
        objects = [item for item in content if isinstance(item, dict)]
        for item, own in zip(objects, _distinguishing(objects), strict=True):
            yield Item(dict(leaves(item)), own)


def _distinguishing(objects: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Each object's texts that no other one has."""
    texts = [[value for _, value in leaves(item) if isinstance(value, str)] for item in objects]
    return [[text for text in own if sum(text in other for other in texts) == 1] for own in texts]


def _spoken_of(text: str, requests: Evidence) -> bool:
    """Whether the text is said, or its rarest long words are: "the visas" for "Renew the visas"."""
    if stands(text, requests) or any(letter.isdigit() for letter in text):
        return stands(text, requests) is not None
    said = frozenset().union(*(source.stems for source in requests.sources))
    own = content_stems(text)
    return sum(each in said for each in own) * 2 >= len(own)
