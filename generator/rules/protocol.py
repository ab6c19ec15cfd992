"""CW1xx about a conversation: roles, turns, and calls that are answered once."""

from collections import Counter
from collections.abc import Iterator

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.outline import Outline
from callwright.generator.rules.rule import Objection, outline_rule, rule


@outline_rule("CW110")
def starts_with_the_user(outline: Outline) -> Iterator[Objection]:
    """A conversation starts with the user, after at most one system message.

    Chat templates and APIs refuse other beginnings, and a student that is trained on them learns to speak before it was asked.

    Blind spots: agents that greet first are real; their data needs `--ignore CW110`.

    Bad:
        answer: How can I help?
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.

    Good:
        system: You are an assistant with access to tools.
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    turns = outline.turns
    first = 1 if turns and turns[0].role == "system" else 0
    if first >= len(turns):
        yield Objection("messages", "expected a user message, got none")
    elif turns[first].role != "user":
        yield Objection(f"messages[{first}].role", f"expected user, got {turns[first].role}")


@outline_rule("CW111")
def system_comes_first(outline: Outline) -> Iterator[Objection]:
    """A system message stands only at the beginning.

    Most chat templates drop or refuse a later one, so what is trained on is not what the file says.

    Blind spots: several system messages at the very beginning are also reported, though some servers join them.

    Bad:
        user: What's the weather in Oslo?
        system: Be brief.
        answer: I can look that up.

    Good:
        system: Be brief.
        user: Thanks!
        answer: You are welcome.
    """
    for place, turn in enumerate(outline.turns):
        if place and turn.role == "system":
            yield Objection(f"messages[{place}].role", "a system message after the beginning", "move its text to the first message")


@outline_rule("CW112")
def turns_alternate(outline: Outline) -> Iterator[Objection]:
    """User and assistant take turns.

    Two user messages in a row lack the reply in between; two assistant messages in a row lack the result or the question. Strict
    templates (Gemma, Llama, Mistral) raise an error on both.

    Blind spots: a user who really sends two messages in a row has to be joined into one.

    Bad:
        user: What's the weather in Oslo?
        user: And in Bergen?
        answer: Which one first?

    Good:
        user: What's the weather in Oslo? And in Bergen?
        answer: Which one first?
    """
    before = ""
    for place, turn in enumerate(outline.turns):
        role = turn.role
        if role == before and (role == "user" or role == "assistant"):
            yield Objection(f"messages[{place}].role", f"two {role} messages in a row", "join them, or add what lies between")
        before = role


@outline_rule("CW113")
def results_follow_calls(outline: Outline) -> Iterator[Objection]:
    """Tool messages follow the assistant message that calls, or each other, and nothing else.

    A result after a user turn answers nothing the model just asked for.

    Blind spots: says nothing about which call is answered; CW116 and CW117 do.

    Bad:
        user: What's the weather in Oslo?
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    in_call = False
    for place, turn in enumerate(outline.turns):
        if turn.role != "tool":
            in_call = turn.calls > 0
        elif not in_call:
            yield Objection(f"messages[{place}].role", "a tool message that follows no call")


@outline_rule("CW114")
def no_empty_turn(outline: Outline) -> Iterator[Objection]:
    """Every message says or calls something.

    An empty assistant turn trains the model to stop at once; an empty user turn asks for nothing.

    Blind spots: an empty tool result is allowed, some tools return nothing.

    Bad:
        user: What's the weather in Oslo?
        answer:

    Good:
        user: What's the weather in Oslo?
        answer: I have no way to look that up.
    """
    for place, turn in enumerate(outline.turns):
        if not turn.calls and turn.role != "tool" and turn.blank:
            yield Objection(f"messages[{place}].content", f"an empty {turn.role} message")


@outline_rule("CW119")
def ends_with_the_assistant(outline: Outline) -> Iterator[Objection]:
    """A conversation ends with words of the assistant: an answer, a question or a refusal.

    One that ends with a call teaches when to call, but not what to make of the result; one that ends with a result or the user
    teaches nothing at its end.

    Blind spots: single-turn data (a request and its call, as in xLAM files) is fine to train on; the xlam form is exempt, for
    others use `--ignore CW119`.

    Bad:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    if outline.turns:
        last = outline.turns[-1]
        if last.role != "assistant" or last.calls:
            got = "a call" if last.calls else f"a {last.role} message"
            yield Objection(f"messages[{len(outline.turns) - 1}]", f"expected the assistant's words at the end, got {got}")


@outline_rule("CW120")
def acts_say_what_happens(outline: Outline) -> Iterator[Objection]:
    """A message whose act is `call` calls, and no other does.

    Acts are the labels that decisions are counted and judged by.

    Blind spots: whether a text is an ask, a confirm, a decline or an answer is taken as stated.

    Bad:
        {"messages": [{"role": "user", "content": "Weather in Oslo?"}, {"role": "assistant", "content": "Let me see."}],
        "metadata": {"acts": ["call"]}}

    Good:
        {"messages": [{"role": "user", "content": "Weather in Oslo?"}, {"role": "assistant", "content": "I can't see."}],
        "metadata": {"acts": ["decline"]}}
    """
    for place, turn in enumerate(outline.turns):
        if turn.act is not None and (turn.act == "call") != (turn.calls > 0):
            got = "tool calls" if turn.calls else "words only"
            yield Objection(f"messages[{place}]", f"the act is {turn.act}, the message has {got}")


@outline_rule("CW121")
def something_is_trained(outline: Outline) -> Iterator[Objection]:
    """At least one assistant message has weight 1.

    A trace in which nothing is trained on costs tokens and teaches nothing.

    Blind spots: evaluation sets have such rows on purpose.

    Bad:
        user: Weather in Oslo?
        wrong answer: It is always 12 degrees.

    Good:
        user: Weather in Oslo?
        answer: I have no way to look that up.
    """
    assistants = [turn for _, turn in outline.assistants()]
    if assistants and not any(turn.weight for turn in assistants):
        yield Objection("messages", "every assistant message has weight 0")


@rule("CW122")
def offered_tools_differ(conversation: Conversation) -> Iterator[Objection]:
    """No two offered tools share a name.

    Blind spots: tools that differ in name only are the tool linter's subject (CW0xx).

    Bad:
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"name": "a"},
        {"name": "a"}]}

    Good:
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"name": "a"},
        {"name": "b"}]}
    """
    if len(conversation.tools) != len(conversation.trace.tools):
        names = Counter(tool.name for tool in conversation.trace.tools)
        for name in [name for name, count in names.items() if count > 1]:
            yield Objection("tools", f"{name!r} is offered {names[name]} times")
