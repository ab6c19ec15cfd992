"""CW3xx about failed calls: the named fault is there, and what follows fits it."""

from collections.abc import Iterator

from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.faults import FAULTS, shows
from callwright.generator.rules.outline import several_calls_are_made
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.shape import CATEGORIES
from callwright.tools.faults import MODEL_FAULTS, REPORT_FAULTS, RETRY_FAULTS


@rule("CW311", categories=["error_recovery"])
def recovery_has_a_fault(conversation: Conversation) -> Iterator[Objection]:
    """An error_recovery trace names a fault of the catalogue.

    Recovery is reported and balanced by fault.

    Blind spots: none known.

    Bad:
        category: error_recovery
        fault: hiccup
        user: Weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"error": "timed out"}
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.

    Good:
        category: error_recovery
        fault: timeout
        user: Weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"error": "timed out"}
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.
    """
    if conversation.trace.fault not in FAULTS:
        yield Objection("metadata.fault", f"expected one of {', '.join(FAULTS)}, got {conversation.trace.fault!r}")


@rule("CW312", categories=CATEGORIES)
def the_named_fault_is_there(conversation: Conversation) -> Iterator[Objection]:
    """A weight-0 call has the fault that the trace names.

    A wrong call that is not wrong teaches to correct what was right.

    Blind spots: an unknown id is told by its difference from the corrected call; a context message of weight 0 in a trace
    without a fault is not judged.

    Bad:
        category: error_recovery
        fault: missing_required
        user: Weather in Oslo?
        wrong call: get_weather {"location": "Oslo"}
        result: {"error": "location is required"}
        call: get_weather {"location": "Oslo", "unit": "celsius"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.

    Good:
        category: error_recovery
        fault: missing_required
        user: Weather in Oslo?
        wrong call: get_weather {}
        result: {"error": "location is required"}
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.
    """
    fault = conversation.trace.fault
    if fault not in MODEL_FAULTS:
        return
    wrong = [placed for placed in conversation.calls if not placed.weight]
    if not wrong:
        yield Objection("messages", f"the fault is {fault}, but no call has weight 0")
    for placed in wrong:
        tool = conversation.tools.get(placed.call.name)
        if tool is not None and not shows(fault, placed.call, tool, _correction(conversation, placed)):
            yield Objection(placed.path, f"the call does not have the fault {fault}")


def _correction(conversation: Conversation, wrong: PlacedCall) -> PlacedCall | None:
    """The next call of the same tool."""
    later = (placed for placed in conversation.calls if placed.turn > wrong.turn and placed.call.name == wrong.call.name)
    return next(later, None)


@rule("CW313", categories=["error_recovery"])
def the_failure_is_shown(conversation: Conversation) -> Iterator[Objection]:
    """In an error_recovery trace a result shows the failure.

    The reaction has to be decidable from what the model reads.

    Blind spots: for empty and partial results only the absence of an `error` is checked, not the emptiness.

    Bad:
        category: error_recovery
        fault: timeout
        user: Weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.

    Good:
        category: error_recovery
        fault: timeout
        user: Weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"error": "timed out"}
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.
    """
    failed = any(conversation.error(placed) is not None for placed in conversation.calls)
    silent = conversation.trace.fault in ("empty_result", "partial_result")
    if failed == silent:
        yield Objection(
            "messages", f"the fault is {conversation.trace.fault}, but {'an' if failed else 'no'} error result is shown"
        )
    for placed in conversation.calls:
        if not placed.weight and conversation.error(placed) is None and conversation.trace.fault in MODEL_FAULTS:
            yield Objection(placed.path, "the wrong call succeeds: its result has no error")


@rule("CW314", categories=["error_recovery"])
def the_call_is_corrected(conversation: Conversation) -> Iterator[Objection]:
    """After a model's fault the same tool is called again, with other arguments.

    Blind spots: that the fault is really gone is what CW2xx and CW4xx see in the corrected call.

    Bad:
        category: error_recovery
        fault: missing_required
        user: Weather in Oslo?
        wrong call: get_weather {}
        result: {"error": "location is required"}
        answer: The weather service is down.

    Good:
        category: error_recovery
        fault: missing_required
        user: Weather in Oslo?
        wrong call: get_weather {}
        result: {"error": "location is required"}
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.
    """
    if conversation.trace.fault not in MODEL_FAULTS:
        return
    for placed in conversation.calls:
        if not placed.weight and _correction(conversation, placed) is None:
            yield Objection(placed.path, "the wrong call is never corrected")


@rule("CW315", categories=["error_recovery"])
def an_outage_is_retried(conversation: Conversation) -> Iterator[Objection]:
    """After a passing outage the same call is made again, unchanged.

    The call was right; to change it would be to guess. Both calls have weight 1.

    Blind spots: giving up after several tries is right too, and passes as soon as there was one retry.

    Bad:
        category: error_recovery
        fault: rate_limited
        user: Weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"error": "too many requests"}
        call: get_weather {"location": "Oslo", "unit": "celsius"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.

    Good:
        category: error_recovery
        fault: rate_limited
        user: Weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"error": "too many requests"}
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees.
    """
    if conversation.trace.fault not in RETRY_FAULTS:
        return
    for placed in conversation.calls:
        if conversation.error(placed) is None:
            continue
        if not any(later.turn > placed.turn and later.same_as(placed) for later in conversation.calls):
            before = any(earlier.turn < placed.turn and earlier.same_as(placed) for earlier in conversation.calls)
            if not before:
                yield Objection(placed.path, "the call met an outage and is not made again unchanged")
        if not placed.weight:
            yield Objection(f"messages[{placed.turn}].weight", "the call was right: expected weight 1, got 0")


@rule("CW316", categories=CATEGORIES, outlines=several_calls_are_made)
def a_failed_call_is_not_repeated(conversation: Conversation) -> Iterator[Objection]:
    """A call that failed by its own fault, or for good, is not repeated unchanged.

    It fails the same way again. After an outage (timeout, rate limit, unavailable) the unchanged repeat is right.

    Blind spots: what kind of failure it was is taken from the trace's fault, else from the error's words; unclear errors are
    let pass.

    Bad:
        category: error_recovery
        fault: not_found
        user: Close task_77.
        call: update_task {"task_id": "task_77", "status": "done"}
        result: {"error": "task_77 does not exist"}
        call: update_task {"task_id": "task_77", "status": "done"}
        result: {"error": "task_77 does not exist"}
        answer: There is no task_77.

    Good:
        category: error_recovery
        fault: not_found
        user: Close task_77.
        call: update_task {"task_id": "task_77", "status": "done"}
        result: {"error": "task_77 does not exist"}
        answer: There is no task_77.
    """
    if conversation.trace.fault not in (*MODEL_FAULTS, *REPORT_FAULTS):
        return
    failed: list[PlacedCall] = []
    for placed in conversation.calls:
        if any(earlier.same_as(placed) for earlier in failed):
            yield Objection(placed.path, "the failed call is repeated unchanged")
        if conversation.error(placed) is not None:
            failed.append(placed)
