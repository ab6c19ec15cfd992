"""CW4xx: every value of a call rests on something, and every fact of an answer."""

from collections.abc import Iterator
from typing import Any

from callwright.generator.rules.conversation import Conversation, PlacedCall
from callwright.generator.rules.evidence import Evidence
from callwright.generator.rules.explain import Grounding, explain, generative
from callwright.generator.rules.rule import Objection, rule
from callwright.tools.call import Finding
from callwright.tools.checks import checker
from callwright.tools.tool import JsonSchema


def passed_values(value: Any, name: str, schema: JsonSchema, path: str) -> Iterator[tuple[str, str, JsonSchema, Any]]:
    """The scalars of an argument: path, parameter, schema and value; what a nested object holds keeps its own name."""
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for key, inner in value.items():
            stated = properties.get(key)
            yield from passed_values(inner, key, stated if isinstance(stated, dict) else {}, f"{path}.{key}")
    elif isinstance(value, list):
        items = schema.get("items")
        for place, inner in enumerate(value):
            yield from passed_values(inner, name, items if isinstance(items, dict) else {}, f"{path}[{place}]")
    else:
        yield path, name, schema, value


def ungrounded(conversation: Conversation, wanted_generative: bool) -> Iterator[tuple[str, Any, PlacedCall, Evidence]]:
    for placed in conversation.trained:
        tool = conversation.tools.get(placed.call.name)
        if tool is None or not isinstance(placed.call.arguments, dict) or isinstance(checker(tool), Finding):
            continue
        evidence = conversation.evidence(placed.turn)
        for path, name, schema, value in passed_values(placed.call.arguments, "", tool.parameters, f"{placed.path}.arguments"):
            if generative(name, schema) is wanted_generative and explain(value, name, schema, evidence).verdict == "not_found":
                yield path, value, placed, evidence


@rule("CW401")
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
    for path, value, placed, _ in ungrounded(conversation, wanted_generative=False):
        yield Objection(
            path,
            f"{value!r} of {placed.call.name} is not found in the conversation before it",
            "say it in the request or leave it out",
        )


def grounding_of(conversation: Conversation, placed: PlacedCall) -> dict[str, Grounding]:
    """The grounding of each value of a call, by its path below `arguments`."""
    tool = conversation.tools[placed.call.name]
    evidence = conversation.evidence(placed.turn)
    values = passed_values(placed.call.arguments, "", tool.parameters, "arguments")
    return {path: explain(value, name, schema, evidence) for path, name, schema, value in values}
