"""Each rule's documentation holds: its bad example is reported, its good one is clean under every rule."""

import json
from pathlib import Path

import pytest

from callwright.generator.formats.openai import parse
from callwright.generator.rules import RULES, judge
from callwright.generator.rules.files import Judging, judged
from callwright.generator.rules.rule import Rule
from callwright.generator.rules.transcript import read_transcript
from callwright.generator.trace import Trace
from callwright.tools import checks
from callwright.tools.lint import CODES
from callwright.tools.load import read_tools

TRACE_RULES = [rule for rule in RULES.values() if rule.subject == "trace"]
TOOL_RULES = [rule for rule in RULES.values() if rule.subject == "toolset" and "bad" in rule.sections]
WITHOUT_BAD_EXAMPLE = {"CW211"}
"""Needs a tool loaded from Python; test_own_validators.py holds it."""


def example(text: str) -> Trace:
    return parse(json.loads(text)) if text.startswith("{") else read_transcript(text)


@pytest.mark.parametrize("rule", [rule for rule in TRACE_RULES if rule.code not in WITHOUT_BAD_EXAMPLE], ids=lambda rule: rule.code)
def test_bad_example_is_reported(rule: Rule) -> None:
    assert rule.code in {finding.code for finding in judge(example(rule.sections["bad"])).findings}


@pytest.mark.parametrize("rule", TRACE_RULES, ids=lambda rule: rule.code)
def test_good_example_is_clean(rule: Rule) -> None:
    assert judge(example(rule.sections["good"])).findings == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_is_documented(rule: Rule) -> None:
    assert {"summary", "rationale"} <= rule.sections.keys()
    assert rule.summary.endswith(".")
    if rule.subject == "trace":
        assert {"blind spots", "good"} <= rule.sections.keys()


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.subject == "line"], ids=lambda rule: rule.code)
def test_good_line_is_read(rule: Rule) -> None:
    assert judged(1, rule.sections["good"].encode(), Judging()).findings == ()


@pytest.mark.parametrize("code", ["CW103", "CW104", "CW105", "CW106", "CW107"])
def test_bad_line_is_reported(code: str) -> None:
    found = judged(1, RULES[code].sections["bad"].encode(), Judging())
    assert {finding.code for finding in found.findings} == {code}
    assert found.trace is None


def test_what_can_be_repaired_is_reported_and_leaves_a_trace() -> None:
    line = RULES["CW108"].sections["bad"].replace("\n", " ")
    found = judged(1, line.encode(), Judging(select=("CW108",)))
    assert [finding.path for finding in found.findings] == ["messages[1].content", "messages[1].tool_calls[0].function.arguments"]
    assert found.valid


def tool_findings(definitions: str, folder: Path) -> set[str]:
    path = folder / "tools.json"
    path.write_text(definitions, encoding="utf-8")
    return {finding.code for finding in read_tools(str(path)).findings}


@pytest.mark.parametrize("rule", TOOL_RULES, ids=lambda rule: rule.code)
def test_bad_tools_are_reported_and_good_ones_are_not(rule: Rule, tmp_path: Path) -> None:
    assert rule.code in tool_findings(rule.sections["bad"], tmp_path)
    assert rule.code not in tool_findings(rule.sections["good"], tmp_path)


def test_every_code_of_the_tool_linter_is_a_rule() -> None:
    assert {code for code in RULES if code.startswith("CW0")} == set(CODES)


def test_every_code_of_the_schema_check_is_a_rule() -> None:
    assert {code for code in RULES if code.startswith("CW2")} == set(checks.CODES)
