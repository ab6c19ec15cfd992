"""The validator: one opinion of what is valid, for generation, repair, evaluation and anybody's file.

>>> from callwright.generator.rules.transcript import read_transcript
>>> [finding.code for finding in judge(read_transcript("user: Weather in Oslo?"), select=["CW1"]).findings]
['CW119']
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from callwright.errors import InputError
from callwright.generator.rules import (
    answers,
    arguments,
    conduct,
    executed,
    forms,
    grounding,
    items,
    lines,
    omitted,
    pairing,
    planned,
    protocol,
    recovery,
    schema,
    shape,
    sides,
    style,
    toolset,
)
from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.outline import Outline
from callwright.generator.rules.rule import RULES as _REGISTERED
from callwright.generator.rules.rule import Condition, Rule
from callwright.generator.trace import Trace, Verdict
from callwright.tools.call import Finding

FAMILY_MODULES = (
    lines,
    forms,
    protocol,
    pairing,
    schema,
    arguments,
    shape,
    recovery,
    grounding,
    answers,
    planned,
    sides,
    items,
    omitted,
    conduct,
    style,
    executed,
    toolset,
)

RULES: Mapping[str, Rule] = dict(sorted(_REGISTERED.items()))
"""Every rule by its code, in the order of the codes."""


def judge(trace: Trace, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Verdict:
    """Findings in the order of the codes. `select` and `ignore` hold codes or their beginnings; without `select` all rules run."""
    conversation = Conversation(trace)
    found: list[Finding] = []
    for where, rules in _applying(tuple(select), tuple(ignore), trace.category, conversation.outline):
        if where is None or where(conversation):
            found += [rule.finding(objection) for rule in rules for objection in rule.check(conversation)]
    return Verdict(tuple(found))


@lru_cache(maxsize=4096)
def _applying(
    select: tuple[str, ...], ignore: tuple[str, ...], category: str, outline: Outline
) -> tuple[tuple[Condition | None, tuple[Rule, ...]], ...]:
    """The rules that may find something in such a trace: in the order of the codes, neighbours with one condition together."""
    rules = (rule for rule in _chosen(select, ignore, category) if rule.outlines is None or rule.outlines(outline))
    return tuple((where, tuple(group)) for where, group in groupby(rules, key=lambda rule: rule.where))


@lru_cache(maxsize=256)
def _chosen(select: tuple[str, ...], ignore: tuple[str, ...], category: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in chosen(select, ignore) if rule.subject == "trace" and rule.concerns(category))


def chosen(select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    """The rules a selection leaves. Raises InputError where a code or beginning fits no rule."""
    for code in (*select, *ignore):
        if not any(known.startswith(code) for known in RULES):
            raise InputError(f"no rule begins with {code!r}: `callwright rules` lists them")
    return [
        rule
        for code, rule in RULES.items()
        if (not select or code.startswith(tuple(select))) and not (ignore and code.startswith(tuple(ignore)))
    ]
