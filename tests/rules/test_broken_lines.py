"""Whatever stands in a file is a finding with its line number, never a crash."""

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callwright.generator.formats import FORMS
from callwright.generator.formats.openai import dump_line
from callwright.generator.rules import files, lines
from callwright.generator.rules.files import JudgedLine, Judging, judged_lines
from callwright.generator.rules.transcript import read_transcript

GOOD = dump_line(
    read_transcript(
        """
        user: What's the weather in Oslo?
        call: get_weather {"location": "Oslo"}
        result: {"location": "Oslo", "temperature": 4}
        answer: It is 4 degrees in Oslo.
        """
    )
)


TOOLS_TEXT = json.dumps([{"type": "function", "function": {"name": "wait", "parameters": {"type": "object"}}}])


def judge_bytes(content: bytes, judging: Judging | None = None) -> list[JudgedLine]:
    return list(judged_lines(io.BytesIO(content), judging or Judging()))


def codes(content: bytes) -> list[tuple[int, list[str]]]:
    return [(line.number, [finding.code for finding in line.findings]) for line in judge_bytes(content)]


def test_good_line_has_no_findings() -> None:
    assert codes(GOOD.encode()) == [(1, [])]


def test_blank_lines_are_skipped_but_counted() -> None:
    assert codes(b"\n\n" + GOOD.encode() + b"\n \n{}\n") == [(3, []), (5, ["CW106"])]


def test_half_a_line_is_no_json() -> None:
    assert codes(GOOD.encode()[:-20]) == [(1, ["CW104"])]


def test_latin_1_is_no_utf_8() -> None:
    assert codes('{"messages": "café"}'.encode("latin-1")) == [(1, ["CW102"])]


def test_utf_16_is_no_utf_8() -> None:
    assert {code for _, found in codes(GOOD.encode("utf-16")) for code in found} == {"CW102"}


def test_arguments_that_are_neither_object_nor_text_are_a_finding_and_no_crash() -> None:
    calls = [{"function": {"name": "wait", "arguments": arguments}} for arguments in ({"seconds": 1}, None, 7, [])]
    line = {"messages": [{"role": "user", "content": "Wait"}, {"role": "assistant", "tool_calls": calls}], "tools": TOOLS_TEXT}
    [(_, found)] = codes(json.dumps(line).encode())
    assert found.count("CW202") == 3


def test_byte_order_mark_is_no_fault() -> None:
    assert codes(b"\xef\xbb\xbf" + GOOD.encode()) == [(1, [])]


def test_nan_is_no_json() -> None:
    assert codes(b'{"messages": NaN}') == [(1, ["CW104"])]


def test_lone_surrogate_is_found_in_nested_arguments() -> None:
    line = GOOD.replace("Oslo", "\\\\ud83d")
    assert codes(line.encode()) == [(1, ["CW103"])]


@pytest.mark.parametrize("depth", [100, 990, 100_000])
def test_deep_nesting_is_found(depth: int) -> None:
    assert codes(b'{"messages": ' + b"[" * depth + b"]" * depth + b"}")[0][1] in (["CW104"], ["CW105"])


@pytest.mark.parametrize("depth", [100, 990, 100_000])
def test_deeply_nested_arguments_are_found(depth: int) -> None:
    line = json.loads(GOOD)
    line["messages"][1]["tool_calls"][0]["function"]["arguments"] = '{"location": ' + "[" * depth + "]" * depth + "}"
    assert [number for number, found in codes(json.dumps(line).encode()) if found] == [1]


def test_a_line_over_the_limit_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 10_000)
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 10_000)
    assert codes(b"x" * 95_000 + b"\n" + GOOD.encode()) == [(1, ["CW101"]), (2, [])]


def test_a_line_of_a_hundred_megabytes_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    with path.open("wb") as file:
        for part in (GOOD.encode() + b"\n", b'{"messages": "', *[b"x" * 10**6] * 100, b'"}\n', GOOD.encode()):
            file.write(part)
    tracemalloc.start()
    with path.open("rb") as file:
        found = [(line.number, [finding.code for finding in line.findings]) for line in judged_lines(file, Judging())]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [(1, []), (2, ["CW101"]), (3, [])]
    assert peak < 100 * 10**6


def test_huge_integer_is_no_crash() -> None:
    assert codes(b'{"messages": ' + b"9" * 5000 + b"}") == [(1, ["CW104"])]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_forced_form_reports_departures(form: Any) -> None:
    [line] = judge_bytes(b'{"messages": [3], "conversations": [3], "query": 3, "answers": 3}', Judging(form=form))
    assert {finding.code for finding in line.findings} == {"CW107"}


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_judged(content: bytes) -> None:
    assert all(line.findings for line in judge_bytes(content))


MEMBERS = json.loads(
    """["messages", "role", "content", "tool_calls", "tool_call_id", "function", "name", "arguments", "id", "tools", "metadata",
    "conversations", "from", "value", "query", "answers", "prompt", "completion", "type", "text", "tool_use", "input", "parameters",
    "properties", "input_schema", "system", "acts", "category", "weight", "default", "enum", "items", "description", "pattern"]"""
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.sampled_from(["user", "assistant", "tool", "{}", "[1]"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(MEMBERS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(JSON)
@settings(deadline=None, max_examples=300)
def test_any_json_is_judged(value: Any) -> None:
    assert len(judge_bytes(json.dumps(value).encode())) == 1


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_a_good_line_with_one_part_replaced_is_judged(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(FORMS)))
    line = json.loads(json.dumps(FORMS[form].render(FORMS["openai"].parse(json.loads(GOOD)))))
    holder, key = data.draw(st.sampled_from(list(_places(line))))
    holder[key] = data.draw(JSON)
    assert len(judge_bytes(json.dumps(line).encode())) == 1


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]
