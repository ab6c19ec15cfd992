"""What a reader must know before the numbers."""

from collections.abc import Iterator, Sequence

from callwright.finetune.acts import act_of, agreement
from callwright.finetune.baselines import NEAREST
from callwright.finetune.evaluation_conditions import Conditions
from callwright.finetune.evaluation_endpoint import Endpoint
from callwright.finetune.evaluation_items import Item
from callwright.finetune.evaluation_resuming import ResumableStudent
from callwright.finetune.intervals import Comparison
from callwright.finetune.report import Result
from callwright.finetune.students.student import Student

CLOSE = 0.05
"""A student that is not this much better than a look-up shows nothing by this split."""


def notes(items: Sequence[Item], results: Sequence[Result]) -> list[str]:
    return [*_weak_splits(results), *_act_agreement(items)]


def taken_over(models: Sequence[Student]) -> Iterator[str]:
    """Who was not asked for everything, and how to have it asked."""
    for model in models:
        if isinstance(model, ResumableStudent | Endpoint) and model.book.path:
            known, wanted = model.book.taken_over
            if known:
                yield (
                    f"{model.name}: {known:,} of {wanted:,} answers are taken over from an earlier evaluation "
                    f"({model.book.path}); --fresh asks for them anew."
                )


def episode_notes(results: Sequence[Result], conditions: Conditions) -> Iterator[str]:
    """Under what conditions the episodes were played."""
    yield (
        f"Episodes: {conditions.fault_rate:.0%} of the calls fail once with a timeout, a rate limit or an outage (drawn with seed "
        f"{conditions.seed}), besides the faults recorded in the traces."
    )
    fixed = [result.model for result in results if not result.baseline and not any(episode.repeat for episode in result.played)]
    if conditions.repeats > 1 and fixed:
        yield f"{', '.join(fixed)}: does not sample, {conditions.repeats} repeats would be one; won each time is episodes won."


def _weak_splits(results: Sequence[Result]) -> Iterator[str]:
    nearest = next((result for result in results if result.model == NEAREST), None)
    for result in results:
        versus = result.versus.get("executed_match")
        if nearest is None or result.baseline or versus is None or versus.baseline != NEAREST:
            continue
        ours, theirs = result.metrics["executed_match"].value, nearest.metrics["executed_match"].value
        reached = f"looking up the nearest training request reaches {theirs:.1%} executed match, {result.model} {ours:.1%}"
        if versus.difference <= CLOSE:
            yield f"The split tests nothing for {result.model}: {reached}."
        elif not _surely_better(versus):
            yield f"Whether the split tests anything for {result.model} cannot be told from so few decisions: {reached}."


def _surely_better(versus: Comparison) -> bool:
    """By the interval, where too few clusters differ for one by the test."""
    return versus.p < 0.05 if versus.low is None else versus.low > CLOSE


def _act_agreement(items: Sequence[Item]) -> Iterator[str]:
    """How far the rule that reads acts from texts can be trusted, on hand labels and on this data's own."""
    agreeing, labelled = agreement()
    own = [item for item in items if item.decision.expected.act and not item.decision.expected.tool_calls]
    agreeing_own = sum(act_of(item.decision.expected, item.decision.history) == item.expected_act for item in own)
    here = f", and with {agreeing_own} of the {len(own)} labelled texts of this data" if own else ""
    yield f"The rule that reads an act from a text agrees with {agreeing} of {labelled} texts labelled by hand{here}."
