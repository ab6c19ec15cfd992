"""CW1xx about calls and results: each call is answered once, each result answers one."""

from collections import Counter
from collections.abc import Iterator

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.outline import Outline, calls_are_made, several_calls_are_made
from callwright.generator.rules.rule import Objection, outline_rule, rule


@outline_rule("CW115")
def only_the_assistant_calls(outline: Outline) -> Iterator[Objection]:
    """Only assistant messages call tools, and only tool messages answer calls.

    Blind spots: none known.

    Bad:
        {"messages": [{"role": "user", "content": "Oslo?", "tool_call_id": "call_1"}, {"role": "assistant", "content": "Which?"}]}

    Good:
        user: Oslo?
        answer: What would you like to know about Oslo?
    """
    for place, turn in enumerate(outline.turns):
        if turn.calls and turn.role != "assistant":
            yield Objection(f"messages[{place}].tool_calls", f"a {turn.role} message calls a tool")
        if turn.answers and turn.role != "tool":
            yield Objection(f"messages[{place}].tool_call_id", f"a {turn.role} message answers a call")


def results_are_shown(outline: Outline) -> bool:
    return outline.results > 0


@rule("CW116", outlines=calls_are_made)
def every_call_is_answered(conversation: Conversation) -> Iterator[Objection]:
    """Every call has a result before the conversation goes on.

    Without it the model learns to answer from nothing. OpenAI's API refuses such a history.

    Blind spots: a last message that calls is left to CW119.

    Bad:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        user: Well?
        answer: It is 4 degrees in Oslo.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    last = len(conversation.messages) - 1
    results = conversation.results
    for placed in conversation.calls:
        if placed.turn != last and (placed.turn, placed.position) not in results:
            yield Objection(placed.path, f"the call of {placed.call.name} has no result")


@rule("CW117", outlines=results_are_shown)
def every_result_answers_a_call(conversation: Conversation) -> Iterator[Objection]:
    """Every tool message answers exactly one earlier call, which no other answers.

    Ids are how results find their calls when several were made; a wrong id gives the model another tool's result.

    Blind spots: where a result states no id, it is taken to answer the oldest open call.

    Bad:
        {"messages": [{"role": "user", "content": "Weather in Oslo?"}, {"role": "assistant", "content": null,
        "tool_calls": [{"id": "call_1",
         "type": "function", "function": {"name": "get_weather", "arguments": "{\\"location\\": \\"Oslo\\"}"}}]},
         {"role": "tool", "tool_call_id": "call_7", "content": "{\\"temperature\\": 4}"}, {"role": "assistant",
         "content": "4 degrees."}]}

    Good:
        user: Weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"temperature": 4}
        answer: 4 degrees.
    """
    if conversation.outline.results == len(conversation.results):
        return
    matched = set(conversation.results.values())
    for turn, message in enumerate(conversation.messages):
        if message.role == "tool" and turn not in matched:
            yield Objection(f"messages[{turn}].tool_call_id", _unmatched(message.tool_call_id))


@rule("CW118", outlines=several_calls_are_made)
def ids_are_unique(conversation: Conversation) -> Iterator[Objection]:
    """Call ids differ within a conversation.

    Blind spots: calls without any id are not reported, forms without ids have none.

    Bad:
        {"messages": [{"role": "user", "content": "Oslo and Bergen?"}, {"role": "assistant", "content": null, "tool_calls": [
         {"id": "a", "type": "function", "function": {"name": "get_weather", "arguments": "{\\"location\\": \\"Oslo\\"}"}},
         {"id": "a", "type": "function", "function": {"name": "get_weather", "arguments": "{\\"location\\": \\"Bergen\\"}"}}]},
         {"role": "tool", "tool_call_id": "a", "content": "4"}, {"role": "tool", "tool_call_id": "a", "content": "7"},
         {"role": "assistant", "content": "4 in Oslo, 7 in Bergen."}]}

    Good:
        user: Oslo and Bergen?
        call: get_weather {"location": "Oslo"} + get_weather {"location": "Bergen"}
        result: {"location": "Oslo", "temperature": 4}
        result: {"location": "Bergen", "temperature": 7}
        answer: 4 in Oslo, 7 in Bergen.
    """
    ids = [placed.call.id for placed in conversation.calls if placed.call.id]
    if len(set(ids)) == len(ids):
        return
    used = Counter(ids)
    for placed in conversation.calls:
        if used[placed.call.id] > 1:
            yield Objection(f"{placed.path}.id", f"{placed.call.id!r} is the id of {used[placed.call.id]} calls")


def _unmatched(id: str | None) -> str:
    return "a result that answers no open call" if id is None else f"{id!r} is the id of no open call"
