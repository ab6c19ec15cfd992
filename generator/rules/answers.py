"""CW4xx about what the assistant writes itself: final answers and generated texts state nothing that is not known."""

import re
from collections.abc import Iterator
from datetime import date

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.evidence import ANY_DAY, FIGURE, Evidence
from callwright.generator.rules.grounding import ungrounded
from callwright.generator.rules.literals import stands
from callwright.generator.rules.measures import NUMBERS, counted, derived_number, stands_in_digits, stated_number
from callwright.generator.rules.outline import Outline, calls_are_made
from callwright.generator.rules.quantities import numbers_in
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.speech import pattern
from callwright.tools.values import dates
from callwright.tools.values.words import words

ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
ID = r"\b(?=[A-Za-z0-9]++[_-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)+\b"
"""Such as `task_12` or `A-10442`."""
IDS, ADDRESSES_AND_IDS = re.compile(f"({ID})"), re.compile(f"({ADDRESS}|{ID})")
NOT_A_NUMBER = re.compile(
    r"\b(?=\d)(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?"
    r"|\d{1,2}:\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\b"
    r"|\d+(?:st|nd|rd|th)\b|24/7\b)|^\s*\d+[.)]\s",
    re.MULTILINE | re.IGNORECASE,
)
"""Dates, times, ordinals and the numbers of a list."""
DIGIT = re.compile(r"\d")
SMALL = 3
"""Number words below this are seldom facts: "one of them", "the first"."""


@rule("CW402", outlines=calls_are_made, severity="warning")
def generated_texts_make_nothing_up(conversation: Conversation) -> Iterator[Objection]:
    """What the model writes itself (bodies, summaries, code) states no number, date, id or address that is not known.

    Such texts cannot be grounded word by word, but an invented date in an email does as much harm as one in a parameter.

    Blind spots: names, claims and tone are not judged. Which parameters are generative is told by name, description and length.

    Bad:
        user: Write to ann@firm.example that the quote is ready.
        call: send_email {"to": "ann@firm.example", "body": "Dear Ann, the quote over 4,800 euros is ready."}
        result: {"message_id": "m1", "status": "sent"}
        answer: Sent.

    Good:
        user: Write to ann@firm.example that the quote is ready.
        call: send_email {"to": "ann@firm.example", "body": "Dear Ann, the quote is ready."}
        result: {"message_id": "m1", "status": "sent"}
        answer: Sent.
    """
    for placed, passed in ungrounded(conversation, wanted_generative=True):
        text = passed.value if isinstance(passed.value, str) else ""
        for fact in unknown_facts(text, conversation.evidence(placed.turn)):
            yield Objection(passed.path, f"{fact!r} is not found in the conversation before it")


def reports_or_confirms(outline: Outline) -> Iterator[int]:
    """The turns whose words are held to what is known."""
    for place, turn in outline.assistants():
        reports = turn.act == "answer" or (turn.act is None and place and outline.turns[place - 1].role == "tool")
        if ((reports and outline.calls) or turn.act == "confirm") and turn.weight and turn.says and not turn.calls:
            yield place


@rule("CW403", outlines=lambda outline: any(True for _ in reports_or_confirms(outline)))
def answers_state_what_is_known(conversation: Conversation) -> Iterator[Objection]:
    """The final answer states no number, date, id or address that is not in a result or the request; counts and sums may be.

    An assistant that rounds 4 up to 14 degrees is trusted once. A question for permission is held to the same: who is asked about
    task_12 after speaking of task_21 may say yes.

    Blind spots: names and words are not judged ("sunny" for a rainy result), nor numbers that stand elsewhere by chance.
    Number words below three pass.

    Bad:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 14 degrees in Oslo.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
    """
    for turn in reports_or_confirms(conversation.outline):
        for fact in unknown_facts(conversation.messages[turn].content or "", _known(conversation, turn)):
            yield Objection(f"messages[{turn}].content", f"{fact!r} is in no result and was not said")


def _known(conversation: Conversation, turn: int) -> Evidence:
    """What was said and returned, and what was passed."""
    before = conversation.evidence(turn)
    return Evidence((*before.sources, *(source for source in conversation.passed if source.turn < turn)), before.today)


def unknown_facts(text: str, evidence: Evidence) -> Iterator[str]:
    """Codes, dates and numbers of the text that the evidence does not hold."""
    rest = text
    if codes := _codes(text):
        parts = codes.split(text)
        yield from (code for code in parts[1::2] if not _is_returned(code, evidence) and not stands(code, evidence))
        rest = " ".join(parts[::2])
    if DIGIT.search(rest):
        rest = FIGURE.sub(lambda figure: " " if _is_written(figure.group(), evidence) else figure.group(), rest)
    if DIGIT.search(rest):
        for said, days in _dates(rest, evidence.today):
            if not _known_day(days, evidence) and not stands(said, evidence):
                yield said
            rest = rest.replace(said, " ")
        rest = NOT_A_NUMBER.sub(" ", rest)
    for said, value in numbers_in(rest):
        if not (said.isalpha() and abs(value) < SMALL) and not _known_number(value, said, evidence):
            yield said


def _codes(text: str) -> re.Pattern[str] | None:
    """What splits the text at its codes, None where it has none: a search for addresses reads each word once a letter."""
    if "@" in text:
        return ADDRESSES_AND_IDS
    return IDS if ("_" in text or "-" in text) and DIGIT.search(text) else None


def _is_returned(code: str, evidence: Evidence) -> bool:
    """Whether a result holds it letter by letter, as nearly all codes stand in one: the cheap look first."""
    quoted = f'"{code}"'
    return any(quoted in source.text and not source.failed for source in evidence.results)


def _is_written(figure: str, evidence: Evidence) -> bool:
    for source in evidence.sources:  # noqa: SIM110 - a generator takes twice as long, and every figure of an answer is looked for
        if figure in source.text and figure in source.figures:
            return True
    return False


def _dates(text: str, today: date | None) -> Iterator[tuple[str, tuple[date, ...]]]:
    """Dates with a digit in them; "today" and "Friday" in an answer are let pass."""
    return ((said, days) for said, days in dates.mentions(text, today or ANY_DAY) if DIGIT.search(said))


def _known_day(days: tuple[date, ...], evidence: Evidence) -> bool:
    today = evidence.today
    wanted = {(day.month, day.day) for day in days}
    for source in evidence.sources:
        known = {day for _, group in dates.mentions(source.text, today or ANY_DAY) for day in group}
        if wanted & {(day.month, day.day) for day in known}:
            return True
    return False


def _known_number(value: float, said: str, evidence: Evidence) -> bool:
    if said.isalpha() and value in words("numbers")["fractions"].values():
        return True
    at_once = counted(value, evidence) or _rounded(value, evidence) or stands_in_digits(said, evidence)
    return at_once or bool(stated_number(value, evidence) or derived_number(value, evidence))


def _rounded(value: float, evidence: Evidence) -> bool:
    """Whether a number of a result is it, or rounds to it."""
    decimals = len(f"{value:.10f}".rstrip("0").partition(".")[2])
    return any(type(leaf) in NUMBERS and round(leaf, decimals) == value for _, leaf in evidence.leaves)


@rule("CW407", outlines=calls_are_made)
def success_is_not_claimed_after_failure(conversation: Conversation) -> Iterator[Objection]:
    """The answer does not claim success where the last call failed.

    Blind spots: claims are told by the words of `speech.yaml`; an answer that reports one success and one failure may be taken
    for a false claim only where its last call failed and it claims in the same words.

    Bad:
        user: Close task_77.
        call: update_task {"task_id": "task_77", "status": "done"}
        result: {"error": "task_77 does not exist"}
        answer: I have updated task_77.

    Good:
        user: Close task_77.
        call: update_task {"task_id": "task_77", "status": "done"}
        result: {"error": "task_77 does not exist"}
        answer: There is no task_77.
    """
    if not conversation.calls or not conversation.messages[-1].content or conversation.messages[-1].role != "assistant":
        return
    last = conversation.calls[-1]
    failed = conversation.error(last) is not None
    if failed and not any(conversation.error(placed) is None for placed in conversation.calls):
        answer = conversation.messages[-1].content
        claim = pattern("narration", "claims").search(answer) or _success(answer)
        if claim:
            yield Objection(
                f"messages[{len(conversation.messages) - 1}].content", f"claims {claim.group()!r}, but every call failed"
            )


def _success(answer: str) -> re.Match[str] | None:
    """A word of success where no word tells of the failure."""
    tells = pattern("narration", "refuses").search(answer.replace("’", "'")) or pattern("narration", "fails").search(answer)
    return None if tells else pattern("narration", "succeeds").search(answer)
