"""CW4xx: every value of a call rests on something, and every fact of an answer."""

from collections.abc import Iterator

from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.explain import Grounding, PassedValue, explain, passed_values
from callwright.generator.rules.outline import calls_are_made
from callwright.generator.rules.rule import Objection, rule


def ungrounded(conversation: Conversation, wanted_generative: bool) -> Iterator[tuple[PlacedCall, PassedValue]]:
    for placed, passed, written in conversation.unsaid:
        if written is wanted_generative:
            found = explain(passed.value, passed.name, passed.schema, conversation.evidence(placed.turn))
            if found.verdict == "not_found":
                yield placed, passed


@rule("CW401", outlines=calls_are_made)
def values_are_grounded(conversation: Conversation) -> Iterator[Objection]:
    """Every value passed was said, returned by an earlier call, or follows from what was.

    A value from nowhere teaches the model to make values up. `grounded`: it stands in the conversation (case, accents,
    punctuation, plural and
    spacing aside) or is the schema's default. `derived`: a date, number, unit, synonym, count or sum follows from what stands
    there.

    Blind spots: that a value is there does not make it the right one: two dates swapped, another result's id, a city said in
    passing are grounded.
    A number or a word may be there by chance. English only. Where no system text states today, relative dates are not judged.

    Bad:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Bergen"}
        result: {"location": "Bergen", "temperature": 7}
        answer: It is 7 degrees.

    Good:
        system: You are an assistant with access to tools. Today is 2026-11-20 (Friday).
        user: Create a task to renew the visas by next Friday, it's urgent.
        call: create_task {"title": "Renew the visas", "due_date": "2026-11-27", "priority": "high"}
        result: {"task_id": "task_4", "title": "Renew the visas", "priority": "high", "status": "open"}
        answer: Renew the visas is on your list.
    """
    for placed, passed in ungrounded(conversation, wanted_generative=False):
        yield Objection(
            passed.path,
            f"{passed.value!r} of {placed.call.name} is not found in the conversation before it",
            "say it in the request or leave it out",
        )


def grounding_of(conversation: Conversation, placed: PlacedCall) -> dict[str, Grounding]:
    """The grounding of each value of a call, by its path below `arguments`."""
    tool = conversation.tools[placed.call.name]
    evidence = conversation.evidence(placed.turn)
    values = passed_values(placed.call.arguments, "", tool.parameters, "arguments")
    return {path: explain(value, name, schema, evidence) for path, name, schema, value in values}
