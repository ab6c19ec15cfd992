"""What a run is asked for, and how the command line's text becomes it."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from callwright.errors import InputError, MissingExtraError
from callwright.generator.plan import DEFAULT_MIX
from callwright.generator.system_text import OURS
from callwright.generator.teachers.network.connection import Connection
from callwright.generator.teachers.network.preflight import has_server
from callwright.templates.dealing import DEFAULT_SPLIT, Split

TEACHERS = ("offline",)
CONFIRM = ("stated", "never")


@dataclass(frozen=True)
class Settings:
    tools: Sequence[str]
    count: int
    teacher: str = "offline"
    seed: int = 0
    mix: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_MIX))
    split: Split = DEFAULT_SPLIT
    scenarios: Path | None = None
    values: Path | None = None
    system: Path = OURS
    templates: Sequence[Path] = ()
    chains: Path | None = None
    confirm: str = "stated"
    """`never`: no tool is destructive, whatever is stated."""
    twins: bool = False
    connection: Connection = field(default_factory=Connection)
    """Of a teacher that is not offline."""
    prompts: Path | None = None
    """A folder of the user's with prompts for such a teacher."""
    holdout_tools: Sequence[str] = ()
    holdout_templates: Sequence[str] = ()
    max_per_tool: int | None = None
    max_per_phrasing: int | None = None
    decontaminate: Sequence[Path] = ()
    """Benchmarks: a row near a text of theirs stays in the store and is in no dataset; others are made in its place."""

    def arguments(self) -> dict[str, Any]:
        """As they are recorded with the run."""
        paths = {
            name: str(path) if (path := getattr(self, name)) else None for name in ("scenarios", "values", "chains", "prompts")
        }
        return {
            "tools": list(self.tools), "count": self.count, "teacher": self.teacher, "seed": self.seed, "mix": dict(self.mix),
            "split": list(self.split), "templates": [str(folder) for folder in self.templates], **paths,
            "confirm": self.confirm, "twins": self.twins,
            "holdout_tools": list(self.holdout_tools), "holdout_templates": list(self.holdout_templates),
            "decontaminate": [str(path) for path in self.decontaminate],
        }  # fmt: skip


def parse_mix(text: str | None) -> dict[str, float]:
    """`single_call=50,no_call=50`: shares of any size; categories left out get none."""
    if text is None:
        return dict(DEFAULT_MIX)
    mix: dict[str, float] = {}
    for part in text.split(","):
        category, equals, share = part.strip().partition("=")
        if category not in DEFAULT_MIX or not equals or not _is_share(share):
            raise InputError(f"--mix {part.strip()!r}: expected CATEGORY=SHARE with a category of {', '.join(DEFAULT_MIX)}")
        mix[category] = float(share)
    if not sum(mix.values()):
        raise InputError("--mix: the shares are all zero")
    return mix


def parse_split(text: str) -> Split:
    """`0.8,0.1,0.1`: train, validation, test, adding up to 1."""
    parts = [part.strip() for part in text.split(",")]
    shares = [float(part) for part in parts if _is_share(part)]
    if len(parts) != 3 or len(shares) != 3 or abs(sum(shares) - 1) > 1e-9:
        raise InputError(f"--split {text!r}: expected three shares that add up to 1, such as 0.8,0.1,0.1")
    return shares[0], shares[1], shares[2]


def parse_names(text: str) -> tuple[str, ...]:
    """`create_task,delete_task`: names with commas between."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _is_share(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def read_values(path: Path | None) -> dict[str, list[Any]] | None:
    """The user's own values: a JSON or YAML mapping of parameter name to a list."""
    if path is None:
        return None
    try:
        text = path.read_text("utf-8")
        document = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InputError(f"{path}: cannot be read as values: {error}") from None
    if not isinstance(document, dict) or not all(isinstance(values, list) and values for values in document.values()):
        raise InputError(f"{path}: expected a mapping of parameter to a list of values")
    return document


def check_teacher(name: str, connection: Connection) -> None:
    """The teacher is one of ours, or a model that some server may have, and what it costs can be known where it is limited."""
    if name in TEACHERS:
        return
    if not has_server(connection):
        raise InputError(
            f"unknown teacher {name!r}: there is {', '.join(TEACHERS)}; a model of a server needs --base-url URL or OPENAI_API_KEY"
        )
    if connection.max_cost is not None and connection.prices.cost(name, 0, 0) is None:
        raise InputError(f"--max-cost: the price of {name!r} is not known; give a list that has it with --prices FILE")


def check_confirm(text: str) -> str:
    if text not in CONFIRM:
        raise InputError(f"--confirm {text!r}: there is {', '.join(CONFIRM)}")
    return text


def check_student(name: str) -> None:
    """The student is known and what training it needs is installed; before anything is generated."""
    from importlib.util import find_spec

    from callwright.finetune.students.student import TRAINABLE

    if name not in TRAINABLE:
        raise InputError(f"unknown student {name!r}: there are {', '.join(TRAINABLE)}")
    for module in ("torch", "transformers"):
        if find_spec(module) is None:
            raise MissingExtraError(module, "train", f"training the student {name!r}")


def check_writable(folder: Path) -> None:
    """`folder` can be written, or made: the nearest existing ancestor tells."""
    nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise InputError(f"{folder}: cannot be made, {nearest} is a file")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise InputError(f"{folder}: cannot be written, no permission for {nearest}")
