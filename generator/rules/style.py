"""CW5xx about texts: what no user says, and what no assistant should."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from callwright.generator.rules.conversation import SPEAKERS, Conversation
from callwright.generator.rules.evidence import Source
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.speech import wording
from callwright.generator.rules.text import words

WRITTEN_CALL = re.compile(
    r"</?tool_call>|<function=|<\|python_tag\|>|\[TOOL_CALLS\]"
    r"|\{\s*\"(?:name|function|tool|action|tool_name)\"\s*:\s*\"[\w.-]+\"\s*,\s*\"(?:arguments|parameters|args|input|action_input)\"\s*:"
)
"""Calls as models write them into text: tags of several families, and the usual object."""
PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{\w+\}|<(?:your|insert|enter)[\s_-][^>]*>|\[(?:your|insert|enter|recipient|sender|my|company|user|customer|client|date|time|city|location|name)"
    r"(?:'s)?(?:[\s_-][\w\s'-]*)?\]|\b(?:lorem ipsum|(?-i:TODO|TBD|FIXME|XXX+))\b|\byour[_-](?:api[_-]?key|email|name)\b",
    re.IGNORECASE,
)
HINTS = ("lorem", "todo", "tbd", "fixme", "xxx", "your_", "your-")
"""In lower case; a text with none of them, and no bracket, holds no placeholder."""
USED_BY_NAME = re.compile(
    r"\b(?:use|using|run|invoke)(?: the)? [a-z]+(?:_[a-z]+)+\b(?!@)|\b[a-z]+(?:_[a-z]+)+ (?:tool|function)\b", re.IGNORECASE
)
"""A function named as one, though no offered tool has this name."""
BESIDE_A_NAME = frozenset({"tool", "function", "api"})
JSON_OBJECT = re.compile(r"\{\s*\"[^\"]+\"\s*:|\[\s*\{\s*\"")


@rule("CW504")
def calls_are_not_written_as_text(conversation: Conversation) -> Iterator[Objection]:
    """A call stands in `tool_calls`, not in the text of a message.

    Prose around JSON, or JSON alone as content, is a call that nobody makes.

    Blind spots: only the usual shapes and tags are known; an assistant that explains JSON on request may be reported.

    Bad:
        user: What's the weather in Oslo?
        says: Sure! {"name": "get_weather", "arguments": {"location": "Oslo"}}

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    for turn, message in conversation.assistants() if _bracketed(conversation.spoken) else ():
        if message.weight and message.content and (found := WRITTEN_CALL.search(message.content)):
            yield Objection(f"messages[{turn}].content", f"a call written as text: {found.group()!r}", "put it into tool_calls")


def _bracketed(text: str) -> bool:
    """Without one of these there is no written call; most texts have none."""
    return "<" in text or "[" in text or "{" in text


@rule("CW505")
def no_placeholder_is_left(conversation: Conversation) -> Iterator[Objection]:
    """No text and no value holds a placeholder that was never filled.

    `[Your Name]`, `{{city}}`, `TODO`: template and teacher slips that a student repeats word by word.

    Blind spots: a request about templates may hold one rightly.

    Bad:
        user: Write to ann@firm.example that the quote is ready.
        call: send_email {"to": "ann@firm.example", "body": "Dear Ann, the quote is ready. Best, [Your Name]"}
        result: {"message_id": "m1", "status": "sent"}
        answer: Sent.

    Good:
        user: Write to ann@firm.example that the quote is ready.
        call: send_email {"to": "ann@firm.example", "body": "Dear Ann, the quote is ready."}
        result: {"message_id": "m1", "status": "sent"}
        answer: Sent.
    """
    passed = [placed.call.arguments for placed in conversation.trained if isinstance(placed.call.arguments, dict)]
    values = [value for arguments in passed for value in arguments.values() if isinstance(value, str)]
    if not _may_hold_a_placeholder("\n".join([conversation.spoken, *values])):
        return
    for turn, message in enumerate(conversation.messages):
        if message.role in SPEAKERS and message.content and (found := PLACEHOLDER.search(message.content)):
            yield Objection(f"messages[{turn}].content", f"a placeholder: {found.group()!r}")
    for placed in conversation.trained:
        if isinstance(placed.call.arguments, dict):
            for name, value in placed.call.arguments.items():
                if isinstance(value, str) and (found := PLACEHOLDER.search(value)):
                    yield Objection(f"{placed.path}.arguments.{name}", f"a placeholder: {found.group()!r}")


def _may_hold_a_placeholder(text: str) -> bool:
    folded = text.lower()
    return _bracketed(text) or any(map(folded.__contains__, HINTS))


@rule("CW506")
def no_teacher_talk(conversation: Conversation) -> Iterator[Objection]:
    """No message speaks as the one who was asked to write it.

    "Here is a natural user request:", "As an AI language model": the teacher's words about its task, left in the data.

    Blind spots: only the phrases of `speech.yaml` are known.

    Bad:
        user: Here is a natural request: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    talk = wording("teacher", "talk")
    for source in conversation.sources:
        if source.where in ("request", "history") and (found := talk.search(source.text, source.word_set)):
            yield Objection(f"{source.path}.content", f"speaks as the writer of the example: {found.group()!r}")


@rule("CW507")
def requests_name_no_tool(conversation: Conversation) -> Iterator[Objection]:
    """A user names no tool and writes no JSON.

    People say what they want; a request with `get_weather` in it trains the model to match strings.

    Blind spots: names with an underscore or a capital within are looked for; others are words ("search") and count only
    beside "tool" or "function". Developers do write JSON.

    Bad:
        user: Use get_weather for Oslo.
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    for turn, message in enumerate(conversation.messages):
        if message.role == "user" and message.content:
            source = conversation.sources[turn]
            if "{" in source.text and (found := JSON_OBJECT.search(source.text)):
                yield Objection(f"{source.path}.content", f"JSON in a request: {found.group()!r}")
            if named := _tool_named(source, conversation.tools):
                yield Objection(f"{source.path}.content", f"the tool's name in a request: {named.group()}")


def _tool_named(source: Source, names: Iterable[str]) -> re.Match[str] | None:
    """Few requests hold a name letter by letter, or the word "tool", and only those are searched."""
    beside = not BESIDE_A_NAME.isdisjoint(source.word_set)
    for name in names:
        if (beside or name in source.text) and (found := _named(name).search(source.text)):
            return found
    return USED_BY_NAME.search(source.text) if "_" in source.text else None


@lru_cache(maxsize=4096)
def _named(name: str) -> re.Pattern[str]:
    """A name that is no word, anywhere; any name, also with blanks for its underscores, as "the ... tool"."""
    spoken = "|".join(re.escape(form) for form in dict.fromkeys((name, " ".join(word.text for word in words(name)))))
    alone = "_" in name or not (name.islower() or name.istitle())
    either = [rf"the (?i:{spoken}) (?:tool|function|api)\b", *([rf"{re.escape(name)}(?!\w)"] if alone else [])]
    return re.compile(rf"(?<!\w)(?:{'|'.join(either)})")


@rule("CW508", outlines=lambda outline: sum(not turn.blank for _, turn in outline.assistants()) > 1)
def nothing_is_asked_that_was_said(conversation: Conversation) -> Iterator[Objection]:
    """The assistant does not ask again in the same words.

    An agent that repeats its question did not read the reply.

    Blind spots: only the same text counts; a question put in other words passes.

    Bad:
        user: Set a task's priority to high.
        ask: Which task?
        user: task_1
        ask: Which task?

    Good:
        user: Set a task's priority to high.
        ask: Which task?
        user: task_1
        call: update_task {"task_id": "task_1", "priority": "high"}
        result: {"task_id": "task_1", "title": "Pay rent", "priority": "high", "status": "open"}
        answer: Pay rent has high priority now.
    """
    asked: set[str] = set()
    for turn, message in conversation.assistants():
        text = (message.content or "").strip()
        if text.endswith("?"):
            if text in asked:
                yield Objection(f"messages[{turn}].content", "asks the same question again")
            asked.add(text)
