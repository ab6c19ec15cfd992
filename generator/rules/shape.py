"""CW3xx: a trace is what its category says."""

from collections import Counter
from collections.abc import Iterator

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.outline import Outline
from callwright.generator.rules.rule import Objection, outline_rule, rule
from callwright.generator.rules.speech import consents

CATEGORIES = ("single_call", "error_recovery", "multi_step", "parallel", "no_call", "clarify", "confirm")


@rule("CW301")
def category_is_known(conversation: Conversation) -> Iterator[Objection]:
    """The category is one that callwright knows.

    Mixes, coverage and evaluation count by category; a misspelt one falls out of all of them.

    Blind spots: a trace without a category (`-`) is foreign and not judged by CW3xx at all.

    Bad:
        category: singlecall
        user: Hello!
        decline: Hello! What can I do for you?

    Good:
        category: no_call
        user: Hello!
        decline: Hello! What can I do for you?
    """
    category = conversation.trace.category
    if category != "-" and category not in CATEGORIES:
        yield Objection("metadata.category", f"expected one of {', '.join(CATEGORIES)}, got {category!r}")


@outline_rule("CW302", categories=["single_call"])
def single_call_calls_once(outline: Outline) -> Iterator[Objection]:
    """A single_call trace makes one call for a request, never two, and then answers.

    There may be several requests, or small talk between them, each answered before the next.

    Blind spots: nothing is said about whether it is the right call; CW2xx and CW4xx judge that.

    Bad:
        category: single_call
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        call: get_weather {"location": "Bergen"}
        result: {"location": "Bergen", "temperature": 7}
        answer: 4 in Oslo, 7 in Bergen.

    Good:
        category: single_call
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    if not outline.calls:
        yield Objection("messages", "a single_call trace makes a call, this one none")
    for turn, calls in Counter(map(outline.user_before, outline.calling())).items():
        if calls > 1:
            yield Objection(f"messages[{turn}]", f"a single_call trace makes 1 call for a request, this one {calls}")


@outline_rule("CW303", categories=["multi_step"])
def multi_step_takes_steps(outline: Outline) -> Iterator[Objection]:
    """A multi_step trace calls in at least two messages, the later after the result of the earlier.

    Blind spots: steps that could have been made at once are not told from steps that depend on each other.

    Bad:
        category: multi_step
        user: Find the open contracts and mail the first to ann@firm.example.
        call: search_db {"query": "open contracts"}
        result: {"results": [], "total": 0}
        answer: There are no open contracts.

    Good:
        category: multi_step
        user: How many invoices does Ada Ltd have, and what is that times 12?
        call: search_db {"query": "Ada Ltd", "filter_category": "invoices"}
        result: {"results": [], "total": 3}
        call: calculate {"expression": "3 * 12"}
        result: {"result": 36}
        answer: Three invoices, which makes 36.
    """
    steps = sum(bool(turn.calls and turn.weight) for turn in outline.turns)
    if steps < 2:
        yield Objection("messages", f"a multi_step trace calls in at least 2 messages, this one in {steps}")


@outline_rule("CW304", categories=["parallel"])
def parallel_calls_at_once(outline: Outline) -> Iterator[Objection]:
    """A parallel trace makes at least two calls in one message.

    Blind spots: calls that depend on each other's results are not noticed here; CW4xx finds their values missing.

    Bad:
        category: parallel
        user: Weather in Oslo and Bergen?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        call: get_weather {"location": "Bergen"}
        result: {"location": "Bergen", "temperature": 7}
        answer: 4 in Oslo, 7 in Bergen.

    Good:
        category: parallel
        user: Weather in Oslo and Bergen?
        call: get_weather {"location": "Oslo"} + get_weather {"location": "Bergen"}
        result: {"location": "Oslo", "temperature": 4}
        result: {"location": "Bergen", "temperature": 7}
        answer: 4 in Oslo, 7 in Bergen.
    """
    if not any(turn.calls > 1 and turn.weight for turn in outline.turns):
        yield Objection("messages", "a parallel trace makes at least 2 calls in one message")


@rule("CW305", categories=["no_call"])
def no_call_declines(conversation: Conversation) -> Iterator[Objection]:
    """A no_call trace calls nothing and declines or chats.

    Blind spots: whether an offered tool could have done the job after all is not judged.

    Bad:
        category: no_call
        user: Book me a flight to Lima.
        call: search_db {"query": "flight to Lima"}
        result: {"results": [], "total": 0}
        answer: I found no flight.

    Good:
        category: no_call
        user: Book me a flight to Lima.
        decline: I can't book flights.
    """
    for placed in conversation.calls:
        yield Objection(placed.path, f"a no_call trace calls {placed.call.name}")
    if not conversation.outline.acted("decline"):
        yield Objection("messages", "a no_call trace has no decline")


@rule("CW306", categories=["clarify"])
def clarify_asks_first(conversation: Conversation) -> Iterator[Objection]:
    """A clarify trace asks, is answered by the user, and then calls; where the user does not give the value it declines.

    Before the question it may list what there is to choose from, but not make the call it asks about.

    Blind spots: whether the question asks for what is missing is not judged; that the value is not said before is CW4xx's
    subject only if the call is early.

    Bad:
        category: clarify
        user: Set a task's priority to high.
        call: update_task {"task_id": "task_1", "priority": "high"}
        result: {"task_id": "task_1", "title": "Pay rent", "priority": "high", "status": "open"}
        answer: Done.

    Good:
        category: clarify
        user: Set a task's priority to high.
        ask: Which task?
        user: task_1
        call: update_task {"task_id": "task_1", "priority": "high"}
        result: {"task_id": "task_1", "title": "Pay rent", "priority": "high", "status": "open"}
        answer: Done.
    """
    asks = conversation.outline.acted("ask")
    if not asks:
        yield Objection("messages", "a clarify trace asks nothing")
        return
    after = {placed.call.name for placed in conversation.trained if placed.turn > asks[0]}
    if not after and not any(turn > asks[0] for turn in conversation.outline.acted("decline")):
        yield Objection("messages", "a clarify trace calls nothing after the question is answered")
    request = conversation.outline.user_before(asks[0]) or 0
    for placed in conversation.calls:
        if request < placed.turn < asks[0] and placed.call.name in after:
            yield Objection(placed.path, f"a clarify trace calls {placed.call.name} before it asks")


@rule("CW307", categories=["confirm"])
def confirm_follows_the_reply(conversation: Conversation) -> Iterator[Objection]:
    """A confirm trace asks for permission, calls after a yes, and calls nothing after a no.

    Blind spots: yes and no are read from a list of words (`speech.yaml`); a reply that is neither counts as no.

    Bad:
        category: confirm
        user: Delete task_9.
        confirm: Delete task_9 for good?
        user: No, leave it.
        call: delete_task {"task_id": "task_9"}
        result: {"task_id": "task_9", "deleted": true}
        answer: Deleted.

    Good:
        category: confirm
        user: Delete task_9.
        confirm: Delete task_9 for good?
        user: No, leave it.
        answer: Fine, task_9 stays.
    """
    confirms = conversation.outline.acted("confirm")
    if not confirms:
        yield Objection("messages", "a confirm trace asks for no permission")
        return
    asked = confirms[-1]
    if asked + 1 >= len(conversation.messages) or conversation.messages[asked + 1].role != "user":
        yield Objection(f"messages[{asked}]", "the user does not reply to the confirmation")
        return
    yes = consents(conversation.messages[asked + 1].content or "")
    called = bool(conversation.calls_on_reply(asked))
    if yes != called:
        expected, got = ("a call", "none") if yes else ("no call", "one")
        yield Objection(f"messages[{asked + 1}]", f"expected {expected} after {'yes' if yes else 'no'}, got {got}")


@rule("CW308", categories=[category for category in CATEGORIES if category != "confirm"])
def the_anchor_is_called(conversation: Conversation) -> Iterator[Objection]:
    """The trace's anchor tool is called where its category calls.

    Balance and coverage count a trace for its anchor.

    Blind spots: a no_call trace and a trace without an anchor call nothing and pass. Confirm traces are not judged: after a no
    their anchor is rightly not called.

    Bad:
        category: single_call
        tool: list_tasks
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.

    Good:
        category: single_call
        tool: get_weather
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    anchor = conversation.trace.tool
    called = {placed.call.name for placed in conversation.trained}
    if anchor != "-" and called and anchor not in called:
        yield Objection(
            "metadata.tool",
            f"the anchor {anchor} is not called, {', '.join(name or 'a call without a name' for name in sorted(called))} is",
        )
