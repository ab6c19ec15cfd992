"""The user's `chains.yaml`: what our evidence misses, what it gets wrong, and which tool comes before which.

edges: ["find_account.results[].number -> open_ticket.account", "get_cart.total -> charge.amount"]
before: [[verify_identity, refund_order]]
never: ["list_users[].id -> block_user.user_id", "get_cart -> close_shop"]
"""

import re
from collections.abc import Mapping
from pathlib import Path

from callwright.errors import InputError
from callwright.templates.chains import ITSELF, Chains, Edge, chains_among
from callwright.templates.template import Strict
from callwright.templates.yaml_file import read_model
from callwright.tools.tool import Tool

_EDGE = re.compile(r"([\w-]+)(\[\])?(?:\.(?:([\w-]+)\[\]\.)?([\w-]+))? *-> *([\w-]+)(?:\.([\w-]+))?")


class ChainsFile(Strict):
    edges: tuple[str, ...] = ()
    before: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    """Edges, or pairs of tools (`a -> b`), that are no chains whatever their names say."""


def read_chains(path: Path | None, tools: Mapping[str, Tool]) -> Chains:
    """The tools' own edges with the file's added and taken away; InputError where it names what is not there."""
    own = chains_among(tools)
    if path is None:
        return own
    file = read_model(path, ChainsFile)
    never = [_edge(text, path, tools, whole=False) for text in file.never]
    stated = [_edge(text, path, tools, whole=True) for text in file.edges]
    kept = [edge for edge in own.edges if not any(_excludes(excluded, edge) for excluded in never) and edge not in stated]
    before: dict[str, tuple[str, ...]] = {}
    for order in file.before:
        for place, name in enumerate(order):
            _known(name, path, tools)
            before[name] = tuple(dict.fromkeys((*before.get(name, ()), *order[:place])))
    if circle := next((name for name in before if name in _all_before(name, before)), None):
        raise InputError(f"{path}: before: {circle!r} would have to come before itself")
    return Chains((*stated, *kept), before)


def _edge(text: str, path: Path, tools: Mapping[str, Tool], whole: bool) -> Edge:
    match = _EDGE.fullmatch(text.strip())
    if match is None or (whole and not (match[4] and match[6])):
        raise InputError(f"{path}: {text!r}: expected PRODUCER.FIELD -> CONSUMER.PARAMETER, FIELD in a list as LIST[].FIELD")
    producer, itself, list_field, field, consumer, parameter = match.groups()
    _known(producer, path, tools)
    _known(consumer, path, tools)
    if parameter and parameter not in tools[consumer].properties:
        raise InputError(f"{path}: {text!r}: {consumer} has no parameter {parameter!r} ({', '.join(tools[consumer].properties)})")
    return Edge(producer, consumer, ITSELF if itself else list_field or "", field or "", parameter or "")


def _known(name: str, path: Path, tools: Mapping[str, Tool]) -> None:
    if name not in tools:
        raise InputError(f"{path}: no tool is named {name!r}; there are {', '.join(tools)}")


def _excludes(excluded: Edge, edge: Edge) -> bool:
    same_tools = (excluded.producer, excluded.consumer) == (edge.producer, edge.consumer)
    return same_tools and excluded.field in ("", edge.field) and excluded.parameter in ("", edge.parameter)


def _all_before(name: str, before: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    left = list(before.get(name, ()))
    while left:
        first = left.pop()
        if first not in found:
            found.add(first)
            left += before.get(first, ())
    return found
