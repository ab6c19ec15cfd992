"""What the offline teacher writes: the planned values are said, nothing is left open, and the rules accept it."""

import re
from dataclasses import replace

from planning import office_rows, office_traces

from callwright.generator.teachers.offline import OfflineTeacher
from callwright.templates.phrasebook import load_phrasebook


def test_the_same_row_always_gets_the_same_words() -> None:
    rows = office_rows(4)
    once, again = (list(OfflineTeacher(load_phrasebook()).write(rows)) for _ in range(2))
    assert once == again


def test_nearly_every_trace_is_accepted_by_every_rule() -> None:
    verdicts = [verdict for _, _, verdict in office_traces()]
    assert sum(verdict.accepted for verdict in verdicts) > 0.98 * len(verdicts)


def test_every_value_that_is_stated_is_said_in_its_surface_form() -> None:
    for row, trace, _ in office_traces():
        for turn in row.scenario.turns:
            if turn.role == "user" and turn.says == "request":
                for value in (value for call in turn.calls for value in call.values):
                    assert value.surface.casefold() in trace.request.casefold(), (value, trace.request)


def test_no_slot_stays_open_and_no_identifier_is_said() -> None:
    for _, trace, _ in office_traces():
        assert not re.search(r"\{[a-z_ ]+\}", trace.request), trace.request
        assert not re.search(r"\b(due_date|max_results|filter_category|task_id|create_task|search_db)\b", trace.request), (
            trace.request
        )


def test_requests_have_no_doubled_spaces_or_stray_commas() -> None:
    for _, trace, _ in office_traces():
        assert not re.search(r"  | ,|,,|\.\.|^\W*$", trace.request.replace("...", "")), trace.request


def test_a_lead_leaves_the_text_of_a_message_as_planned() -> None:
    for _, trace, _ in office_traces():
        for call in trace.calls:
            if call.name == "send_email":
                assert call.arguments["body"].rstrip(".") in trace.request, trace.request


def test_most_requests_differ_after_lower_casing() -> None:
    requests = [trace.request.casefold() for row, trace, _ in office_traces() if row.category == "single_call"]
    assert len(set(requests)) > 0.9 * len(requests)


def test_a_call_that_fails_without_a_planned_fault_is_reported_as_failed() -> None:
    """Of two calls that delete the same thing the second finds nothing."""
    row = next(row for row in office_rows(1) if row.category == "single_call" and row.fault == "-")
    answer = replace(row.scenario.turns[-1], results=({"error": "No match for task_4"},))
    failed = replace(row, scenario=replace(row.scenario, turns=(*row.scenario.turns[:-1], answer)))
    [(_, words)] = OfflineTeacher(load_phrasebook()).write([failed])
    assert "No match for task_4" in words.texts[len(row.scenario.turns) - 1]


def test_where_an_address_is_missing_people_say_a_name() -> None:
    missing = [
        (row, trace)
        for row, trace, _ in office_traces(60)
        if row.pattern == "missing" and row.tool == "send_email" and "to" not in row.scenario.turns[0].calls[0].surfaces
    ]
    asked = [(row, trace.messages[1].content or "") for row, trace in missing if trace.messages[2].act == "ask"]
    assert not any("@" in request for _, request in asked)
    addresses = [(row.scenario.turns[1].calls[0].surfaces["to"].split("@")[0], request) for row, request in asked]
    owners = {owner for address, request in addresses if (owner := address.split("_")[0].split(".")[0]) in request.casefold()}
    assert len(owners) > 3


def test_only_orders_are_led_in() -> None:
    """ "Could you order two plasters", never "could you my calculator is dead"."""
    said = [phrase for entry in load_phrasebook().sentences for phrase in entry.carriers.get("implicit", ())]
    begun = [text.lower()[:24] for text in said if "{" not in text[:24] and "[" not in text[:24]]
    requests = [trace.request.lower() for _, trace, _ in office_traces(60)]
    leads = ("could you ", "can you ", "would you ", "please ", "i'd like you to ")
    assert not any(lead + beginning in request for request in requests for lead in leads for beginning in begun)


def test_half_of_what_is_asked_is_asked_as_most_people_do() -> None:
    phrasings = [trace.phrasing for row, trace, _ in office_traces(100) if row.category == "single_call"]
    assert 0.35 < sum(".usual/" in phrasing for phrasing in phrasings) / len(phrasings) < 0.65


def test_more_of_the_same_does_without_its_verb() -> None:
    gapped = [(row, trace) for row, trace, _ in office_traces(100) if trace.phrasing.split("+")[1:2] == ["gapped"]]
    assert len(gapped) > 20
    for row, trace in gapped:
        calls = row.scenario.turns[0].calls
        assert all(trace.request.count(surface) >= 1 for call in calls for surface in call.surfaces.values())
        carrier = trace.phrasing.split("+gapped")[0]
        assert carrier.count("/") == 1, carrier  # one carrier for all of them
