"""The dataset card: README.md with the front matter that the Hugging Face Hub reads, written from the manifest alone."""

from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

from callwright.generator.formats.losses import LOSSES
from callwright.generator.pairs import PAIRS
from callwright.generator.trace import SIDES
from callwright.store.recipes import COMMANDS, recipes

CARD = "README.md"
UNKNOWN = "unknown"
"""The Hub's identifier where no licence is given."""
SIZES = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"),
)  # fmt: skip

TEXTS: Mapping[str, tuple[str, ...]] = {
    "sharegpt": ("system", "tools"),
    "sharegpt-system": ("system",),
    "anthropic": ("system",),
    "anthropic-system": ("system",),
    "trl": ("tools",),
    "prompt-completion": ("tools",),
    "preference": ("tools",),
    "xlam": ("query", "answers", "tools"),
    "xlam-system": ("system", "query", "answers"),
}
LISTS: Mapping[str, tuple[str, ...]] = {
    "openai": ("messages", "tools"),
    "anthropic": ("messages", "tools"),
    "openai-system": ("messages",),
    "anthropic-system": ("messages",),
    "trl": ("messages",),
    "trl-system": ("messages",),
    "hermes": ("conversations",),
    "hermes-system": ("conversations",),
    "sharegpt": ("conversations",),
    "sharegpt-system": ("conversations",),
    "prompt-completion": ("prompt", "completion"),
    "preference": ("prompt", "chosen", "rejected"),
}
"""Columns of each form: texts, and lists of objects that differ in their members."""


def card(manifest: Mapping[str, Any]) -> str:
    text = resources.files("callwright.store").joinpath("card.md.j2").read_text("utf-8")
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    front = yaml.safe_dump(front_matter(manifest), sort_keys=False, allow_unicode=True)
    return environment.from_string(text).render(
        front=front,
        m=manifest,
        runs=manifest.get("runs", [manifest]),
        sides=SIDES,
        losses=[LOSSES[loss] for loss in manifest["cannot_hold"]],
        pairs=PAIRS,
        commands=[COMMANDS[path] for path in recipes(manifest) if path in COMMANDS],
        unknown=UNKNOWN,
    )


def front_matter(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """As the Hub's dataset cards document it. The features keep a reader from guessing the columns' types."""
    rows = sum(manifest["rows"].values())
    return {
        "pretty_name": manifest["dataset"],
        "license": manifest["license"] or UNKNOWN,
        "language": ["en"],
        "task_categories": ["text-generation"],
        "tags": ["function-calling", "tool-use", "synthetic", "callwright"],
        "size_categories": [next((name for size, name in SIZES if rows < size), "n>10M")],
        "configs": [
            {"config_name": "default", "data_files": [{"split": side, "path": f"{side}.jsonl"} for side in _filled(manifest)]}
        ],
        "dataset_info": {"features": features(manifest["form"])},
    }


def features(form: str) -> list[dict[str, Any]]:
    """Objects are read as JSON, so that Arrow gives none of them the members of the others, padded with nulls."""
    return [
        *({"name": name, "list": "json"} for name in LISTS.get(form, ())),
        *({"name": name, "dtype": "string"} for name in TEXTS.get(form, ())),
        {"name": "metadata", "dtype": "json"},
    ]


def _filled(manifest: Mapping[str, Any]) -> list[str]:
    """A split without rows cannot be loaded."""
    return [side for side in SIDES if manifest["rows"][side]]
