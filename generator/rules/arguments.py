"""CW2xx about single arguments, as `callwright.tools.checks.check_call` judges them. Only weight-1 calls are judged."""

from collections.abc import Iterator

from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.rule import Objection, rule
from callwright.generator.rules.schema import a_call_is_at_fault, found_by_schema


@rule("CW203", where=a_call_is_at_fault)
def nothing_required_is_missing(conversation: Conversation) -> Iterator[Objection]:
    """Every required argument is passed.

    The tool refuses the call, or does something else than was asked.

    Blind spots: an argument that is optional in the schema, but needed for this request, is not missed.

    Bad:
        user: What's the weather in Oslo?
        call: get_weather {"unit": "celsius"}
        result: {"error": "location is required"}
        answer: That failed.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees.
    """
    return found_by_schema("CW203", conversation)


@rule("CW204", where=a_call_is_at_fault)
def types_fit(conversation: Conversation) -> Iterator[Objection]:
    """Every argument has the type its schema states; nothing is coerced.

    "5" is no integer, 1.0 is one by JSON Schema, true is no integer. Servers that coerce are the lucky case.

    Blind spots: a schema without types allows anything.

    Bad:
        user: Find five invoices of Ada Ltd.
        call: search_db {"query": "Ada Ltd", "max_results": "5", "filter_category": "invoices"}
        result: {"results": [], "total": 0}
        answer: There are none.

    Good:
        user: Find five invoices of Ada Ltd.
        call: search_db {"query": "Ada Ltd", "max_results": 5, "filter_category": "invoices"}
        result: {"results": [], "total": 0}
        answer: There are none.
    """
    return found_by_schema("CW204", conversation)


@rule("CW205", where=a_call_is_at_fault)
def values_are_allowed(conversation: Conversation) -> Iterator[Objection]:
    """A value is one of those the schema lists.

    The user's word (urgent) has to become the tool's (high).

    Blind spots: values that only a description lists are not known.

    Bad:
        user: Create an urgent task to pay the rent.
        call: create_task {"title": "Pay the rent", "priority": "urgent"}
        result: {"error": "bad priority"}
        answer: That failed.

    Good:
        user: Create an urgent task to pay the rent.
        call: create_task {"title": "Pay the rent", "priority": "high"}
        result: {"task_id": "task_4", "title": "Pay the rent", "priority": "high", "status": "open"}
        answer: It is on your list.
    """
    return found_by_schema("CW205", conversation)


@rule("CW206", where=a_call_is_at_fault)
def formats_fit(conversation: Conversation) -> Iterator[Objection]:
    """A value has the format its schema states.

    Formats (date, date-time, email, uri, uuid, ...) are enforced, though JSON Schema lets validators ignore them.

    Blind spots: unknown formats are ignored, as JSON Schema says.

    Bad:
        user: Create a task to pay the rent by next Friday.
        call: create_task {"title": "Pay the rent", "due_date": "next Friday"}
        result: {"error": "bad date"}
        answer: That failed.

    Good:
        system: Today is 2026-11-20 (Friday).
        user: Create a task to pay the rent by next Friday.
        call: create_task {"title": "Pay the rent", "due_date": "2026-11-27"}
        result: {"task_id": "task_4", "title": "Pay the rent", "priority": "medium", "status": "open"}
        answer: It is on your list.
    """
    return found_by_schema("CW206", conversation)


@rule("CW207", where=a_call_is_at_fault)
def patterns_match(conversation: Conversation) -> Iterator[Objection]:
    """A value matches the pattern its schema states.

    Ids are where patterns stand, and a wrong id does nothing or the wrong thing.

    Blind spots: patterns are ECMA regular expressions; one that cannot be compiled makes the tool's schema broken (CW212).

    Bad:
        user: Close task 12.
        call: update_task {"task_id": "12", "status": "done"}
        result: {"error": "bad id"}
        answer: That failed.

    Good:
        user: Close task_12.
        call: update_task {"task_id": "task_12", "status": "done"}
        result: {"task_id": "task_12", "title": "Pay the rent", "priority": "medium", "status": "done"}
        answer: task_12 is done.
    """
    return found_by_schema("CW207", conversation)


@rule("CW208", where=a_call_is_at_fault)
def limits_hold(conversation: Conversation) -> Iterator[Objection]:
    """Numbers, lengths and counts are within the schema's limits.

    Out of range is refused, or silently cut off.

    Blind spots: limits that only a description states are not known.

    Bad:
        user: Find 500 invoices of Ada Ltd.
        call: search_db {"query": "Ada Ltd", "max_results": 500, "filter_category": "invoices"}
        result: {"error": "at most 100"}
        answer: That failed.

    Good:
        user: Find 50 invoices of Ada Ltd.
        call: search_db {"query": "Ada Ltd", "max_results": 50, "filter_category": "invoices"}
        result: {"results": [], "total": 0}
        answer: There are none.
    """
    return found_by_schema("CW208", conversation)


@rule("CW209", where=a_call_is_at_fault)
def nothing_is_made_up(conversation: Conversation) -> Iterator[Objection]:
    """No argument is passed that the tool does not have.

    A made-up parameter is ignored at best. Where the schema neither lists nor forbids others, it is a warning.

    Blind spots: schemas that leave names open on purpose (patternProperties, additionalProperties, combinations) are not judged.

    Bad:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo", "language": "en"}
        result: {"error": "unknown parameter"}
        answer: That failed.

    Good:
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees.
    """
    return found_by_schema("CW209", conversation)
