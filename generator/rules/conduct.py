"""CW5xx about what the assistant does: it acts instead of talking about it, and asks where it has to."""

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.outline import calls_are_made
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.speech import Wording, consents, word_lists, wording
from callwright.generator.rules.text import words
from callwright.generator.trace import Message
from callwright.tools.tool import Tool

PROMISE = Wording(
    re.compile(
        r"\b(?:i'll|i will|i shall|let me|i'm going to|i am going to|i need to|i'm about to|while i|i'd|i would)"
        r"(?: (?:now|just|quickly|first|then|also|go ahead and|need to))* (\w+)",
        re.IGNORECASE,
    ),
    frozenset({"ll", "will", "shall", "let", "m", "am", "need", "while", "d", "would"}),
)
ALWAYS_ACTS = frozenset({"check", "handle", "proceed"})
"""Verbs that promise an action whatever the tools are."""
BY_NAME = Wording(
    re.compile(r"\b(?:call|calling|use|using|run|running|invoke|invoking) (?:the )?([\w-]+)", re.IGNORECASE),
    frozenset({"call", "calling", "use", "using", "run", "running", "invoke", "invoking"}),
)
YET_PROMISED = Wording(
    re.compile(
        r"\b(?:i'll|i will|let me|i'm going to|i would) (?:now |just |quickly |go ahead and )*"
        r"(?!be\b|have\b|leave\b|keep\b|not\b|never\b|need\b|know\b|stay\b|say\b|pass\b|love\b|like\b|rather\b|if\b|remain\b|wait\b)\w+",
        re.IGNORECASE,
    ),
    frozenset({"ll", "will", "let", "m", "would"}),
)
"""In a refusal: something that is promised all the same, other than to stay, leave or keep things as they are."""
REFUSED = frozenset({"unrelated", "missing_tool", "near_miss"})
"""Patterns of our own scenarios whose request is turned down; small talk and questions of knowledge may be answered."""
LEAVES_OPEN = Wording.of(["if you", "should you", "say the word", "let me know"])


@rule("CW501")
def acts_instead_of_narrating(conversation: Conversation) -> Iterator[Objection]:
    """The assistant does not announce or claim an action that no call makes.

    "I'd be happy to create that task! Is there anything else?" is the failure that makes a model useless behind an agent:
    nothing happens.

    Blind spots: only announcements and claims in the words of `speech.yaml`, and promises by a verb of an offered tool, are
    noticed, in English; claims about actions that no offered tool does (a joke told, a text written) may be taken for narration
    where they use the same verbs. Where acts are not stated, promises by a tool's verb are not looked for.

    Bad:
        user: Create a task to renew the visas.
        says: I'd be happy to create that task! I have added Renew the visas to your list. Is there anything else?

    Good:
        user: Create a task to renew the visas.
        call: create_task {"title": "Renew the visas"}
        result: {"task_id": "task_4", "title": "Renew the visas", "priority": "medium", "status": "open"}
        answer: I have added Renew the visas to your list.
    """
    called = False
    for turn, message in enumerate(conversation.messages):
        called = called or bool(message.tool_calls)
        if message.role != "assistant" or message.tool_calls or not message.weight or not message.content:
            continue
        if message.act == "ask" or not (conversation.trace.tools or message.act == "decline"):
            continue
        said = conversation.sources[turn].word_set
        talks, decides = _talk_of_acting().may_stand(message.content, said), message.act in ("confirm", "decline")
        found = _narration(message.content, said, called) if talks and not decides else None
        if talks and not found and message.act:
            found = _promise(message.content, said, message.act, conversation.trace.tools)
        if not found and decides:
            found = _goes_along(message, conversation)
        if found:
            yield Objection(f"messages[{turn}].content", f"narrates an action instead of calling: {found!r}", "make the call")


@cache
def _talk_of_acting() -> Wording:
    """What narrates or promises holds one of these phrases or words; most texts hold none, which takes one look."""
    listed = (phrase for name in ("claims", "announces", "delays", "finished") for phrase in word_lists()["narration"][name])
    return Wording.of([*listed, *PROMISE.telling, *BY_NAME.telling, *YET_PROMISED.telling])


def _narration(text: str, said: Set[str], called: bool) -> str | None:
    """A claim where nothing was called, or an announcement that is not part of a question back."""
    if not called and (claim := wording("narration", "claims").search(text, said)):
        return claim.group()
    announcement = None if _asks_back(text, said) else wording("narration", "announces").search(text, said)
    return announcement.group() if announcement else None


def _asks_back(text: str, said: Set[str]) -> bool:
    return text.rstrip().endswith("?") and not wording("narration", "closes").search(text, said)


def _promise(text: str, said: Set[str], act: str, tools: Sequence[Tool]) -> str | None:
    """An action that is promised with a verb of an offered tool, or said to be under way; said to be done where nothing is.

    Not where the user is asked, or left to say so.
    """
    text = text.replace("’", "'")
    if _asks_back(text, said) or LEAVES_OPEN.search(text, said):
        return None
    found = _promised(text, said, tools) or wording("narration", "delays").search(text, said)
    if not found and act in ("confirm", "decline"):
        found = wording("narration", "finished").search(text, said)
    if not found and act == "decline":
        found = YET_PROMISED.search(text, said)
    return found.group() if found else None


def _goes_along(message: Message, conversation: Conversation) -> str | None:
    """A text that should ask for a yes and asks nothing, or one that should refuse where no other of the conversation does."""
    if message.act == "confirm":
        seeks = "?" in (message.content or "") or wording("narration", "seeks").pattern.search(message.content or "")
        return None if seeks else message.content
    declines = [other.content or "" for other in conversation.messages if other.act == "decline"]
    refuses = any(wording("narration", "refuses").pattern.search(text.replace("’", "'")) for text in declines)
    return None if refuses or conversation.trace.pattern not in REFUSED else message.content


def _promised(text: str, said: Set[str], tools: Sequence[Tool]) -> re.Match[str] | None:
    for found in PROMISE.all(text, said):
        if found[1].lower() in ALWAYS_ACTS or any(found[1].lower() in _verbs(tool) for tool in tools):
            return found
    for found in BY_NAME.all(text, said):
        if any(found[1] == tool.name for tool in tools) or ("_" in found[1] and not tools):
            return found
    return None


@lru_cache(maxsize=1024)
def _verbs(tool: Tool) -> frozenset[str]:
    """The first words of the tool's name and of its description: `create_task` creates, "Change fields ..." changes."""
    spoken = (words(tool.name), words(tool.description))
    return frozenset(found[0].text for found in spoken if found)


@rule("CW502", outlines=lambda outline: bool(outline.acted("confirm")))
def confirms_only_what_is_destructive(conversation: Conversation) -> Iterator[Objection]:
    """Permission is asked only before a tool that is stated destructive.

    An agent that asks "shall I look up the weather?" costs a turn each time.

    Blind spots: needs `act: confirm`; in foreign data without acts, questions are not told apart. What is destructive is what
    the tools state.

    Bad:
        user: What's the weather in Oslo?
        confirm: Shall I look up the weather in Oslo?
        user: Yes.
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.

    Good:
        user: Delete task_9.
        confirm: Delete task_9 for good?
        user: Yes.
        call: delete_task {"task_id": "task_9"}
        result: {"task_id": "task_9", "deleted": true}
        answer: task_9 is deleted.
    """
    confirms = conversation.outline.acted("confirm")
    if not any(tool.destructive for tool in conversation.trace.tools):
        for turn in confirms:
            yield Objection(f"messages[{turn}]", "asks for permission, but no offered tool is destructive", "make the call")
        return
    for turn in confirms:
        after = next(iter(conversation.calls_on_reply(turn)), None)
        tool = conversation.tools.get(after.call.name) if after else None
        if tool is not None and not tool.destructive:
            yield Objection(
                f"messages[{turn}]", f"asks for permission to call {tool.name}, which is not destructive", "make the call"
            )


@rule("CW503", outlines=calls_are_made)
def destructive_calls_wait_for_a_yes(conversation: Conversation) -> Iterator[Objection]:
    """A tool stated destructive is called only after the user said yes to a confirmation.

    What is deleted or paid by mistake stays so.

    Blind spots: a yes is read from a list of words (`speech.yaml`). Where acts are not stated, any question of the assistant
    right before counts as
    the confirmation. Whether the yes was for this very object is seen only by its id or name being in the question.

    Bad:
        user: Delete task_9.
        call: delete_task {"task_id": "task_9"}
        result: {"task_id": "task_9", "deleted": true}
        answer: task_9 is deleted.

    Good:
        user: Delete task_9.
        confirm: Delete task_9 for good?
        user: Yes.
        call: delete_task {"task_id": "task_9"}
        result: {"task_id": "task_9", "deleted": true}
        answer: task_9 is deleted.
    """
    for placed in conversation.calls:
        tool = conversation.tools.get(placed.call.name)
        if tool is not None and tool.destructive and not _permitted(conversation, placed.turn):
            yield Objection(placed.path, f"{tool.name} is destructive and called without the user's yes", "confirm first")


def _permitted(conversation: Conversation, turn: int) -> bool:
    """Whether some earlier confirmation was followed by a yes, with no later no."""
    messages = conversation.messages
    permitted = False
    for index in range(turn - 1):
        message = messages[index]
        asks = message.act == "confirm" or (message.act is None and (message.content or "").rstrip().endswith("?"))
        if message.role == "assistant" and asks and messages[index + 1].role == "user":
            permitted = consents(messages[index + 1].content or "")
    return permitted


@rule("CW509", outlines=lambda outline: any(turn.calls > 1 for turn in outline.turns))
def no_call_is_made_twice_at_once(conversation: Conversation) -> Iterator[Objection]:
    """A message does not make the same call twice.

    The second does nothing, or the same thing again. In a loop over a list it stands where another item was meant.

    Blind spots: none known; "twice" as a wish ("roll the dice twice") needs a parameter or two messages.

    Bad:
        user: Weather in Oslo and Bergen?
        call: get_weather {"location": "Oslo"} + get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        result: {"location": "Oslo", "temperature": 4}
        answer: 4 degrees in both.

    Good:
        user: Weather in Oslo and Bergen?
        call: get_weather {"location": "Oslo"} + get_weather {"location": "Bergen"}
        result: {"location": "Oslo", "temperature": 4}
        result: {"location": "Bergen", "temperature": 7}
        answer: 4 in Oslo, 7 in Bergen.
    """
    calls = conversation.calls
    for second in calls:
        if second.position and any(
            first.turn == second.turn and first.position < second.position and first.same_as(second) for first in calls
        ):
            yield Objection(second.path, f"the same call of {second.call.name} twice in one message")
