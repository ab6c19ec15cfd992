"""Each rule's documentation holds: its bad example is reported, its good one is clean under every rule."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from callwright.generator.formats.openai import parse
from callwright.generator.rules import RULES, judge
from callwright.generator.rules.executed import executed
from callwright.generator.rules.files import Judging, judged
from callwright.generator.rules.rule import Rule
from callwright.generator.rules.transcript import read_transcript
from callwright.generator.trace import Trace
from callwright.tools import checks
from callwright.tools.lint import CODES
from callwright.tools.load import read_tools

TRACE_RULES = [rule for rule in RULES.values() if rule.subject == "trace"]
TOOL_RULES = [rule for rule in RULES.values() if rule.subject == "toolset"]
EXECUTION_RULES = [rule for rule in RULES.values() if rule.subject == "execution"]
REPEATED = re.compile("«([0-9]+) × (.*?)»", re.DOTALL)


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Trace]:
    """The trace an example shows: a line, a transcript over the office tools, or one over the Python tool that stands before it."""

    def read(text: str) -> Trace:
        if text.startswith("{"):
            return parse(json.loads(text))
        source, separator, transcript = text.rpartition("---\n")
        if not separator:
            return read_transcript(text)
        module = f"tool_{hashlib.sha256(source.encode()).hexdigest()[:8]}"
        (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        return read_transcript(transcript, tuple(read_tools(f"{module}:get_weather").tools.values()))

    return read


@pytest.mark.parametrize("rule", TRACE_RULES, ids=lambda rule: rule.code)
def test_bad_example_is_reported(rule: Rule, example: Callable[[str], Trace]) -> None:
    assert rule.code in {finding.code for finding in judge(example(rule.sections["bad"])).findings}


@pytest.mark.parametrize("rule", TRACE_RULES, ids=lambda rule: rule.code)
def test_good_example_is_clean(rule: Rule, example: Callable[[str], Trace]) -> None:
    assert judge(example(rule.sections["good"])).findings == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_is_documented(rule: Rule) -> None:
    assert {"summary", "rationale", "bad", "good"} <= rule.sections.keys()
    assert rule.summary.endswith(".")
    if rule.subject == "trace":
        assert "blind spots" in rule.sections


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


def repeated(match: re.Match[str]) -> str:
    return ", ".join(match[2].replace("{n}", str(number)) for number in range(int(match[1])))


def tool_findings(definitions: str, folder: Path) -> set[str]:
    path = folder / "tools.json"
    path.write_text(REPEATED.sub(repeated, definitions), encoding="utf-8")
    return {finding.code for finding in read_tools(str(path)).findings}


@pytest.mark.parametrize("rule", TOOL_RULES, ids=lambda rule: rule.code)
def test_bad_tools_are_reported_and_good_ones_are_not(rule: Rule, tmp_path: Path) -> None:
    assert rule.code in tool_findings(rule.sections["bad"], tmp_path)
    assert rule.code not in tool_findings(rule.sections["good"], tmp_path)


@pytest.mark.parametrize("rule", EXECUTION_RULES, ids=lambda rule: rule.code)
def test_what_a_bad_implementation_does_is_reported(rule: Rule, example: Callable[[str], Trace]) -> None:
    assert rule.code in {finding.code for finding in executed(example(rule.sections["bad"]))}
    assert list(executed(example(rule.sections["good"]))) == []


def test_every_code_of_the_tool_linter_is_a_rule() -> None:
    assert {code for code in RULES if code.startswith("CW0")} == set(CODES)


def test_every_code_of_the_schema_check_is_a_rule() -> None:
    assert {code for code in RULES if code.startswith("CW2")} == set(checks.CODES)
