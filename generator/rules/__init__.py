"""The validator: one opinion of what is valid, for generation, repair, evaluation and anybody's file.

>>> from callwright.generator.rules.transcript import read_transcript
>>> [finding.code for finding in judge(read_transcript("user: Weather in Oslo?"), select=["CW1"]).findings]
['CW119']
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

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
from callwright.generator.rules.rule import RULES as _REGISTERED
from callwright.generator.rules.rule import Rule
from callwright.generator.trace import Trace, Verdict

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
    rules = _chosen(tuple(select), tuple(ignore), trace.category)
    return Verdict(tuple(chain.from_iterable([rule.findings(conversation) for rule in rules])))


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
