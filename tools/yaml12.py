"""YAML as OpenAPI takes it: version 1.2's scalars, text keys, and no file that unfolds into more than it is.

>>> load_yaml("{since: 2024-01-31, toggle: [on, off], 200: ok}")
{'since': '2024-01-31', 'toggle': ['on', 'off'], '200': 'ok'}
"""

import re
from typing import Any

import yaml

DEEPEST = 100
MOST_VALUES = 2_000_000
"""Values in one document, what an alias names counted at each use: nine levels of nine aliases would be 387 million."""

TEXT = "tag:yaml.org,2002:str"
MERGE = "tag:yaml.org,2002:merge"
SCALARS = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", r"<<", "<"),
)
"""Kind, what it looks like, its first characters. PyYAML's own table is that of 1.1, where `on` is true and 12:30 is 750."""


class UnfoldingError(ValueError):
    """More values or deeper nesting than a document of tools has."""


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (PyYAML declares it so)


for _kind, _pattern, _first in SCALARS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_first))


def load_yaml(text: str) -> Any:
    """Raises yaml.YAMLError on what is no YAML, UnfoldingError before a document is unfolded that is too large."""
    _check_depth(text)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _measure(node)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _check_depth(text: str) -> None:
    """libyaml composes nodes by recursion in C: 100,000 brackets would end the process, so depth is read off the events first."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnfoldingError(f"it is nested more than {DEEPEST} levels deep")


def _measure(root: yaml.Node) -> None:
    """Count values with aliases unfolded, and make every key text on the way."""
    left = MOST_VALUES
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        inner = _inside(node)
        left -= len(inner)
        if left < 0:
            raise UnfoldingError(f"it unfolds into more than {MOST_VALUES:,} values")
        if depth > DEEPEST:
            raise UnfoldingError(f"it is nested more than {DEEPEST} levels deep")
        waiting.extend((child, depth + 1) for child in inner)


def _inside(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, _ in node.value:
            if key.tag != MERGE:
                key.tag = TEXT
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []
