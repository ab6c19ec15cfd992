"""In every form a finding names the place in the line as it stands, and what is broken in its text is said as such."""

import io
import json
from typing import Any

import pytest

from callwright.generator.formats import FORMS
from callwright.generator.pairs import examples
from callwright.generator.rules.files import JudgedLine, Judging, judged_lines
from callwright.generator.rules.report import Tally, as_json, github
from callwright.generator.rules.transcript import read_transcript

WEATHER = read_transcript(
    """
    system: You are an assistant with access to tools. Today is 2026-11-20 (Friday).
    user: What's the weather in Oslo and in Bergen?
    call: get_weather {"location": "Oslo"} + get_weather {"location": "Narnia"}
    result: {"location": "Oslo", "temperature": 4}
    result: {"location": "Narnia", "temperature": 7}
    answer: It is 4 degrees in Oslo and 7 in Narnia.
    """
)


def line_in(form: str) -> dict[str, Any]:
    first = next(iter(examples(WEATHER, FORMS[form])))
    line: dict[str, Any] = json.loads(json.dumps(FORMS[form].render(first.trace)))
    return line


def judged(*lines: Any) -> list[JudgedLine]:
    return list(judged_lines(io.BytesIO("\n".join(map(json.dumps, lines)).encode()), Judging(select=("CW1", "CW2", "CW401"))))


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("openai", "messages[2].tool_calls[1].arguments.location"),
        ("trl", "messages[2].tool_calls[1].arguments.location"),
        ("anthropic", "messages[1].content[1].input.location"),
        ("hermes", "conversations[2].value.tool_calls[1].arguments.location"),
        ("sharegpt", "conversations[1].value[1].arguments.location"),
        ("xlam", "answers[1].arguments.location"),
        ("prompt-completion", "completion[0].tool_calls[1].arguments.location"),
        ("preference", "chosen[0].tool_calls[1].arguments.location"),
        ("openai-system", "messages[2].tool_calls[1].arguments.location"),
        ("anthropic-system", "messages[1].tool_calls[1].arguments.location"),
        ("hermes-system", "conversations[2].value.tool_calls[1].arguments.location"),
        ("sharegpt-system", "conversations[1].value.tool_calls[1].arguments.location"),
        ("xlam-system", "answers[1].arguments.location"),
        ("trl-system", "messages[2].tool_calls[1].arguments.location"),
    ],
)
def test_the_path_is_the_lines_own(form: str, path: str) -> None:
    [line] = judged(line_in(form))
    assert [finding.path for finding in line.findings if finding.code == "CW401"] == [path]


def test_a_result_is_found_at_its_own_block() -> None:
    line = line_in("anthropic")
    line["messages"][2]["content"][1]["tool_use_id"] = "toolu_9"
    [found] = judged(line)
    assert ("CW117", "messages[2].content[1].tool_use_id") in [(finding.code, finding.path) for finding in found.findings]


def broken(form: str, old: str, new: str) -> dict[str, Any]:
    text = json.dumps(line_in(form))
    assert old in text
    changed: dict[str, Any] = json.loads(new.join(text.rsplit(old, 1)))
    return changed


@pytest.mark.parametrize(
    ("line", "path", "message"),
    [
        (broken("hermes", "</tool_call>", ""), "conversations[2].value", "as many <tool_call> as </tool_call> expected"),
        (broken("hermes", "</tool_response>", ""), "conversations[3].value", "as many <tool_response> as"),
        (broken("hermes", "</tools>", "</tool>"), "conversations[0].value", "as many <tools> as </tools> expected"),
        (broken("openai-system", "</tool_call>", ""), "messages[2].content", "as many <tool_call> as"),
        ({**line_in("sharegpt"), "tools": "[{broken"}, "tools", "expected the JSON text of a list of tools"),
        ({**line_in("trl"), "tools": "oops"}, "tools", "expected the JSON text of a list of tools"),
        ({**line_in("trl"), "tools": '[{"description": "?"}]'}, "tools[0]", "a tool without a name"),
        ({**line_in("xlam"), "answers": "oops"}, "answers", "expected the JSON text of a list of calls"),
        ({**line_in("preference"), "rejected": line_in("preference")["chosen"]}, "rejected", "the same as what is chosen"),
        ({**line_in("anthropic"), "tools": [{"name": "get_weather"}]}, "tools[0]", "a tool without input_schema"),
    ],
)
def test_text_that_is_not_what_the_form_has_there_is_a_finding(line: dict[str, Any], path: str, message: str) -> None:
    [found] = judged(line)
    [finding] = found.findings
    assert (finding.code, finding.path) == ("CW107", path)
    assert message in finding.message
    assert "docs/formats.md" in finding.mend


def test_a_call_that_is_no_json_is_a_call_without_a_name() -> None:
    line = broken("hermes", '<tool_call>\\n{\\"name\\"', '<tool_call>\\n{{\\"name\\"')
    [found] = judged(line)
    assert ("CW201", "conversations[2].value.tool_calls[1].name", "a call without a name") in [
        (finding.code, finding.path, finding.message) for finding in found.findings
    ]


def test_reports_for_machines_carry_the_mend() -> None:
    lines = judged(line_in("openai"))
    [finding] = json.loads("".join(as_json("data.jsonl", lines, Tally())))["findings"]
    assert finding["mend"]
    assert f"({finding['mend']})" in "".join(github("data.jsonl", lines, Tally()))
