"""What is right to do can be told from the prompt as it is served: the system text, the tools offered, the messages so far.

Annotations (act, weight, metadata, hints) are stripped; what the user means is taken from the plan, as a reader takes it from the
words. From the two, the decision is worked out anew and has to be the label.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from callwright.generator.formats.openai import parse, render
from callwright.generator.generate import generate
from callwright.generator.plan import Plan, PlanRow
from callwright.generator.rules.conversation import Conversation
from callwright.generator.rules.explain import explain
from callwright.generator.rules.speech import consents
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.trace import Trace
from callwright.templates.loading import load_templates
from callwright.templates.phrasebook import load_phrasebook
from callwright.templates.scenario import PlannedCall
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import Tool
from callwright.tools.values.value import Value

OFFICE = load_tools(SEED_TOOLS)
EACH = 24


@lru_cache
def judged() -> tuple[tuple[PlanRow, Trace], ...]:
    plan = Plan(OFFICE, load_templates(), load_phrasebook(), twins=True)
    rows = [row for row in plan.rows(dict.fromkeys(plan.cells, EACH)) if not row.refusal]
    traces = generate(rows, OfflineTeacher(load_phrasebook()))
    return tuple((row, trace) for row, (trace, verdict) in zip(rows, traces, strict=True) if verdict.accepted)


def stripped(trace: Trace) -> Trace:
    """What is left of a trace in a prompt."""
    line = render(trace)
    line.pop("metadata")
    for tool in line["tools"]:
        tool.pop("annotations", None)
    for message in line["messages"]:
        message.pop("weight", None)
    return parse(line)


def decisions(row: PlanRow, trace: Trace) -> Iterator[tuple[int, str, PlannedCall]]:
    """Message index, label and the first call that the user means there, where the user means one."""
    for place, turn in enumerate(row.scenario.turns):
        before = row.scenario.turns[place - 1]
        message = trace.messages[place + 1]
        means = turn.calls or (before.calls if before.role == "user" else ())
        is_open = turn.role == "assistant" and turn.weight and turn.says in ("call", "ask", "confirm", "decline")
        if is_open and means and turn.to not in ("near_miss", "reading", "chosen", "withhold") and message.act is not None:
            yield place + 1, message.act, replace(means[0], values=tuple(told_of(row, means[0])))


def told_of(row: PlanRow, meant: PlannedCall) -> Iterator[Value]:
    """The values that any of the row's turns states for calls of the tool."""
    for turn in row.scenario.turns:
        for call in turn.calls:
            if call.tool.name == meant.tool.name:
                yield from call.values


def worked_out(shown: Trace, place: int, meant: PlannedCall) -> str:
    tool = next((tool for tool in shown.tools if tool.description == meant.tool.description), None)
    if tool is None:
        return "decline"
    if any(not is_known(shown, place, meant, name) for name in meant.tool.required):
        return "ask"
    system, before = shown.messages[0].content or "", shown.messages[place - 1]
    asks_first = re.search(r"Ask for confirmation before calling: ([^.]*)\.", system)
    if asks_first is None or tool.name not in asks_first[1].split(", "):
        return "call"
    was_asked = place > 2 and shown.messages[place - 2].role == "assistant" and not shown.messages[place - 2].tool_calls
    if before.role == "user" and was_asked and is_confirmation(shown, place - 2) and names(shown, place - 2, meant):
        return "call" if consents(before.content or "") else "decline"
    return "call" if has_consented(shown, place, meant) else "confirm"


def names(shown: Trace, place: int, meant: PlannedCall) -> bool:
    """Whether the question is about what the user means by now: "no, task 73" after it means something else."""
    said = (shown.messages[place].content or "").lower()
    passed = list(meant.arguments.values())
    told = [part.surface for value in meant.values for part in (value, *value.parts) if part.canonical in passed]
    return any(str(value).lower() in said for value in (*meant.arguments.values(), *told))


def is_confirmation(shown: Trace, place: int) -> bool:
    """A question that names a value the user has said: "Delete task_9 for good?"."""
    said = shown.messages[place].content or ""
    return "?" in said and bool(re.search(r"(?:[\w#]|\bno\.)[_ #]?\d|for good|undo|sure|really|go ahead|confirm", said))


def has_consented(shown: Trace, place: int, meant: PlannedCall) -> bool:
    return any(
        shown.messages[turn].role == "user" and is_confirmation(shown, turn - 1) and consents(shown.messages[turn].content or "")
        for turn in range(2, place)
        if shown.messages[turn - 1].role == "assistant" and names(shown, turn - 1, meant)
    )


def is_known(shown: Trace, place: int, meant: PlannedCall, name: str) -> bool:
    evidence = Conversation(shown).evidence(place)
    value: Any = meant.arguments.get(name)
    values = value if isinstance(value, list) else [value]
    return all(explain(one, name, meant.tool.properties[name], evidence).verdict != "not_found" for one in values)


def test_every_label_can_be_worked_out_from_the_rendered_prompt() -> None:
    counted: Counter[str] = Counter()
    wrong = []
    for row, trace in judged():
        shown = stripped(trace)
        for place, label, meant in decisions(row, trace):
            found = worked_out(shown, place, meant)
            counted[label] += 1
            if found != label:
                wrong.append((row.template, row.plan_id, place, label, found, trace.messages[place - 1].content))
    assert len(judged()) >= 500
    assert set(counted) == {"call", "ask", "confirm", "decline"}
    assert min(counted.values()) >= 20
    assert wrong == []


def test_the_same_prompt_never_has_two_labels() -> None:
    labels = defaultdict(set)
    for _, trace in judged():
        shown = render(stripped(trace))
        for place, message in enumerate(trace.messages):
            if message.role == "assistant" and message.weight:
                prompt = json.dumps([shown["messages"][:place], shown["tools"]], sort_keys=True)
                calls = json.dumps([(call.name, call.arguments) for call in message.tool_calls], sort_keys=True)
                labels[prompt].add((message.act, calls))
    assert [found for found in labels.values() if len(found) > 1] == []


def test_a_twin_differs_from_its_other_half_in_the_one_thing_it_is_for() -> None:
    by_id = {row.plan_id: trace for row, trace in judged()}
    kinds = Counter()
    for row, trace in judged():
        if row.twin_of and (other := by_id.get(row.twin_of)):
            kinds[row.pattern] += 1
            same_words = trace.messages[1].content == other.messages[1].content
            assert same_words or row.pattern == "missing_value"
            assert trace.side == other.side
            assert trace.messages[2].act == {"missing_tool": "decline", "missing_value": "ask", "renamed": "call"}[row.pattern]
            if row.pattern == "renamed":
                assert trace.messages[2].tool_calls[0].name not in OFFICE
    assert set(kinds) == {"missing_tool", "missing_value", "renamed"}


def served(trace: Trace) -> list[Tool]:
    return [tool for tool in trace.tools if tool in OFFICE.values()]


def test_evaluation_offers_no_tool_from_elsewhere_and_training_does() -> None:
    foreign = Counter(trace.side for _, trace in judged() if len(served(trace)) < len(trace.tools))
    assert set(foreign) == {"train"}
    assert foreign["train"] > 0.1 * len(judged())
