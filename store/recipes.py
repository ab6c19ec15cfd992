"""Training recipes beside a dataset: what Axolotl, LLaMA-Factory and Unsloth need to be told to train on it as it is.

Only for forms that the program reads as they stand. All are run from the dataset's own folder.
"""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

MODEL = "Qwen/Qwen3-4B-Instruct-2507"
"""What the recipes start from: small, open, with a chat template that knows tools. Any other can be put in its place."""

SHARED: Mapping[str, Any] = {"messages": "messages", "role": "role", "content": "content", "roles": {}}
TURNS: Mapping[str, Any] = {
    "messages": "conversations",
    "role": "from",
    "content": "value",
    "roles": {"user": "human", "assistant": "gpt"},
}
AXOLOTL: Mapping[str, Mapping[str, Any]] = {
    "openai": {**SHARED, "tools": True},
    "openai-system": SHARED,
    "hermes": {**TURNS, "roles": {**TURNS["roles"], "tool": "tool"}},
    "hermes-system": {**TURNS, "roles": {**TURNS["roles"], "tool": "tool"}},
    "sharegpt-system": TURNS,
}
"""Form -> where Axolotl's `chat_template` strategy finds messages, roles and texts."""

CHAT_TAGS = {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}
LLAMA_FACTORY: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "sharegpt": {"columns": {"messages": "conversations", "system": "system", "tools": "tools"}},
    "sharegpt-system": {"columns": {"messages": "conversations", "system": "system"}},
    "hermes": {"columns": {"messages": "conversations"}, "tags": {"observation_tag": "tool"}},
    "hermes-system": {"columns": {"messages": "conversations"}, "tags": {"observation_tag": "tool"}},
    "openai-system": {"columns": {"messages": "messages"}, "tags": CHAT_TAGS},
    "trl-system": {"columns": {"messages": "messages"}, "tags": CHAT_TAGS},
}
"""Form -> how `dataset_info.json` describes it."""

UNSLOTH = {"prompt-completion": "sft", "preference": "dpo"}
COMMANDS = {
    "recipes/axolotl.yaml": "axolotl train recipes/axolotl.yaml",
    "recipes/llamafactory.yaml": "llamafactory-cli train recipes/llamafactory.yaml",
    "recipes/unsloth.py": "python recipes/unsloth.py",
}


def recipes(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Path in the dataset's folder -> content."""
    form, known = manifest["form"], {"model": MODEL, "length": _length(manifest), "manifest": manifest}
    written: dict[str, str] = {}
    if form in AXOLOTL:
        written["recipes/axolotl.yaml"] = _rendered("recipe_axolotl.yaml.j2", **known, read=AXOLOTL[form])
    if form in LLAMA_FACTORY:
        written["recipes/llamafactory.yaml"] = _rendered("recipe_llamafactory.yaml.j2", **known)
        written["recipes/dataset_info.json"] = json.dumps(_dataset_info(form), indent=2) + "\n"
    if form in UNSLOTH:
        written["recipes/unsloth.py"] = _rendered(f"recipe_unsloth_{UNSLOTH[form]}.py.j2", **known)
    return written


def _length(manifest: Mapping[str, Any]) -> int:
    """Tokens that hold the longest line: three characters a token, which JSON in English stays above, up to the next 1,024."""
    longest: int = manifest["longest_line"]
    return max(2048, -(-longest // 3 // 1024) * 1024)


def _dataset_info(form: str) -> dict[str, Any]:
    described = {"formatting": "sharegpt", **LLAMA_FACTORY[form]}
    return {f"callwright_{side}": {"file_name": f"../{side}.jsonl", **described} for side in ("train", "validation", "test")}


def _rendered(template: str, **known: Any) -> str:
    text = resources.files("callwright.store").joinpath(template).read_text("utf-8")
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False
    )
    return environment.from_string(text).render(**known)
