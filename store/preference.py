"""Preference pairs with the store's help: what rejected traces of the same plan row did wrong after the same conversation."""

from collections.abc import Callable, Iterable

from callwright.generator.formats.form import Example, Form
from callwright.generator.formats.preference import PREFERENCE
from callwright.generator.pairs import pairs
from callwright.generator.trace import Trace
from callwright.store.database import Store
from callwright.store.traces import traces

REJECTED = """
    SELECT trace.plan_id, trace.trace_id, list(finding.path ORDER BY finding.path) AS paths
    FROM trace JOIN finding USING (trace_id)
    WHERE NOT trace.accepted AND finding.severity = 'error'
    GROUP BY ALL ORDER BY ALL
"""


def examples_from(store: Store) -> Callable[[Trace, Form], Iterable[Example]]:
    """The lines that a trace becomes in a form."""
    rejected: dict[str, list[tuple[str, list[str]]]] | None = None

    def examples(trace: Trace, form: Form) -> Iterable[Example]:
        nonlocal rejected
        if form.name != PREFERENCE.name:
            return form.examples(trace)
        if rejected is None:
            rejected = _rejected(store)
        found = dict(rejected.get(trace.plan_id, ()))
        return pairs(trace, [(other, found[other.trace_id]) for other in traces(store, found)] if found else [])

    return examples


def _rejected(store: Store) -> dict[str, list[tuple[str, list[str]]]]:
    """Plan row -> its rejected traces, each with the paths that rules object to."""
    by_plan: dict[str, list[tuple[str, list[str]]]] = {}
    for row in store.rows(REJECTED):
        by_plan.setdefault(row["plan_id"], []).append((row["trace_id"], row["paths"]))
    return by_plan
