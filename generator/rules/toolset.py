"""CW0xx in the list of rules: what `callwright.tools.lint` finds in tools, documented like the rest."""

from importlib import resources

import yaml

from callwright.generator.rules.rule import Rule, register
from callwright.tools.call import Severity
from callwright.tools.reading import CODES, LEAVES_OUT


def _documentation(code: str, told: dict[str, str]) -> str:
    summary = f"Tools are without: {CODES[code]}."
    effect = "The tool is left out." if code in LEAVES_OUT else "A warning."
    examples = "".join(f"\n\n{name.capitalize()}: {told[name]}" for name in ("bad", "good") if name in told)
    return f"{summary}\n\n{told['rationale']} {effect} `callwright tools` reports it.{examples}"


def register_all() -> None:
    text = resources.files("callwright.generator.rules").joinpath("toolset.yaml").read_text(encoding="utf-8")
    told: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    for code in CODES:
        severity: Severity = "error" if code in LEAVES_OUT else "warning"
        register(Rule(code, _documentation(code, told[code]), "toolset", severity=severity))


register_all()
