"""CW2xx about calls as a whole, as `callwright.tools.checks.check_call` judges them. Only weight-1 calls are judged."""

from collections.abc import Iterator

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.rule import Objection, rule


def a_call_is_at_fault(conversation: Conversation) -> bool:
    return bool(conversation.schema_findings)


def found_by_schema(code: str, conversation: Conversation) -> Iterator[Objection]:
    return (
        Objection(each.path, each.message, each.mend, each.severity) for each in conversation.schema_findings if each.code == code
    )


@rule("CW201", where=a_call_is_at_fault)
def tool_is_offered(conversation: Conversation) -> Iterator[Objection]:
    """Only offered tools are called.

    A made-up tool fails at once, and a model that saw one makes up more.

    Blind spots: where a file lists no tools at all, every call is unknown: give them with `--tools`.

    Bad:
        user: What's the time in Oslo?
        call: get_time {"location": "Oslo"}
        result: {"error": "unknown tool"}
        answer: I can't tell.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees.
    """
    return found_by_schema("CW201", conversation)


@rule("CW202", where=a_call_is_at_fault)
def arguments_are_an_object(conversation: Conversation) -> Iterator[Objection]:
    """Arguments are a JSON object.

    Text that is no JSON, a list or a bare value cannot be passed to a tool.

    Blind spots: of a name that stands twice in the object the last counts.

    Bad:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"
        result: {"error": "bad request"}
        answer: That failed.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees.
    """
    return found_by_schema("CW202", conversation)


@rule("CW210", where=a_call_is_at_fault)
def combinations_hold(conversation: Conversation) -> Iterator[Objection]:
    r"""The arguments keep every other rule of the schema.

    anyOf, oneOf, not, dependencies, uniqueItems: the message names the branches and why each refuses.

    Blind spots: none known.

    Bad:
        {"messages": [{"role": "user", "content": "Ring Ann"}, {"role": "assistant", "content": null,
        "tool_calls": [{"id": "a", "type": "function",
         "function": {"name": "ring", "arguments": "{\"ids\": [1, 1]}"}}]}, {"role": "tool", "tool_call_id": "a",
         "content": "ok"}, {"role": "assistant", "content": "Done."}],
         "tools": [{"name": "ring", "parameters": {"type": "object", "properties": {"ids": {"type": "array",
         "uniqueItems": true}}}}]}

    Good:
        {"messages": [{"role": "user", "content": "Ring 1"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "a",
        "type": "function",
         "function": {"name": "ring", "arguments": "{\"ids\": [1]}"}}]}, {"role": "tool", "tool_call_id": "a",
         "content": "ok"}, {"role": "assistant", "content": "Done."}],
         "tools": [{"name": "ring", "parameters": {"type": "object", "properties": {"ids": {"type": "array",
         "uniqueItems": true}}}}]}
    """
    return found_by_schema("CW210", conversation)


@rule("CW211", where=a_call_is_at_fault)
def own_validator_agrees(conversation: Conversation) -> Iterator[Objection]:
    """The tool's own validator takes the arguments.

    Tools that came as Pydantic models bring validators that JSON Schema cannot say; they run here too.

    Blind spots: only tools loaded from Python have one; a file's tools do not.

    Bad:
        from pydantic import BaseModel, field_validator

        class get_weather(BaseModel):
            location: str

            @field_validator("location")
            @classmethod
            def lies_on_earth(cls, value: str) -> str:
                if value == "Mars":
                    raise ValueError("there is no weather station on Mars")
                return value
        ---
        user: What's the weather on Mars?
        call: get_weather {"location": "Mars"}
        result: {"location": "Mars", "temperature": -63}
        answer: It is -63 degrees.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees.
    """
    return found_by_schema("CW211", conversation)


@rule("CW212", where=a_call_is_at_fault)
def schema_is_sound(conversation: Conversation) -> Iterator[Objection]:
    """The called tool's schema is one.

    Against a broken schema no call can be judged.

    Blind spots: `callwright tools` lints tools in full; here only called tools are seen.

    Bad:
        {"messages": [{"role": "user", "content": "Ring Ann"}, {"role": "assistant", "content": null,
        "tool_calls": [{"id": "a", "type": "function",
         "function": {"name": "ring", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "a", "content": "ok"},
         {"role": "assistant", "content": "Done."}],
         "tools": [{"name": "ring", "parameters": {"type": "objekt"}}]}

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees.
    """
    return found_by_schema("CW212", conversation)
