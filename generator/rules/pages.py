"""The rules' documentation as it prints: a table, a page a rule, and docs/rules.md.

`python -m callwright.generator.rules.pages > docs/rules.md` writes the document; a test holds that it is up to date.
"""

from collections.abc import Iterable
from itertools import groupby

from callwright.generator.rules import RULES
from callwright.generator.rules.rule import FAMILIES, Rule

INTRODUCTION = """\
# The rules of `callwright validate`

Generated from the rules themselves: `callwright rules CODE` prints the same. Select and ignore rules by their codes or the
beginnings of codes: `--select CW2,CW401`, `--ignore CW119`. Examples are transcripts over the office tools
(`tools/office.json`), one message a line; `wrong call` is a call of weight 0, `+` joins calls of one message, `says` is an
assistant message whose act is not stated. In a definition `«30 × TEXT»` stands for TEXT thirty times, numbered by `{n}`. Where a
Python tool matters its source stands before the transcript.
"""


def table(rules: Iterable[Rule]) -> str:
    return "\n".join(f"{rule.code}  {rule.family:<10} {rule.severity:<8} {rule.summary}" for rule in rules)


def page(rule: Rule, heading: str = "") -> str:
    parts = [f"{heading}{rule.code} {rule.summary}"]
    if rationale := rule.sections.get("rationale"):
        parts.append(rationale)
    parts.append(_conditions(rule))
    if blind := rule.sections.get("blind spots"):
        parts.append(f"Blind spots: {blind}")
    parts += [f"{name.capitalize()}:\n\n```\n{rule.sections[name]}\n```" for name in ("bad", "good") if name in rule.sections]
    return "\n\n".join(part for part in parts if part)


def _conditions(rule: Rule) -> str:
    severity = "A warning: the trace stays valid." if rule.severity == "warning" and rule.subject != "toolset" else ""
    where = f"Only in traces of category {', '.join(sorted(rule.categories))}." if rule.categories else ""
    return " ".join(part for part in (severity, where) if part)


def document() -> str:
    parts = [INTRODUCTION]
    for family, rules in groupby(RULES.values(), key=lambda rule: rule.code[:3]):
        parts.append(f"## {family}xx {FAMILIES[family]}")
        parts += [page(rule, "### ") for rule in rules]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(document(), end="")
