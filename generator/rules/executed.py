"""CW6xx: calls that are really run. Not part of `judge`: they need tools with an implementation, and `--select CW6`."""

from collections.abc import Callable, Iterator, Mapping

from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.rule import Rule, register
from callwright.generator.trace import Trace
from callwright.tools.call import Finding
from callwright.tools.execution import Kind, Outcome, execute


def raises(placed: PlacedCall, outcome: Outcome) -> Finding:
    """The implementation takes the call without raising.

    A call that its own tool refuses is wrong, whatever the schema says.

    Blind spots: state that earlier conversations would have left is not there: an update of what was never created raises.

    Bad:
    def get_weather(location: str) -> dict:
        raise LookupError(f"no station in {location}")
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.

    Good:
    def get_weather(location: str) -> dict:
        return {"location": location, "temperature": 4}
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.
    """
    return Finding("CW601", f"{placed.call.name} raised {outcome.message}", placed.path)


def hangs(placed: PlacedCall, outcome: Outcome) -> Finding:
    """The implementation returns in time.

    Five seconds for all calls of a conversation.

    Blind spots: a slow machine makes slow tools.

    Bad:
    def get_weather(location: str) -> dict:
        while True:
            pass
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.

    Good:
    def get_weather(location: str) -> dict:
        return {"location": location, "temperature": 4}
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.
    """
    return Finding("CW602", f"{placed.call.name} took {outcome.message}", placed.path)


def dies(placed: PlacedCall, outcome: Outcome) -> Finding:
    """The implementation stays within its process, memory and output.

    A crash, a fork bomb or an endless result costs this row only.

    Blind spots: on systems without process namespaces a process left behind is only ended with its group.

    Bad:
    import os

    def get_weather(location: str) -> dict:
        os.abort()
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.

    Good:
    def get_weather(location: str) -> dict:
        return {"location": location, "temperature": 4}
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.
    """
    return Finding("CW603", f"{placed.call.name} was ended: {outcome.message}", placed.path)


def differs(placed: PlacedCall, outcome: Outcome) -> Finding:
    """The recorded result is what the implementation returns.

    Blind spots: clocks, random ids and live data differ rightly: a warning.

    Bad:
    def get_weather(location: str) -> dict:
        return {"location": location, "temperature": 30}
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.

    Good:
    def get_weather(location: str) -> dict:
        return {"location": location, "temperature": 4}
    ---
    user: What's the weather in Oslo?
    call: get_weather {"location": "Oslo"}
    result: {"location": "Oslo", "temperature": 4}
    answer: It is 4 degrees in Oslo.
    """
    return Finding("CW604", f"{placed.call.name} returns {outcome.value!r:.100}", placed.path, "warning")


def cannot_run(placed: PlacedCall, outcome: Outcome) -> Finding:
    """The call can be run at all.

    After a call that hung or crashed the rest of its conversation is not run.

    Blind spots: none known.

    Bad:
    import os

    def get_weather(location: str) -> dict:
        os.abort()
    ---
    user: What's the weather in Oslo and in Bergen?
    call: get_weather {"location": "Oslo"} + get_weather {"location": "Bergen"}
    result: {"location": "Oslo", "temperature": 4}
    result: {"location": "Bergen", "temperature": 4}
    answer: It is 4 degrees in both.

    Good:
    def get_weather(location: str) -> dict:
        return {"location": location, "temperature": 4}
    ---
    user: What's the weather in Oslo and in Bergen?
    call: get_weather {"location": "Oslo"} + get_weather {"location": "Bergen"}
    result: {"location": "Oslo", "temperature": 4}
    result: {"location": "Bergen", "temperature": 4}
    answer: It is 4 degrees in both.
    """
    return Finding("CW605", f"{placed.call.name} was not run: {outcome.message}", placed.path, "warning")


REPORTERS: Mapping[Kind, Callable[[PlacedCall, Outcome], Finding]] = {
    "raised": raises,
    "timed_out": hangs,
    "killed": dies,
    "refused": cannot_run,
}

register(Rule("CW601", raises.__doc__ or "", "execution"))
register(Rule("CW602", hangs.__doc__ or "", "execution"))
register(Rule("CW603", dies.__doc__ or "", "execution"))
register(Rule("CW604", differs.__doc__ or "", "execution", severity="warning"))
register(Rule("CW605", cannot_run.__doc__ or "", "execution", severity="warning"))


def executed(trace: Trace) -> Iterator[Finding]:
    """Runs the trained calls of tools that have an implementation, in order, with one state."""
    conversation = Conversation(trace)
    runnable = [
        (placed, tool.implementation)
        for placed in conversation.trained
        if (tool := conversation.tools.get(placed.call.name)) and tool.implementation and isinstance(placed.call.arguments, dict)
    ]
    outcomes = execute([(implementation, placed.call.arguments) for placed, implementation in runnable]) if runnable else []
    for (placed, _), outcome in zip(runnable, outcomes, strict=False):
        if outcome.kind in REPORTERS:
            if not (outcome.kind == "raised" and conversation.error(placed) is not None):
                yield REPORTERS[outcome.kind](placed, outcome)
        elif (recorded := conversation.result(placed)) is not None and recorded != outcome.value:
            yield differs(placed, outcome)
