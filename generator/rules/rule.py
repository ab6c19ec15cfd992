"""One rule of the validator: a function that looks at one conversation, and its documentation.

A rule's docstring is what `callwright rules CODE` prints, in this order: a one-line summary, the rationale, `Blind spots:`,
`Bad:` and `Good:`. Both examples are transcripts (`transcript.py`); for rules about a line of a file the line itself, where a
Python tool matters its source first, then `---`. Each is a test.
"""

import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.outline import Outline
from callwright.tools.call import Finding, Severity

SECTIONS = ("Blind spots:", "Bad:", "Good:")

FAMILIES: Mapping[str, str] = {
    "CW0": "tools",
    "CW1": "protocol",
    "CW2": "schema",
    "CW3": "shape",
    "CW4": "grounding",
    "CW5": "style",
    "CW6": "execution",
}

Subject = Literal["toolset", "line", "trace", "row", "execution"]
"""What a rule looks at: only rules about a trace are run by `judge`, those about a plan row and its words by `generate`."""


class Objection(NamedTuple):
    """What a check hands back; the rule adds its code and severity."""

    path: str
    message: str
    mend: str = ""
    severity: Severity | None = None
    """Where it is not the rule's own."""


Check = Callable[[Conversation], Iterable[Objection]]
OutlineCheck = Callable[[Outline], Iterable[Objection]]
Condition = Callable[[Conversation], bool]


def _nothing(_: Conversation) -> Iterable[Objection]:
    return ()


@dataclass(frozen=True)
class Rule:
    code: str
    documentation: str
    subject: Subject = "trace"
    check: Check = _nothing
    """Left out where the rule is applied elsewhere: to a line before it is a trace, to tools, by execution."""
    categories: frozenset[str] | None = None
    """Categories the rule speaks about; None means every trace, foreign ones too."""
    severity: Severity = "error"
    where: Condition | None = None
    """Where it does not hold, the rule finds nothing: asked once for neighbouring rules that share it."""
    outlines: Callable[[Outline], bool] | None = None
    """Those of conversations in which it may find something: asked once for an outline."""

    def finding(self, objection: Objection) -> Finding:
        path, message, mend, severity = objection
        return Finding(self.code, message, path, severity or self.severity, mend)

    def concerns(self, category: str) -> bool:
        return self.categories is None or category in self.categories

    @property
    def family(self) -> str:
        return FAMILIES[self.code[:3]]

    @cached_property
    def sections(self) -> dict[str, str]:
        """`summary`, `rationale`, `blind spots`, `bad` and `good`."""
        summary, _, rest = inspect.cleandoc(self.documentation).partition("\n")
        sections = {"summary": summary}
        name, lines = "rationale", [""]
        for line in [*rest.strip().splitlines(), ""]:
            if heading := next((heading for heading in SECTIONS if line.startswith(heading)), None):
                sections[name] = _text(lines)
                name, lines = heading.rstrip(":").lower(), [line.removeprefix(heading).strip()]
            else:
                lines.append(line.rstrip())
        return sections | {name: _text(lines)}

    @property
    def summary(self) -> str:
        return self.sections["summary"]


def _text(lines: Sequence[str]) -> str:
    """The first line stands beside its heading, the others below it by their own indentation."""
    return "\n".join([*lines[:1], textwrap.dedent("\n".join(lines[1:]))]).strip()


RULES: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    if rule.code in RULES:
        raise ValueError(f"two rules have the code {rule.code}")
    RULES[rule.code] = rule


def rule(
    code: str,
    categories: Iterable[str] | None = None,
    severity: Severity = "error",
    where: Condition | None = None,
    outlines: Callable[[Outline], bool] | None = None,
) -> Callable[[Check], Check]:
    """Registers a check of traces; its docstring is the rule's documentation."""

    def decorate(check: Check) -> Check:
        concerned = None if categories is None else frozenset(categories)
        register(Rule(code, check.__doc__ or code, "trace", check, concerned, severity, where, outlines))
        return check

    return decorate


def outline_rule(code: str, categories: Iterable[str] | None = None) -> Callable[[OutlineCheck], OutlineCheck]:
    """Registers a check that the outline is enough for: of all conversations that share one, it is made of the first."""

    def decorate(check: OutlineCheck) -> OutlineCheck:
        as_rule = rule(code, categories, outlines=lambda outline: bool(list(check(outline))))

        def of_conversation(conversation: Conversation) -> Iterable[Objection]:
            return check(conversation.outline)

        of_conversation.__doc__ = check.__doc__
        as_rule(of_conversation)
        return check

    return decorate
